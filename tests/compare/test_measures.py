"""Every measure over two reports, counted out from the forms: a pair that breaks it, one that keeps it, and
for each figure that it needs a pair in which that figure is not known, which never breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, identity, missing, report

from gkscrape.checks import check_chain
from gkscrape.checks.rules import load_rules
from gkscrape.compare import Prose, copies
from gkscrape.form import load_forms
from gkscrape.record import Report, Section

FORMS = load_forms()
RULES = {"chain.carried", "chain.prior_items", "chain.in_force", "chain.restated"}
YEARS = {"2019": (2019, 2020), "2021": (2021, 2022)}
UNKNOWN: dict[str, Callable[[str], Given]] = {
    "blank": lambda code: None,
    "missing": missing,
    "ambiguous": lambda code: ambiguous(code, 1, 2),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """A rule between two reports: figures before and after that keep it; all of them are needed."""

    rule: str
    forms: tuple[str, str]
    before: Mapping[str, int]
    after: Mapping[str, int]
    code: str

    @property
    def years(self) -> tuple[int, int]:
        """The years of the two reports."""
        return (2020, 2021) if self.forms[0] != self.forms[1] else YEARS[self.forms[0]]

    def reports(self, changed: Mapping[str, Given], *, earlier: bool = False) -> tuple[Report, Report]:
        """The two reports, with these figures of one of them changed."""
        before: dict[str, Given] = {**self.before, **(changed if earlier else {})}
        after: dict[str, Given] = {**self.after, **({} if earlier else changed)}
        first, second = self.years
        return (
            report(self.forms[0], before, who=identity(year=first)),
            report(self.forms[1], after, who=identity(year=second)),
        )


def chains() -> Iterator[Chain]:
    """Every chain that the forms allow."""
    for forms in (("2019", "2019"), ("2019", "2021"), ("2021", "2021")):
        old, new = (FORMS[form].known for form in forms)
        for code in new:
            table, row, column = code.split("/")
            out, change = f"requests/carried_out/{column}", f"{table}/{row}/change"
            if row == "carried_in" and out in old:
                yield Chain("chain.carried", forms, {out: 4}, {code: 4}, code)
            elif column == "prior_items" and change in old:
                yield Chain("chain.prior_items", forms, {code: 9, change: -2}, {code: 7}, code)
            elif column == "in_force" and code in old:
                flows = {f"{table}/{row}/made": 5, f"{table}/{row}/repealed": 3}
                yield Chain("chain.in_force", forms, {code: 30}, {code: 32, **flows}, code)


CHAINS = [*chains()]
MENTIONS = {
    "requests/received/total": "2020年收到政府信息公开申请{}件，今年更多。",
    "requests/total/total": "上年共办结{}件。",
    "challenges/reconsideration/total": "2020年因政府信息公开引发行政复议{}件。",
}


def broken(pair: tuple[Report, Report]) -> list[str]:
    return [fault.code for fault in check_chain(*pair, FORMS) if fault.code in RULES]


def test_all_chains_of_the_forms_are_here() -> None:
    counted = {rule: sum(chain.rule == rule for chain in CHAINS) for rule in {c.rule for c in CHAINS}}
    assert counted == {"chain.carried": 3 * 7, "chain.prior_items": 5, "chain.in_force": 2}
    assert {rule.id for rule in load_rules().rules} >= RULES == {*counted, "chain.restated"}
    said = {code for mention in load_rules().restatements for code in mention.table}
    assert set(MENTIONS) <= said


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: f"{'-'.join(chain.forms)} {chain.code}")
def test_a_chain_breaks_by_one_and_never_by_what_is_not_known(chain: Chain) -> None:
    assert broken(chain.reports({})) == []
    for difference in (-1, 1):
        assert broken(chain.reports({chain.code: chain.after[chain.code] + difference})) == [chain.rule]
    for unknown in UNKNOWN.values():
        for code in chain.before:
            assert broken(chain.reports({code: unknown(code)}, earlier=True)) == [], code
        for code in chain.after:
            assert broken(chain.reports({code: unknown(code)})) == [], code


@pytest.mark.parametrize("code", MENTIONS)
def test_a_restated_figure_is_held_against_what_was_printed_if_that_is_known(code: str) -> None:
    def told(figure: int, printed: Given) -> list[str]:
        text = [Section(1, "总体情况", MENTIONS[code].format(figure))]
        later = report("2021", who=identity(year=2021), sections=text)
        return broken((report("2019", {code: printed}, who=identity(year=2020)), later))

    assert told(41, 41) == []
    assert told(41, 40) == ["chain.restated"]
    for unknown in UNKNOWN.values():
        assert told(41, unknown(code)) == []


OWN = "今年新设学位预警专栏，每周五更新余额，家长可以在线核对。"
COPIED = "一是部分单位对政务公开工作重视不够，信息更新还不够及时。"


@pytest.mark.parametrize(
    ("text", "other", "share"),
    [
        (COPIED, COPIED, Decimal(1)),
        (COPIED, COPIED.replace("部分", "少数"), Decimal(1)),
        (COPIED, OWN, None),
        (COPIED, "", None),
        ("", COPIED, None),
        ("", "", None),
        ("无。", "无。", None),
    ],
)
def test_text_is_copied_where_it_is_alike_and_never_where_there_is_none(
    text: str, other: str, share: Decimal | None
) -> None:
    pytest.importorskip("rensa")
    heading = "存在的主要问题及改进情况"
    reports = [Prose(name, (Section(5, heading, words),)) for name, words in (("甲", text), ("乙", other))]
    found = copies(reports[:1], reports[1:])
    assert [copy.share for copy in found] == ([] if share is None else [share])

"""One invented place over three forms, 2014, 2018, 2019 and 2024: every kind of line, written out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.checks.builder import Given, ambiguous, cell, identity, report

from gkscrape.compare import Side, compare, load_concordance, side_of
from gkscrape.form import load_forms
from gkscrape.record import Change, Scope

FIRST: dict[str, Given] = {
    "applications": 9,
    "completed": 8,
    "replies.already_public": 1,
    "replies.granted": 5,
    "replies.partial": 1,
    "replies.refused.state_secret": 0,
    "replies.refused.trade_secret": 1,
    "replies.refused.privacy": 2,
    "replies.refused.other_legal": 0,
    "replies.nonexistent": 2,
    "replies.not_own_responsibility": 1,
    "replies.clarification_requested": 3,
    "litigation.upheld": 1,
    "litigation.corrected": 0,
    "reconsideration": 4,
    "fees": 120,
    "normative_documents_made": 7,
}
"""2014. In 2018 the same rows, some of them left blank or unread."""
LATER = {**FIRST, "applications": 12, "replies.granted": None, "replies.refused.privacy": None}
THIRD: dict[str, Given] = {
    "requests/received/total": 23,
    "requests/carried_in/total": 0,
    "requests/granted/total": 7,
    "requests/refused.third_party/total": 2,
    "requests/refused.internal_affairs/total": 1,
    "requests/refused.deliberative/total": 4,
    "requests/unavailable.not_held/total": 6,
    "requests/unavailable.must_be_created/total": 1,
    "requests/other/total": 5,
    "requests/total/total": 23,
    "challenges/litigation_direct/upheld": 1,
    "challenges/litigation_after_reconsideration/upheld": 2,
    "disclosure/normative_documents/made": 9,
    "disclosure/normative_documents/in_public": 80,
    "disclosure/fees/prior_items": 4,
}
FOURTH: dict[str, Given] = {
    "requests/received/total": 218,
    "requests/granted/total": 71,
    "requests/refused.third_party/total": 3,
    "requests/refused.internal_affairs/total": 32,
    "requests/unavailable.not_held/total": 75,
    "requests/unavailable.must_be_created/total": None,
    "requests/other.not_corrected/total": 1,
    "requests/other.fee_unpaid/total": 0,
    "requests/other.other/total": 2,
    "requests/total/total": 218,
    "challenges/litigation_after_reconsideration/upheld": 13,
    "disclosure/normative_documents/made": 62,
    "disclosure/normative_documents/in_force": 440,
    "disclosure/fees/amount": 1,
}
LACKS_2014, LACKS_2019, LACKS_2021 = (
    f"the {form} form has no such figure" for form in ("2014", "2019", "2021")
)
FEES = (
    "2014 prints income from requests, 2019 the number of fee items, 2021 the money taken: three quantities"
)
STOCK = "documents ever published (对外公开总数量) are not documents in force (现行有效件数)"
MADE = "with caution: 制发总数, 新制作数量 and 制发件数 are close, not identical"
PRIVATE = "statistics/replies.refused.privacy/value"
LINES: list[tuple[str, list[int | None], int | None, str, str]] = [
    ("requests/received/total", [9, 12, 23, 218], 209, "same", ""),
    ("requests/granted/total", [6, None, 7, 71], 65, "sum",
     "2018: at least 1, statistics/replies.granted/value is blank"),
    ("requests/refused.third_party/total", [3, None, 2, 3], 0, "sum",
     f"2018: at least 1, {PRIVATE} is blank"),
    ("requests/total/total", [8, 8, 23, 218], 210, "same",
     "2014 counts applications finished (申请办结数), the later forms results (办理结果总计)"),
    ("group/refused.other_legal", [0, 0, 5, 32], 32, "group", ""),
    ("group/not_held", [3, 3, 7, None], None, "group",
     "2024: at least 75, requests/unavailable.must_be_created/total is blank"),
    ("group/litigation.upheld", [1, 1, 3, 13], 12, "sum", ""),
    ("disclosure/normative_documents/made", [7, 7, 9, 62], 55, "same", MADE),
    ("requests/other/total", [None, None, 5, 3], None, "no",
     f"{LACKS_2014}; 2019 prints other handling in one row, 2021 in three"),
    ("requests/carried_in/total", [None, None, 0, 0], None, "no", LACKS_2014),
    ("requests/refused.internal_affairs/total", [None, None, 1, 32], None, "no", LACKS_2014),
    ("disclosure/normative_documents/in_public", [None, None, 80, None], None, "no",
     f"{LACKS_2014}; {LACKS_2021}; {STOCK}"),
    ("disclosure/normative_documents/in_force", [None, None, None, 440], None, "no",
     f"{LACKS_2014}; {LACKS_2019}; {STOCK}"),
    ("disclosure/fees/prior_items", [None, None, 4, None], None, "no", f"{LACKS_2014}; {LACKS_2021}; {FEES}"),
    ("disclosure/fees/amount", [None, None, None, 1], None, "no", f"{LACKS_2014}; {LACKS_2019}; {FEES}"),
    ("statistics/fees/value", [120, 120, None, None], None, "no", f"{LACKS_2019}; {LACKS_2021}; {FEES}"),
    ("statistics/replies.clarification_requested/value", [3, 3, None, None], None, "no",
     f"{LACKS_2019}; {LACKS_2021}; 2014 counts the notices to clarify that were sent, "
     "the later forms requests still unclear after them"),
    ("statistics/reconsideration/value", [4, 4, None, None], None, "no",
     f"{LACKS_2019}; {LACKS_2021}; 2014 had no row for what is pending, so its total is of another kind"),
]  # fmt: skip


def statistics(key: str, figures: Mapping[str, Given]) -> Side:
    cells = tuple(cell(f"statistics/{row}/value", figure) for row, figure in figures.items())
    return Side(key, "2014", cells, Scope.CONSOLIDATED)


def whole(year: int, form: str, figures: Mapping[str, Given]) -> Side:
    return side_of(report(form, figures, who=identity(year=year, scope=Scope.CONSOLIDATED)))


def four_years(last: Mapping[str, Given]) -> dict[str, Change]:
    sides = (
        statistics("2014", FIRST),
        statistics("2018", LATER),
        whole(2019, "2019", THIRD),
        whole(2024, "2021", last),
    )
    return {change.indicator: change for change in compare(sides, load_concordance(), load_forms())}


@pytest.mark.parametrize(
    ("code", "values", "absolute", "comparable", "note"), LINES, ids=lambda v: str(v)[:50]
)
def test_each_line_is_what_was_written_by_hand(
    code: str, values: list[int | None], absolute: int | None, comparable: str, note: str
) -> None:
    change = four_years(FOURTH)[code]
    assert [None if entry.value is None else int(entry.value) for entry in change.entries] == values
    assert (None if change.absolute is None else int(change.absolute)) == absolute
    assert (change.comparable.value, change.note) == (comparable, note)


def test_codes_that_stand_for_another_on_one_form_have_no_line_of_their_own() -> None:
    found = four_years(FOURTH)
    gone = ("applications", "completed", "replies.partial", "normative_documents_made", "litigation.upheld")
    assert not {f"statistics/{row}/value" for row in gone} & set(found)


def test_nothing_that_is_ambiguous_is_summed() -> None:
    code = "requests/refused.deliberative/total"
    change = four_years({**FOURTH, code: ambiguous(code, 1, 2)})["group/refused.other_legal"]
    assert (change.entries[-1].value, change.absolute) == (None, None)
    assert change.note == f"2024: at least 32, {code} is ambiguous"

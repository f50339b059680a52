"""Reports set side by side: what is comparable across the forms, what is unknown, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.checks.builder import Given, ambiguous, cell, identity, missing, report

from gkscrape.compare import Side, compare, load_concordance, side_of
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import Cell, Change, Comparable, Entry, Kind, Scope, Status

FORMS = load_forms()
CONCORDANCE = load_concordance()
OTHERS = ("not_corrected", "fee_unpaid", "other")


def side(key: str, form: str, figures: Mapping[str, Given] | None = None) -> Side:
    return side_of(report(form, figures), key)


def statistics(key: str, figures: Mapping[str, int]) -> Side:
    """A report on the form of 2014 that prints only these figures."""
    return Side(key, "2014", tuple(cell(f"statistics/{row}/value", value) for row, value in figures.items()))


def changes(*sides: Side) -> dict[str, Change]:
    return {change.indicator: change for change in compare(sides, CONCORDANCE, FORMS)}


def values(change: Change) -> list[int | None]:
    return [None if entry.value is None else int(entry.value) for entry in change.entries]


def test_a_figure_on_one_form_is_compared_with_itself() -> None:
    found = changes(
        side("2019", "2019", {"requests/received/total": 4}),
        side("2020", "2019", {"requests/received/total": 10}),
    )
    assert found["requests/received/total"] == Change(
        "requests/received/total",
        "本年新收政府信息公开申请数量·总计",
        (
            Entry("2019", Decimal(4), Kind.NUMBER, Status.PRINTED),
            Entry("2020", Decimal(10), Kind.NUMBER, Status.PRINTED),
        ),
        absolute=Decimal(6),
        relative=Decimal("1.5"),
        comparable=Comparable.SAME,
        note="",
    )


def test_years_on_one_form_list_the_indicators_of_that_form_in_its_order() -> None:
    found = compare([side("2019", "2019"), side("2020", "2019")], CONCORDANCE, FORMS)
    assert [change.indicator for change in found] == [known.code for known in FORMS["2019"].indicators]
    assert {change.comparable for change in found} == {Comparable.SAME}
    assert {change.note for change in found} == {""}


def test_over_many_years_the_change_runs_from_the_first_to_the_last() -> None:
    code = "requests/granted/total"
    found = changes(*(side(str(2019 + step), "2019", {code: value}) for step, value in enumerate([8, 99, 6])))
    assert values(found[code]) == [8, 99, 6]
    assert (found[code].absolute, found[code].relative) == (Decimal(-2), Decimal("-0.25"))


def test_a_change_from_nothing_has_no_share() -> None:
    code = "requests/granted/total"
    found = changes(side("2019", "2019", {code: 0}), side("2020", "2019", {code: 3}))[code]
    assert (found.absolute, found.relative) == (Decimal(3), None)


def test_a_share_is_given_to_six_places() -> None:
    code = "requests/granted/total"
    found = changes(side("2019", "2019", {code: 3}), side("2020", "2019", {code: 4}))[code]
    assert found.relative == Decimal("0.333333")


@pytest.mark.parametrize(
    ("unknown", "kind", "status"),
    [
        (None, Kind.BLANK, Status.PRINTED),
        (missing("requests/granted/total"), Kind.BLANK, Status.MISSING),
        (ambiguous("requests/granted/total", 1, 2), Kind.UNREADABLE, Status.AMBIGUOUS),
        (Cell("requests/granted/total", Kind.NA, Status.PRINTED, raw="/"), Kind.NA, Status.PRINTED),
    ],
)
def test_what_is_not_known_is_never_nothing(unknown: Given, kind: Kind, status: Status) -> None:
    code = "requests/granted/total"
    found = changes(side("2019", "2019", {code: 3}), side("2020", "2019", {code: unknown}))[code]
    assert found.entries[1] == Entry("2020", None, kind, status)
    assert (found.absolute, found.relative, found.comparable) == (None, None, Comparable.SAME)


@pytest.mark.parametrize(
    ("code", "lacking", "word"),
    [
        ("disclosure/normative_documents/in_public", "2021", "not documents in force"),
        ("disclosure/normative_documents/in_force", "2019", "not documents in force"),
        ("disclosure/rules/in_public", "2021", "not documents in force"),
        ("disclosure/fees/prior_items", "2021", "three quantities"),
        ("disclosure/fees/amount", "2019", "three quantities"),
        ("disclosure/procurement/amount", "2021", "only the form of 2019"),
        ("disclosure/other_services/decisions", "2021", "only the form of 2019"),
        ("disclosure/licences/prior_items", "2021", ""),
        ("disclosure/normative_documents/repealed", "2019", ""),
        ("requests/other.fee_unpaid/total", "2019", ""),
    ],
)
def test_from_the_form_of_2019_to_that_of_2021_some_figures_cannot_be_compared(
    code: str, lacking: str, word: str
) -> None:
    found = changes(side("2020", "2019"), side("2021", "2021"))[code]
    known = [entry for entry in found.entries if entry.kind is not None]
    assert [entry.value for entry in known] == [Decimal(0)]
    assert found.comparable is Comparable.NO
    assert (found.absolute, found.relative) == (None, None)
    assert found.note.startswith(f"the {lacking} form has no such figure")
    assert word in found.note


def test_what_both_forms_print_stays_comparable_and_decisions_carry_a_caution() -> None:
    found = changes(
        side("2020", "2019", {"disclosure/licences/decisions": 15}),
        side("2021", "2021", {"disclosure/licences/decisions": 12}),
    )
    licences = found["disclosure/licences/decisions"]
    assert (licences.comparable, licences.absolute) == (Comparable.SAME, Decimal(-3))
    assert licences.note.startswith("with caution: on the form of 2019")
    assert found["requests/unavailable.still_unclear/total"].note == ""
    assert found["requests/unavailable.still_unclear/total"].comparable is Comparable.SAME
    assert found["disclosure/normative_documents/made"].note.startswith("with caution")
    assert not [code for code in found if code.startswith("group/")]


def test_other_handling_of_2021_is_summed_to_compare_with_the_one_row_of_2019() -> None:
    three = {f"requests/other.{row}/total": number for number, row in enumerate(OTHERS, start=1)}
    found = changes(side("2020", "2019", {"requests/other/total": 4}), side("2021", "2021", three))
    other = found["requests/other/total"]
    assert other.label == "其他处理·总计"
    assert values(other) == [4, 6]
    assert (other.comparable, other.absolute, other.relative) == (Comparable.SUM, Decimal(2), Decimal("0.5"))
    assert found["requests/other/natural_person"].comparable is Comparable.SUM
    assert values(found["requests/other.not_corrected/total"]) == [None, 1]


def test_a_sum_with_an_unknown_part_is_unknown_and_says_what_it_is_at_least() -> None:
    three: dict[str, Given] = {
        "requests/other.not_corrected/total": 5,
        "requests/other.fee_unpaid/total": None,
        "requests/other.other/total": ambiguous("requests/other.other/total", 1, 2),
    }
    other = changes(side("2020", "2019"), side("2021", "2021", three))["requests/other/total"]
    assert values(other) == [0, None]
    assert other.entries[1].status is Status.AMBIGUOUS
    assert other.absolute is None
    assert other.note.startswith(
        "2021: at least 5, requests/other.fee_unpaid/total is blank, requests/other.other/total is ambiguous"
    )


def test_a_report_of_2021_that_prints_other_handling_as_one_row_is_used_as_it_is() -> None:
    gone: dict[str, Given] = {
        code: missing(code) for row in OTHERS for code in [f"requests/other.{row}/total"]
    }
    one = side("2022", "2021", {**gone, "requests/other/total": 7})
    three = {f"requests/other.{row}/total": number for number, row in enumerate(OTHERS, start=1)}
    other = changes(side("2021", "2021", three), one)["requests/other/total"]
    assert values(other) == [6, 7]
    assert other.comparable is Comparable.SUM


def test_the_form_of_2014_is_mapped_to_the_later_codes() -> None:
    old = statistics(
        "2018",
        {
            "applications": 20,
            "completed": 19,
            "replies.already_public": 3,
            "replies.granted": 8,
            "replies.refused.other_legal": 2,
            "replies.nonexistent": 4,
            "replies.not_own_responsibility": 1,
            "litigation.upheld": 5,
            "disclosed": 138,
            "replies.clarification_requested": 6,
        },
    )
    new = side(
        "2019",
        "2019",
        {
            "requests/received/total": 25,
            "requests/granted/total": 22,
            "requests/refused.deliberative/total": 2,
            "requests/refused.internal_affairs/total": 1,
            "challenges/litigation_direct/upheld": 3,
            "challenges/litigation_after_reconsideration/upheld": 4,
        },
    )
    found = changes(old, new)
    summary = {
        code: (values(found[code]), found[code].comparable.value)
        for code in (
            "requests/received/total",
            "requests/granted/total",
            "group/refused.other_legal",
            "group/not_held",
            "group/litigation.upheld",
            "statistics/disclosed/value",
            "requests/carried_in/total",
            "requests/unavailable.still_unclear/total",
            "statistics/replies.clarification_requested/value",
        )
    }
    assert summary == {
        "requests/received/total": ([20, 25], "same"),
        "requests/granted/total": ([11, 22], "sum"),
        "group/refused.other_legal": ([2, 3], "group"),
        "group/not_held": ([5, 0], "group"),
        "group/litigation.upheld": ([5, 7], "sum"),
        "statistics/disclosed/value": ([138, None], "no"),
        "requests/carried_in/total": ([None, 0], "no"),
        "requests/unavailable.still_unclear/total": ([None, 0], "no"),
        "statistics/replies.clarification_requested/value": ([6, None], "no"),
    }
    assert "申请办结数" in found["requests/total/total"].note
    assert "still unclear after" in found["requests/unavailable.still_unclear/total"].note
    assert "statistics/applications/value" not in found
    assert found["group/not_held"].label == "不掌握或不存在(合并)"


def test_a_narrative_report_has_no_figures_to_compare() -> None:
    found = changes(Side("2017", "narrative", ()), side("2019", "2019"))["requests/received/total"]
    assert found.entries[0] == Entry("2017", None, None, None)
    assert (found.comparable, found.note) == (
        Comparable.NO,
        "2017 is a narrative report without tables",
    )


def test_reports_of_different_scopes_count_different_things() -> None:
    whole = side_of(report(who=identity(scope=Scope.CONSOLIDATED)), "2019")
    found = changes(whole, side("2020", "2019"))["requests/received/total"]
    assert (found.comparable, found.absolute) == (Comparable.NO, None)
    assert found.note == "the reports count different things: consolidated, office"


def test_an_office_and_an_organ_are_compared_with_a_note() -> None:
    organ = side_of(report(who=identity(scope=Scope.ORGAN)), "柳溪县教育局")
    found = changes(organ, side("柳溪县人民政府办公室", "2019"))["requests/received/total"]
    assert (found.comparable, found.absolute) == (Comparable.SAME, Decimal(0))
    assert found.note == "the reports count different things: organ, office"


def test_a_comparison_needs_two_reports_with_different_names() -> None:
    with pytest.raises(UsageError, match="needs two reports with different names"):
        compare([side("2020", "2019")], CONCORDANCE, FORMS)
    with pytest.raises(UsageError, match="2020, 2020"):
        compare([side("2020", "2019"), side("2020", "2019")], CONCORDANCE, FORMS)


def test_a_report_is_called_by_its_year_unless_it_is_named() -> None:
    given = report(who=identity(year=2020))
    assert side_of(given).key == "2020"
    assert side_of(given, "柳溪县").key == "柳溪县"
    with pytest.raises(UsageError, match="has no year"):
        side_of(replace(given, identity=identity(year=None)))

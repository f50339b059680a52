"""Tables of random figures whose sums are made to hold: none is faulted, and one wrong figure always is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.checks.builder import Given, report

from gkscrape.checks import check
from gkscrape.form import Form, load_forms
from gkscrape.record import Report

FORM: Form = load_forms()["2021"]
APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other")
OUTCOMES = tuple(
    row.code
    for block in FORM.table("requests").blocks
    for row in block.rows
    if row.within is not None
    and not row.group
    and not row.optional
    and row.code not in ("total", "carried_out")
)


@st.composite
def sound_reports(draw: st.DrawFn) -> Report:
    """A report of 2021 with random outcomes; all totals and what was received follow from them."""
    figures: dict[str, Given] = {}
    grand = dict.fromkeys(("received", "carried_in", "total", "carried_out", *OUTCOMES), 0)
    for applicant in APPLICANTS:
        counts = {row: draw(st.integers(0, 9)) for row in OUTCOMES}
        counts["total"] = sum(counts.values())
        counts["carried_out"] = draw(st.integers(0, 9))
        counts["carried_in"] = draw(st.integers(0, counts["total"] + counts["carried_out"]))
        counts["received"] = counts["total"] + counts["carried_out"] - counts["carried_in"]
        for row, count in counts.items():
            figures[f"requests/{row}/{applicant}"] = count
            grand[row] += count
    figures |= {f"requests/{row}/total": count for row, count in grand.items()}
    return report("2021", figures)


@settings(max_examples=20, deadline=None)
@given(sound_reports(), st.integers(0, 174), st.integers(1, 50))
def test_one_wrong_figure_of_a_sound_table_is_always_found(sound: Report, which: int, by: int) -> None:
    assert not check(sound, {"2021": FORM})
    cell = [cell for cell in sound.cells if cell.indicator.startswith("requests/")][which]
    assert cell.value is not None
    wrong = tuple(one._replace(value=cell.value + by) if one is cell else one for one in sound.cells)
    faults = check(replace(sound, cells=wrong), {"2021": FORM})
    assert faults
    assert all(cell.indicator in fault.indicators for fault in faults)


@settings(max_examples=20, deadline=None)
@given(sound_reports(), st.sets(st.integers(0, 174), max_size=60))
def test_blanks_alone_never_break_a_sum(sound: Report, blanked: set[int]) -> None:
    cells = [cell for cell in sound.cells if cell.indicator.startswith("requests/")]
    blank = {cells[which].indicator: None for which in blanked}
    known = {cell.indicator: cell for cell in sound.cells}
    assert not [
        fault for fault in check(report("2021", {**known, **blank}), {"2021": FORM}) if "." in fault.code
    ]

"""Puts one report to all rules, in the order of their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gkscrape.checks.cells import assess_cells, assess_tables
from gkscrape.checks.outcome import Outcome, State, fault_of
from gkscrape.checks.plausible import assess_plausibility
from gkscrape.checks.prose import assess_prose, assess_text
from gkscrape.checks.rules import Rulebook, load_rules
from gkscrape.checks.sums import assess_sums
from gkscrape.checks.timely import assess_publication
from gkscrape.form import Form
from gkscrape.record import Fault, Report


def assess(report: Report, forms: Mapping[str, Form]) -> tuple[Outcome, ...]:
    """What came of every rule on this report, `forms` by id; a narrative report has only its text to test.

    Raises DataFileError where `data/checks.toml` is wrong or lacks a rule for a sum of the form.
    """
    return tuple(_outcomes(report, forms.get(report.form), load_rules()))


def check(report: Report, forms: Mapping[str, Form]) -> tuple[Fault, ...]:
    """The faults of the report: the rules of `assess` that fail, each where it fails."""
    return tuple(fault_of(outcome) for outcome in assess(report, forms) if outcome.state is State.FAIL)


def _outcomes(report: Report, form: Form | None, book: Rulebook) -> Iterator[Outcome]:
    if form is not None:
        yield from assess_sums(report, form, book)
        yield from assess_cells(report, form, book)
        yield from assess_tables(report, form, book)
        yield from assess_plausibility(report, form, book)
        yield from assess_prose(report, form, book)
    yield from assess_text(report, form, book)
    yield assess_publication(report, book)

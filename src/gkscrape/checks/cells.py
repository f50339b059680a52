"""Rules on single cells and whole tables: counts are whole and not negative, tables are there and filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from gkscrape.checks.outcome import Outcome, State, failed, number, printed_blank, read_from_grid, settled
from gkscrape.checks.rules import Rule, Rulebook
from gkscrape.form import Form, Indicator, Table
from gkscrape.record import Cell, Kind, Report, Status, Suspect

_MONEY = "万元"
_WORDS, _UNREADABLE = Kind.TEXT, Kind.UNREADABLE
_MISSING, _AMBIGUOUS = Status.MISSING, Status.AMBIGUOUS


def assess_cells(report: Report, form: Form, book: Rulebook) -> Iterator[Outcome]:
    """Outcomes of the rules on cells: one for each cell that breaks one, else one for the rule."""
    cells = [(form.known[cell.indicator], cell) for cell in report.cells if cell.indicator in form.known]
    unsigned = [(known, cell) for known, cell in cells if not known.column.signed]
    counts = [(known, cell) for known, cell in unsigned if known.unit != _MONEY]
    yield from _figures(book["count.negative"], unsigned, lambda value: value < 0)
    yield from _figures(book["count.fractional"], counts, lambda value: value != value.to_integral_value())
    yield from _words(book["cell.text"], cells)


def assess_tables(report: Report, form: Form, book: Rulebook) -> Iterator[Outcome]:
    """Three outcomes for each table: whether it is there, holds a figure, and has most cells filled."""
    for table in form.tables:
        head = f"{table.code}/"
        cells = [cell for cell in report.cells if cell.indicator.startswith(head)]
        yield _presence(book["table.missing"], table, cells)
        yield _emptiness(book["table.blank"], table, cells)
        yield _mostly_blank(book["table.mostly_blank"], table, cells)


def name_of(known: Indicator) -> str:
    """The printed labels of the indicator's row and column.

    >>> from gkscrape.form import load_forms
    >>> name_of(load_forms()["2021"].known["disclosure/rules/made"])
    '规章·本年制发件数'
    """
    return f"{known.row.labels[0]}·{known.column.labels[0]}"


def label_of(code: str, form: Form | None) -> str:
    """The printed labels of an indicator's row and column; the code itself where the form has none for it."""
    known = form.known.get(code) if form else None
    return name_of(known) if known else code


def _figures(
    rule: Rule, cells: list[tuple[Indicator, Cell]], wrong: Callable[[Decimal], bool]
) -> Iterator[Outcome]:
    values = [(known, cell, value) for known, cell in cells if (value := number(cell)) is not None]
    broken = [(known, cell, value) for known, cell, value in values if wrong(value)]
    for known, cell, value in broken:
        suspect = Suspect.PUBLISHER if read_from_grid([cell]) else Suspect.UNDECIDED
        yield failed(rule, name_of(known), [cell], value, suspect=suspect)
    unread = [cell for _, cell in cells if cell.status is _AMBIGUOUS or cell.kind is _UNREADABLE]
    if broken:
        return
    if not values:
        yield settled(rule, State.NOT_ASSESSABLE, "no figure is printed")
    elif unread:
        yield settled(rule, State.UNDECIDABLE, f"{len(unread)} cells are not read", unread)
    else:
        yield settled(rule, State.PASS, f"{len(values)} figures hold")


def _words(rule: Rule, cells: list[tuple[Indicator, Cell]]) -> Iterator[Outcome]:
    worded = [(known, cell) for known, cell in cells if cell.kind is _WORDS]
    for known, cell in worded:
        yield failed(rule, f"{name_of(known)} (“{cell.raw}”)", [cell])
    if worded:
        return
    unread = [cell for _, cell in cells if cell.status is _AMBIGUOUS or cell.kind is _UNREADABLE]
    if unread:
        yield settled(rule, State.UNDECIDABLE, f"{len(unread)} cells are not read", unread)
    else:
        state = State.PASS if any(number(cell) is not None for _, cell in cells) else State.NOT_ASSESSABLE
        yield settled(rule, state, "no cell holds words")


def _presence(rule: Rule, table: Table, cells: list[Cell]) -> Outcome:
    name = _table_name(table)
    if all(cell.status is _MISSING for cell in cells):
        return failed(rule, name, cells)
    if all(cell.status in (_MISSING, _AMBIGUOUS) for cell in cells):
        return settled(rule, State.UNDECIDABLE, f"no cell of the table {name} is settled", cells)
    return settled(rule, State.PASS, f"the table {name} is there")


def _emptiness(rule: Rule, table: Table, cells: list[Cell]) -> Outcome:
    name = _table_name(table)
    there = [cell for cell in cells if cell.status is not _MISSING]
    if not there:
        return settled(rule, State.NOT_ASSESSABLE, f"the table {name} is missing")
    if all(printed_blank(cell) for cell in there):
        return failed(rule, name, there, Decimal(len(there)))
    if any(number(cell) is not None for cell in there):
        return settled(rule, State.PASS, f"the table {name} holds figures")
    return settled(rule, State.UNDECIDABLE, f"no figure of the table {name} is settled", there)


def _mostly_blank(rule: Rule, table: Table, cells: list[Cell]) -> Outcome:
    name = _table_name(table)
    blanks = [cell for cell in cells if printed_blank(cell)]
    unsettled = [cell for cell in cells if cell.status is _AMBIGUOUS]
    if not any(number(cell) is not None for cell in cells):
        return settled(rule, State.NOT_ASSESSABLE, f"the table {name} holds no figure")
    if 2 * len(blanks) > len(cells):
        return failed(rule, name, (), Decimal(len(blanks)), Decimal(len(cells)))
    if 2 * (len(blanks) + len(unsettled)) > len(cells):
        return settled(rule, State.UNDECIDABLE, f"{len(unsettled)} cells of the table {name} are not read")
    return settled(rule, State.PASS, f"most cells of the table {name} are filled")


def _table_name(table: Table) -> str:
    return f"of section {table.section} ({table.code})"

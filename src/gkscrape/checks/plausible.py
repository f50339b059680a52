"""Rules on what an organ of its level can truthfully fill in: rules, decisions, stocks, amounts of money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from gkscrape.checks.cells import name_of
from gkscrape.checks.outcome import Outcome, State, failed, number, read_from_grid, settled
from gkscrape.checks.rules import Money, Rule, Rulebook
from gkscrape.form import Form, Indicator
from gkscrape.record import Cell, Identity, Report, Scope, Status, Suspect

_MONEY = "万元"
_STOCK_AND_FLOW = ("decisions", "prior_items", "change")
_PUBLIC = ("in_public", "published")


def assess_plausibility(report: Report, form: Form, book: Rulebook) -> Iterator[Outcome]:
    """Outcomes of the rules on plausible figures, one for each cell or row that a rule looks at."""
    cells = {cell.indicator: cell for cell in report.cells}
    for known in form.known.values():
        cell = cells.get(known.code)
        if cell is None:
            continue
        if known.table == "disclosure" and known.row.code == "rules":
            yield _county_rule(book["disclosure.rules.county_rule"], report.identity, known, cell)
        if known.table == "disclosure" and known.unit == _MONEY:
            yield _money_unit(book, report.identity, known, cell)
    for table in form.tables:
        for row in (row for block in table.blocks for row in block.rows if not row.group):
            yield from _row_rules(book, f"{table.code}/{row.code}", row.labels[0], cells)
    yield from _parts(book["statistics.part"], form, cells)


def _parts(rule: Rule, form: Form, cells: Mapping[str, Cell]) -> Iterator[Outcome]:
    """An outcome for each row of the statistics that is part of another (a.b of a), and of no printed sum."""
    for table in (table for table in form.tables if table.code == "statistics"):
        summed = {part for total in table.sums for part in total.parts}
        rows = {known.row.code: known for known in form.known.values() if known.table == table.code}
        for code, known in rows.items():
            whole = rows.get(code.rpartition(".")[0])
            if whole is not None and code not in summed:
                yield _part(rule, known, [cells[one.code] for one in (known, whole) if one.code in cells])


def _part(rule: Rule, known: Indicator, cells: list[Cell]) -> Outcome:
    name = known.row.labels[0]
    if not cells or all(cell.status is Status.MISSING for cell in cells):
        return settled(rule, State.NOT_ASSESSABLE, f"nothing is printed of {name}", cells)
    part, whole = ([number(cell) for cell in cells] + [None])[:2]
    if part is None or whole is None:
        return settled(rule, State.UNDECIDABLE, f"{name}: not both figures are known", cells)
    if part <= whole + rule.tolerance:
        return settled(rule, State.PASS, f"{name}: the part does not exceed the whole", cells)
    return failed(rule, name, cells, part, whole)


def _row_rules(book: Rulebook, row: str, label: str, cells: Mapping[str, Cell]) -> Iterator[Outcome]:
    stock = [cells[code] for name in _STOCK_AND_FLOW if (code := f"{row}/{name}") in cells]
    if len(stock) == len(_STOCK_AND_FLOW):
        yield _stock_for_flow(book["disclosure.stock_for_flow"], label, stock)
    public = [cells[code] for name in _PUBLIC if (code := f"{row}/{name}") in cells]
    if len(public) == len(_PUBLIC):
        yield _public_stock(book["disclosure.public_stock"], label, public)


def _county_rule(rule: Rule, identity: Identity, known: Indicator, cell: Cell) -> Outcome:
    value, county = number(cell), _is_county(identity.region)
    if county is False:
        return settled(rule, State.NOT_ASSESSABLE, "the region is a prefecture or a province", [cell])
    if value == 0:
        return settled(rule, State.PASS, f"{name_of(known)} is 0", [cell])
    if county is None or value is None:
        unknown = name_of(known) if value is None else "the region"
        return settled(rule, _unknown(cell), f"{unknown} is not known", [cell])
    suspect = Suspect.PUBLISHER if read_from_grid([cell]) else Suspect.UNDECIDED
    return failed(rule, name_of(known), [cell], value, Decimal(0), suspect)


def _stock_for_flow(rule: Rule, label: str, cells: list[Cell]) -> Outcome:
    decisions, prior, change = (number(cell) for cell in cells)
    if decisions is None or prior is None or change is None:
        if all(cell.status is Status.MISSING for cell in cells):
            return settled(rule, State.NOT_ASSESSABLE, f"nothing is printed of {label}", cells)
        return settled(rule, State.UNDECIDABLE, f"{label}: not all three figures are known", cells)
    if decisions == 0 or decisions != prior + change:
        return settled(rule, State.PASS, f"{label}: the decisions are a count of their own", cells)
    suspect = Suspect.PUBLISHER if read_from_grid(cells) else Suspect.UNDECIDED
    return failed(rule, label, cells, decisions, suspect=suspect)


def _public_stock(rule: Rule, label: str, cells: list[Cell]) -> Outcome:
    in_public, published = (number(cell) for cell in cells)
    if in_public is None or published is None:
        if all(cell.status is Status.MISSING for cell in cells):
            return settled(rule, State.NOT_ASSESSABLE, f"nothing is printed of {label}", cells)
        return settled(rule, State.UNDECIDABLE, f"{label}: not both figures are known", cells)
    if in_public >= published - rule.tolerance:
        return settled(rule, State.PASS, f"{label}: the stock holds this year's documents", cells)
    suspect = Suspect.PUBLISHER if read_from_grid(cells) else Suspect.UNDECIDED
    return failed(rule, label, cells, in_public, published, suspect)


def _money_unit(book: Rulebook, identity: Identity, known: Indicator, cell: Cell) -> Outcome:
    rule, value = book["disclosure.money_unit"], number(cell)
    if value is None:
        return settled(rule, _unknown(cell), f"{name_of(known)} is not known", [cell])
    if cell.raw is not None and "元" in cell.raw:
        return settled(rule, State.PASS, f"{name_of(known)} prints its own unit", [cell])
    if _is_county(identity.region) is False:
        return settled(rule, State.NOT_ASSESSABLE, "the region is a prefecture or a province", [cell])
    limit = _limit(identity, book.money)
    if limit is None and value <= book.money.consolidated:
        low = value <= book.money.township
        return settled(rule, State.PASS if low else State.UNDECIDABLE, "the scope is not known", [cell])
    most = book.money.consolidated if limit is None else limit
    if value <= most:
        return settled(rule, State.PASS, f"{name_of(known)} is likely at this level", [cell])
    return failed(rule, name_of(known), [cell], value, Decimal(most))


def _limit(identity: Identity, money: Money) -> int | None:
    """The most in 万元 that is likely for this organ; None where its scope is not known."""
    if identity.unit is not None and re.search(money.township_names, identity.unit):
        return money.township
    if identity.scope is None:
        return None
    return money.consolidated if identity.scope is Scope.CONSOLIDATED else money.organ


def _unknown(cell: Cell) -> State:
    return State.NOT_ASSESSABLE if cell.status is Status.MISSING else State.UNDECIDABLE


def _is_county(region: str | None) -> bool | None:
    """Whether the six-digit code is that of a division below the prefectures; None where there is no code.

    >>> _is_county("511922"), _is_county("511900"), _is_county("510000"), _is_county(None)
    (True, False, False, None)
    """
    return None if region is None else not region.endswith("00")

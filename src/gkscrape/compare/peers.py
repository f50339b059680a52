"""Sets one unit's figures among those of its peers: quartiles and rank, where enough of them are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import quantiles

from gkscrape.compare.difference import known_value
from gkscrape.compare.labels import label_for
from gkscrape.compare.side import Side
from gkscrape.form import Form
from gkscrape.record import Cell, Entry, Kind, Standing, Status

ENOUGH = 5
"""The least number of peers with a known figure for which quartiles and a rank are given."""


def rank(
    side: Side, peers: Sequence[Side], indicators: Sequence[str], forms: Mapping[str, Form]
) -> tuple[Standing, ...]:
    """Where the side stands by each indicator among its peers, which must be on its form and of its scope.

    A figure that is blank, missing or ambiguous is left out, never counted as 0. The unit itself is not
    among its peers, so the quartiles are those of the others.
    """
    columns = {code: [] for code in indicators}  # type: dict[str, list[Decimal]]
    for peer in peers:
        for cell in peer.cells:
            if cell.indicator in columns and (value := known_value(cell)) is not None:
                columns[cell.indicator].append(value)
    cells = {cell.indicator: cell for cell in side.cells}
    return tuple(
        _standing(_entry(side.key, cells.get(code), code), values, len(peers), (code, label_for(code, forms)))
        for code, values in columns.items()
    )


def _entry(key: str, cell: Cell | None, code: str) -> Entry:
    shown = cell or Cell(code, Kind.BLANK, Status.MISSING)
    return Entry(key, known_value(shown), shown.kind, shown.status)


def _standing(entry: Entry, values: list[Decimal], peers: int, names: tuple[str, str]) -> Standing:
    enough = len(values) >= ENOUGH
    lower, median, upper = quantiles(values, n=4, method="inclusive") if enough else (None, None, None)
    ranked = enough and entry.value is not None
    above = sum(value > entry.value for value in values) if ranked and entry.value is not None else 0
    return Standing(
        *names,
        entry,
        peers=len(values),
        unknown=peers - len(values),
        lower=lower,
        median=median,
        upper=upper,
        rank=above + 1 if ranked else None,
        tied=values.count(entry.value) if ranked and entry.value is not None else 0,
    )

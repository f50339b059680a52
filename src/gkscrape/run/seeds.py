"""What every database holds before its first report: indicators, regions, and what compares across forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from gkscrape.compare import Side, load_concordance
from gkscrape.compare.align import align
from gkscrape.form import Form, Indicator, load_forms
from gkscrape.record import Comparable
from gkscrape.regions import load_regions
from gkscrape.store import ConcordanceRow, IndicatorRow, RegionRow, Store


def seed(store: Store) -> None:
    """Bring the dictionary, the regions and the concordance of the database up to date."""
    store.seed(indicators=indicator_rows(), regions=_region_rows(), concordance=concordance_rows())


def indicator_rows() -> tuple[IndicatorRow, ...]:
    """Every indicator that some form knows, in the order of the forms, with the forms that hold it."""
    forms = load_forms()
    holders: dict[str, list[Form]] = {}
    known: dict[str, Indicator] = {}
    for form in forms.values():
        for indicator in form.known.values():
            known.setdefault(indicator.code, indicator)
            if not indicator.row.optional:
                holders.setdefault(indicator.code, []).append(form)
    return tuple(
        IndicatorRow(
            code=code,
            row_label=indicator.row.labels[0],
            column_label=indicator.column.labels[0],
            unit=indicator.unit,
            forms=tuple(form.id for form in holders.get(code, ())),
        )
        for code, indicator in known.items()
    )


@cache
def concordance_rows() -> tuple[ConcordanceRow, ...]:
    """For every two forms, and for a form and itself, which of their codes may be compared, and as what."""
    return tuple(row for form, other in product(load_forms(), repeat=2) for row in _comparable(form, other))


def _comparable(form: str, other: str) -> Iterator[ConcordanceRow]:
    sides = [Side(form, form, ()), Side(other, other, ())]
    for row in align(sides, load_concordance(), load_forms()):
        if None in row.codes or row.comparable is Comparable.NO:
            continue
        for part, code in enumerate(row.codes[0] or ()):
            yield ConcordanceRow(
                form, other, row.indicator, part, code, row.comparable.value, row.label, row.note
            )


def _region_rows() -> tuple[RegionRow, ...]:
    return tuple(
        RegionRow(r.code, r.name, r.level.value, r.parent, r.first_year, r.last_year) for r in load_regions()
    )

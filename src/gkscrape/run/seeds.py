"""What every database holds before its first report: the dictionary of indicators and the regions."""

from __future__ import annotations

from gkscrape.form import Form, Indicator, load_forms
from gkscrape.regions import load_regions
from gkscrape.store import IndicatorRow, RegionRow, Store


def seed(store: Store) -> None:
    """Bring the dictionary and the regions of the database up to date."""
    store.seed(indicators=indicator_rows(), regions=_region_rows())


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


def _region_rows() -> tuple[RegionRow, ...]:
    return tuple(
        RegionRow(r.code, r.name, r.level.value, r.parent, r.first_year, r.last_year) for r in load_regions()
    )

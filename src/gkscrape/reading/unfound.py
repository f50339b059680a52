"""Tells, for people, which labels of a form a page lacks."""

from __future__ import annotations

from collections.abc import Container

from gkscrape.reading.anchors import Alignment, Role, Station

_SHOWN = 12


def labels_told(alignment: Alignment) -> str:
    """How many labels of the form were found, and which were not: of a whole table only its name.

    Optional rows are those that the form lets a report print, and most reports do not.
    """
    plan = alignment.plan
    found = {anchor.station.index for anchor in alignment.anchors}
    told = f"form {plan.form.id}: {len(found)} of {len(plan.stations)} labels found"
    lacking = [station for station in plan.stations if station.index not in found]
    absent = [table.code for table in plan.form.tables if table.code not in alignment.by_table]
    names = [f"the whole table {code}" for code in absent] + _names(lacking, absent)
    if len(names) > _SHOWN:
        names = [*names[:_SHOWN], f"{len(names) - _SHOWN} more"]
    return f"{told}; not found: {', '.join(names)}" if names else told


def _names(lacking: list[Station], absent: Container[str]) -> list[str]:
    return [_name(station) for station in lacking if station.table not in absent]


def _name(station: Station) -> str:
    label = station.cores[0]
    if station.role in (Role.ROW, Role.GROUP):
        optional = ", optional" if station.row and station.row.optional else ""
        return f"{label} ({station.table}/{station.code}{optional})"
    place = f"{station.table} {station.code}".rstrip()
    return f"{label} ({'heading' if station.role is Role.HEAD else station.role.value} of {place})"

"""Whose report it is and of which year: title, unit, scope, region, year, time of publication.

What the page does not settle stays None and has a fault; where two places disagree, the surer one is taken
and a fault says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from urllib.parse import parse_qs

from gkscrape.documents import Document
from gkscrape.organs import scope_of
from gkscrape.reading.dates import find_published, period_year
from gkscrape.reading.locality import Locality, load_zones, locate
from gkscrape.reading.metadata import opening_lines
from gkscrape.reading.organ import Evidence, Organ, find_organ, named_titles
from gkscrape.reading.title import find_title
from gkscrape.record import Fault, Grade, Identity, Scope, Suspect
from gkscrape.regions import Regions
from gkscrape.titles import ReportTitle

_PERIOD_TEXT = 6000
_TITLED = ("title", "sentence that names the report")
_SURE = frozenset({Evidence.TITLE, Evidence.NAMED})


@dataclass(frozen=True, slots=True)
class Identified:
    """The identity of a report, and the faults that say what is unsettled or contradicts itself."""

    identity: Identity
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Years:
    """The years that the places of the page name, the surest first, each with the name of its place."""

    found: tuple[tuple[str, int], ...]

    @property
    def first(self) -> int | None:
        return self.found[0][1] if self.found else None


def identify(document: Document, regions: Regions, url: str | None) -> Identified:
    """The identity that the page prints, with a fault for each part that is missing, weak or contradicted."""
    opening = opening_lines(document)
    title = find_title(document, opening)
    published = find_published(document, opening)
    named = next(named_titles(opening), None)
    years = _years(document, (title, named), published, url)
    scope_by_name = partial(scope_of, regions=regions, zones=tuple(load_zones()))
    organ, other = find_organ(document, opening, title.organ if title else None, scope_by_name)
    place = locate(document, regions, organ.name if organ else None, years.first, url)
    scope = _scope(organ, scope_by_name)
    identity = Identity(
        unit=organ.name if organ else None,
        region=place.code,
        scope=scope,
        year=years.first,
        title=title.text if title else None,
        published=published,
    )
    faults = (
        *_organ_faults(organ, other, scope),
        *_year_faults(years, title),
        *_place_faults(place),
        *_title_faults(identity),
    )
    return Identified(identity, faults)


def _scope(organ: Organ | None, scope_by_name: Callable[[str], Scope | None]) -> Scope | None:
    """For whom the organ reports; a government that is only contact or publisher may do so for any organ."""
    if organ is None:
        return None
    scope = scope_by_name(organ.name)
    return scope if scope is Scope.ORGAN or organ.evidence in _SURE else None


def _years(
    document: Document, titles: tuple[ReportTitle | None, ...], published: datetime | None, url: str | None
) -> _Years:
    """The years by title, by a sentence that names the report, by period, date and address."""
    text = document.text[:_PERIOD_TEXT]
    period, asked = period_year(text), _asked_year(url)
    single = (title.years[0] if title and len(title.years) == 1 else None for title in titles)
    found = [(place, year) for place, year in zip(_TITLED, single, strict=True) if year]
    found += [("period sentence", period)] if period else []
    found += [("publication date", published.year - 1)] if published else []
    found += [("address", asked)] if asked else []
    return _Years(tuple(found))


def _asked_year(url: str | None) -> int | None:
    """The year that the address asks a module of annual reports for (`fbtime=2020`), or None."""
    query = (url or "").partition("#")[0].partition("?")[2]
    values = parse_qs(query).get("fbtime", [])
    return int(values[0]) if len(values) == 1 and values[0].isdigit() and len(values[0]) == 4 else None


def _organ_faults(organ: Organ | None, other: Organ | None, scope: Scope | None) -> Iterator[Fault]:
    if organ is None:
        message = "no place of the page names the organ whose report it is"
        if other is not None:
            message += f"; {other.name}, named in {other.evidence}, may act for another organ"
        yield _fault("identity.unit_missing", Grade.ERROR, message)
        return
    if organ.evidence is not Evidence.TITLE:
        message = f"the title names no organ; {organ.name} is taken from {organ.evidence}"
        grade = Grade.INFO if organ.evidence in _SURE else Grade.WARNING
        yield _fault("identity.unit_from_text", grade, message)
    if scope is None:
        message = f"{organ.name} may report for itself, for another organ or for a whole division"
        yield _fault("identity.scope_undecided", Grade.WARNING, message)


def _year_faults(years: _Years, title: ReportTitle | None) -> Iterator[Fault]:
    if title is not None and len(title.years) > 1:
        named = ", ".join(map(str, title.years))
        yield _fault("identity.title_years", Grade.WARNING, f"the title names several years: {named}")
    if not years.found:
        yield _fault(
            "identity.year_missing", Grade.ERROR, "neither title, text, date nor address names a year"
        )
        return
    (place, year), *others = years.found
    if place not in (*_TITLED, "period sentence"):
        message = f"no title and no period sentence names the year; {year} is taken from the {place}"
        yield _fault("identity.year_weak", Grade.WARNING, message)
    for other, differing in others:
        if differing != year:
            late = other == "publication date" and differing > year
            message = f"the {place} says {year}, the {other} speaks for {differing}"
            yield _conflict(Grade.INFO if late else Grade.WARNING, message, differing, year)


def _place_faults(place: Locality) -> Iterator[Fault]:
    if place.code is None:
        yield _fault("identity.region_unsettled", Grade.WARNING, f"the region is not settled: {place.note}")


def _title_faults(identity: Identity) -> Iterator[Fault]:
    if identity.title is None:
        yield _fault("identity.title_missing", Grade.INFO, "the page prints no title of a report")
    if identity.published is None:
        yield _fault("identity.published_missing", Grade.INFO, "the page prints no time of publication")


def _fault(code: str, grade: Grade, message: str) -> Fault:
    return Fault(code, grade, message, suspect=Suspect.UNDECIDED)


def _conflict(grade: Grade, message: str, found: int, expected: int) -> Fault:
    return Fault(
        "identity.year_conflict", grade, message, (), Decimal(found), Decimal(expected), Suspect.PUBLISHER
    )

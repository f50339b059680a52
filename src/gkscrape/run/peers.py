"""A stored report among others of its year: its rank among its like, and what of its text they have too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gkscrape.compare import Prose, Side, copies, load_concordance, rank, side_of
from gkscrape.compare.peers import ENOUGH
from gkscrape.errors import UsageError
from gkscrape.form import load_forms
from gkscrape.record import Copy, Ranking, Scope
from gkscrape.regions import Level, load_regions
from gkscrape.store import ReportEntry, Store

_WIDEST_FIRST = (Scope.CONSOLIDATED, Scope.OFFICE, Scope.ORGAN, None)


class Among(StrEnum):
    """Whom a unit is ranked with: units of its prefecture, of its province, or of its level anywhere."""

    PREFECTURE = "prefecture"
    PROVINCE = "province"
    LEVEL = "level"


def rank_among(store: Store, unit_name: str, year: int, among: Among, *, everything: bool = False) -> Ranking:
    """Where a unit stands among its like: same year, form and scope, of one kind if they are organs.

    By the headline indicators, or by all of its form (`everything`). Raises UsageError for what is not
    stored, and where the unit's region is not known and the circle needs it.
    """
    entry = _entry(store, unit_name, year)
    circle = _circle(entry, among)
    around = (one for one in store.reports(year=year) if (one.unit.region or "").startswith(circle))
    own = likeness(entry)
    like = [one for one in around if one.id != entry.id and likeness(one) == own]
    same_form = [one for one in like if one.form == entry.form]
    forms = load_forms()
    codes = [known.code for known in forms[entry.form].indicators] if entry.form in forms else []
    wanted = codes if everything else [code for code in load_concordance().headlines if code in codes]
    figures = store.figures([one.id for one in same_form], wanted)
    peers = [Side(one.id, one.form, figures[one.id], one.scope) for one in same_form]
    standings = rank(side_of(store.report(entry.id), entry.unit.name), peers, wanted, forms)
    where = {Among.PREFECTURE: "its prefecture", Among.PROVINCE: "its province", Among.LEVEL: "its level"}[
        among
    ]
    return Ranking(
        title=f"{entry.unit.name} {year} among {len(same_form)} of {where}",
        standings=standings,
        notes=_caveats(entry, like, same_form),
    )


def copied_text(store: Store, unit_name: str, year: int) -> tuple[str, tuple[Copy, ...], tuple[str, ...]]:
    """What of a report its last one or its neighbours of the year have too: a title, the copies, notes.

    Neighbours are the units of the same province; of a unit without a known region, all. Raises UsageError
    for what is not stored, or where the library for it is not installed.
    """
    entry = _entry(store, unit_name, year)
    before = [one for one in store.reports(entry.unit.id) if one.year < year and one.scope == entry.scope]
    circle = _circle(entry, Among.PROVINCE) if entry.unit.region else ""
    around = [
        one
        for one in store.reports(year=year)
        if one.unit.id != entry.unit.id and (one.unit.region or "").startswith(circle)
    ]
    own, *others = _proses(store, [entry, *before[-1:], *around])
    last, neighbours = others[: len(before[-1:])], others[len(before[-1:]) :]
    found = (*copies([own], last), *copies([own], neighbours))
    searched = (
        f"compared with {len(before[-1:])} earlier report of the unit and {len(around)} others of {year}"
    )
    measure = "share: of the section's characters in sentences that the source has too, figures aside"
    return f"{entry.unit.name} {year}: copied text", found, (searched, measure)


def _proses(store: Store, entries: Sequence[ReportEntry]) -> list[Prose]:
    sections = store.sections([entry.id for entry in entries])
    return [Prose(f"{entry.unit.name} {entry.year}", sections[entry.id]) for entry in entries]


def _entry(store: Store, unit_name: str, year: int) -> ReportEntry:
    """The unit's report of the year, of several the widest. Raises UsageError where there is none."""
    unit = store.find_unit(unit_name)
    entries = store.reports(unit.id, year)
    if not entries:
        years = ", ".join(str(entry.year) for entry in store.reports(unit.id)) or "none"
        raise UsageError(f"{unit.name} has no report for {year}; stored years: {years}")
    return min(entries, key=lambda entry: _WIDEST_FIRST.index(entry.scope))


def _circle(entry: ReportEntry, among: Among) -> str:
    """The head of the region codes in the circle. Raises UsageError where the region is not known."""
    if among is Among.LEVEL:
        return ""
    if entry.unit.region is None:
        raise UsageError(
            f"the region of {entry.unit.name} is not known, so it has no {among}; try --among level"
        )
    return entry.unit.region[: 4 if among is Among.PREFECTURE else 2]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What reports share that may be ranked together: scope and level, and of organs the kind."""

    scope: Scope | None
    level: Level | None
    kind: str


def likeness(entry: ReportEntry) -> Likeness:
    """What others must share with this report to be of its like."""
    return Likeness(entry.scope, _level(entry), _kind(entry) if entry.scope is Scope.ORGAN else "")


def _level(entry: ReportEntry) -> Level | None:
    region = load_regions().get(entry.unit.region) if entry.unit.region else None
    return None if region is None else region.level


def _kind(entry: ReportEntry) -> str:
    """The name of an organ without the regions at its head: 南江县教育局 is a 教育局."""
    name = entry.unit.name
    start = 0
    for mention in load_regions().in_text(name, entry.year):
        if mention.start > start:
            break
        start = mention.end
    return name[start:]


def _caveats(
    entry: ReportEntry, like: Sequence[ReportEntry], same_form: Sequence[ReportEntry]
) -> tuple[str, ...]:
    forms = Counter(one.form for one in like if one.form != entry.form)
    others = ", ".join(f"{number} on the form {form}" for form, number in sorted(forms.items()))
    scope = entry.scope.value if entry.scope else "unknown"
    return (
        f"{len(same_form)} peers: reports of {entry.year} on the form {entry.form} with the scope {scope}"
        + (f"; left out: {others}" if others else ""),
        f"N: peers with a printed figure; blank, missing and ambiguous ones are unknown, not 0; "
        f"quartiles and rank only from {ENOUGH} on",
        "figures are counts: not divided by population or size, and 1 is the largest, not the best; "
        "(= 2) shares its rank with two others",
    )

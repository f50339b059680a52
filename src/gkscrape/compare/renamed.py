"""Organs and regions that were renamed, merged or split, as data: nothing is guessed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from gkscrape.catalog import data_path, load_toml
from gkscrape.errors import DataFileError
from gkscrape.regions import Region, Regions, load_regions


class Link(StrEnum):
    """What ties two names: one organ, spelled otherwise or renamed; several made one, or one parted.

    `changed`: one came in the place of the other, and nobody here knows that its area stayed the same.
    """

    SPELLING = "spelling"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    CHANGED = "changed"

    @property
    def comparable(self) -> bool:
        """Whether figures under both names count the same."""
        return self in (Link.SPELLING, Link.RENAMED)


@dataclass(frozen=True, slots=True)
class OrganLink:
    """Two full names of organs in one region. `year` is the first that is reported under the later name."""

    before: str
    after: str
    link: Link
    year: int | None = None
    region: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegionLink:
    """Two regions by code, the same code where only the area changed. `year`: the first of the later one."""

    before: str
    after: str
    link: Link
    year: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """Another name under which a unit reported, how they are linked in words, and whether they compare."""

    name: str
    region: str | None
    words: str
    comparable: bool


@dataclass(frozen=True, slots=True)
class Renames:
    """All links, in the order of the file."""

    organs: tuple[OrganLink, ...] = ()
    regions: tuple[RegionLink, ...] = ()

    def kin(self, name: str, region: str | None) -> tuple[Kin, ...]:
        """The other names of this unit, the nearest first, whether found from before or from after."""
        found: dict[tuple[str, str | None], Kin] = {}
        queue = [Kin(name, region, "", True)]
        while queue:
            here = queue.pop(0)
            for step in self._steps(here):
                key = (step.name, step.region)
                if key not in found and key != (name, region):
                    found[key] = Kin(*key, step.words, step.comparable and here.comparable)
                    queue.append(found[key])
        return tuple(found.values())

    def breaks(self, region: str | None) -> tuple[tuple[int, str], ...]:
        """The first years from which reports of the region cover another area, each with what happened."""
        found: dict[int, str] = {}
        for link in self.regions:
            parted = link.link is Link.SPLIT and link.before == region
            if (link.after == region and not link.link.comparable) or parted:
                found.setdefault(link.year, _region_words(link, load_regions()))
        return tuple(found.items())

    def _steps(self, here: Kin) -> Iterator[Kin]:
        for organ in self.organs:
            if organ.region in (None, here.region):
                words = _organ_words(organ)
                for one, other in ((organ.before, organ.after), (organ.after, organ.before)):
                    if one == here.name:
                        yield Kin(other, here.region, words, organ.link.comparable)
        regions = load_regions()
        for link in self.regions:
            then, later = _ends(link, regions)
            for near, far in ((then, later), (later, then)):
                if near and far and near.code == here.region and here.name.startswith(near.name):
                    name = far.name + here.name.removeprefix(near.name)
                    if (name, far.code) != (here.name, here.region):
                        yield Kin(name, far.code, _region_words(link, regions), link.link.comparable)


def _ends(link: RegionLink, regions: Regions) -> tuple[Region | None, Region | None]:
    """The regions before and after a link, as they were then, or as they were last known."""
    before = regions.get(link.before, link.year - 1) or regions.get(link.before)
    return before, regions.get(link.after, link.year) or regions.get(link.after)


def _organ_words(link: OrganLink) -> str:
    since = f" from {link.year} on" if link.year is not None else ""
    words = {
        Link.SPELLING: f"{link.before} is also written {link.after}",
        Link.RENAMED: f"{link.before} reports as {link.after}{since}",
        Link.MERGED: f"{link.before} was merged into {link.after}{since}",
        Link.SPLIT: f"{link.after} was parted from {link.before}{since}",
        Link.CHANGED: f"{link.after} is in the place of {link.before}{since}",
    }
    return words[link.link] + (f" ({link.note})" if link.note else "")


def _region_words(link: RegionLink, regions: Regions) -> str:
    before, after = (f"{one.name} ({one.code})" if one else "" for one in _ends(link, regions))
    words = {
        Link.SPELLING: f"{before} is also {after}",
        Link.RENAMED: f"{before} is {after} from {link.year} on",
        Link.MERGED: f"{before} and others became {after} in {link.year}",
        Link.SPLIT: f"{after} holds only a part of {before} from {link.year} on",
        Link.CHANGED: f"{after} is in the place of {before} from {link.year} on; its area may differ",
    }
    return words[link.link] + (f" ({link.note})" if link.note else "")


@cache
def load_renames() -> Renames:
    """The links of `data/units.toml`, and for regions that it does not name in that year those of
    `data/successions.csv` and the plain renamings of `data/regions.csv`.

    Raises DataFileError with every fault of the files.
    """
    path = data_path("units.toml")
    renames = load_toml(path, Renames)
    faults = [*_faults(renames)]
    if faults:
        raise DataFileError(str(path), faults)
    told = {(code, link.year) for link in renames.regions for code in (link.before, link.after)}
    plain = (
        RegionLink(before.code, after.code, Link.RENAMED, after.first_year)
        for before, after in load_regions().renamings()
    )
    more = [
        link
        for link in (*_successions(data_path("successions.csv")), *plain)
        if told.isdisjoint(((link.before, link.year), (link.after, link.year)))
    ]
    return replace(renames, regions=(*renames.regions, *more))


def _successions(path: Path) -> Iterator[RegionLink]:
    """The links of a file such as `data/successions.csv`. Raises DataFileError at a line that is none."""
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            try:
                yield RegionLink(row["before"], row["after"], Link(row["link"]), int(row["year"]))
            except (KeyError, ValueError) as error:
                remedy = f"line {number}: {error}; make it with scripts/make_successions.py"
                raise DataFileError(str(path), [remedy]) from error


def _faults(renames: Renames) -> Iterator[str]:
    known = load_regions()
    for organ in renames.organs:
        if organ.before == organ.after:
            yield f"organ {organ.before}: before and after are the same"
        if organ.link is not Link.SPELLING and organ.year is None:
            yield f"organ {organ.before}: {organ.link} needs the first year of {organ.after}"
        if organ.region is not None and known.get(organ.region) is None:
            yield f"organ {organ.before}: there is no region {organ.region}"
    for link in renames.regions:
        yield from (
            f"region {link.before}: there is no region {code}"
            for code in (link.before, link.after)
            if known.get(code) is None
        )
        before, after = _ends(link, known)
        same = before is not None and after is not None and before.name == after.name
        if link.before == link.after and same and link.link.comparable:
            yield f"region {link.before}: one code on both sides says nothing, unless the area changed"

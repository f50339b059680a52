"""Administrative divisions by code, name and year, and which of them a text speaks of, without guessing."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from gkscrape.catalog import data_path
from gkscrape.errors import DataFileError
from gkscrape.text import fold


class Level(StrEnum):
    """The rank of a division."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class Sign(StrEnum):
    """A piece of evidence for a region.

    `name`: its full name stands in the text. `path`: directly behind the name of a division that it lies in.
    `code`: a code found beside the text is its own. `parent`: it lies in a division that is known otherwise.
    `elsewhere`: another text of the page names it.
    """

    NAME = "name"
    PATH = "path"
    CODE = "code"
    PARENT = "parent"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Region:
    """One division under one code, name and parent, in force at the end of `first_year` to `last_year`."""

    code: str
    name: str
    level: Level
    parent: str | None
    first_year: int
    last_year: int

    def in_force(self, year: int | None) -> bool:
        """Whether the division was in force at the end of `year`; None asks for any year."""
        return year is None or self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True)
class Mention:
    """A full name of a division in a text, from `start` to `end`, and the divisions that it can mean.

    `regions` is empty where the name was in force in other years only. `path` is whether it stands directly
    behind the name of a division that the regions lie in; homonyms elsewhere are then left out.
    """

    name: str
    start: int
    end: int
    regions: tuple[Region, ...]
    path: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which region a text speaks of: None with its candidates where the signs do not decide.

    One sign is a hint, two are an answer: the caller asks for as many as it needs.
    """

    region: Region | None
    signs: tuple[Sign, ...] = ()
    candidates: tuple[Region, ...] = ()


# 市场 and 区域 are words of their own: 中山市场监督管理局 does not name 中山市.
_WORDS_ON = {"市": frozenset("场"), "区": frozenset("域间块位段"), "旗": frozenset("帜舰")}
# What may stand before a name such as 沙县, which is the tail of longer names too (白沙县).
_BEFORE_SHORT = frozenset("省市州盟区县旗年度于在由对是及和与向的")
_OPENING = 2
_KIND = re.compile("州?(?:自治县|县|市|区|旗)+$")


class Regions:
    """All divisions, to be asked by code, by full name, or for the names in a text."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._by_code: dict[str, list[Region]] = defaultdict(list)
        self._by_name: dict[str, list[Region]] = defaultdict(list)
        for region in sorted(regions, key=lambda region: (region.code, region.first_year)):
            self._by_code[region.code].append(region)
            self._by_name[region.name].append(region)
        self._by_end: dict[tuple[str, int], list[Region]] = defaultdict(list)
        for region in self:
            self._by_end[region.code[:2], region.last_year].append(region)
        self._first_year = min((region.first_year for region in self), default=0)
        self._by_opening: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._by_name, key=len, reverse=True):
            self._by_opening[name[:_OPENING]].append(name)
        firsts, seconds = ("".join(sorted({name[at : at + 1] for name in self._by_opening})) for at in (0, 1))
        self._likely = re.compile(f"[{re.escape(firsts)}](?=[{re.escape(seconds)}])" if firsts else "(?!)")

    def __iter__(self) -> Iterator[Region]:
        return (region for rows in self._by_code.values() for region in rows)

    def get(self, code: str, year: int | None = None) -> Region | None:
        """The division that bore `code` in `year` (None: last), or None.

        >>> load_regions().get("511922", 2020).name
        '南江县'
        """
        rows = [region for region in self._by_code.get(code, ()) if region.in_force(year)]
        return rows[-1] if rows else None

    def named(self, name: str, year: int | None = None) -> tuple[Region, ...]:
        """The divisions of exactly this full name in `year` (None: in any, the last row of each code).

        >>> [region.code for region in load_regions().named("鼓楼区", 2020)]
        ['320106', '320302', '350102', '410204']
        """
        rows = {region.code: region for region in self._by_name.get(name, ()) if region.in_force(year)}
        return tuple(rows.values())

    def above(self, region: Region, year: int | None = None) -> tuple[Region, ...]:
        """The divisions that `region` lay in in `year` (None: its last), the nearest first."""
        if region.parent is None:
            return ()
        parent = self.get(region.parent, region.last_year if year is None else year)
        return () if parent is None else (parent, *self.above(parent, year))

    def renamed_from(self, region: Region) -> Region | None:
        """What the division was the year before it came to be, under another name or code; None if unsure.

        The one division of its province and level that ended then and whose name differs by its kind at most.

        >>> regions = load_regions()
        >>> regions.renamed_from(regions.get("350405", 2021)).name
        '沙县'
        """
        ended = [other for other in self._ended_before(region) if _stem(other.name) == _stem(region.name)]
        return ended[0] if len(ended) == 1 and ended[0].level is region.level else None

    def renamings(self) -> Iterator[tuple[Region, Region]]:
        """Each division that got another code, and what it then was, where nothing else there changed.

        Where another county of the prefecture ended or began in that year without such a counterpart, areas
        may have moved, and nothing is said.
        """
        begun = [r for r in self if r.level is Level.COUNTY and r.first_year > self._first_year]
        pairs = {region: self.renamed_from(region) for region in begun}
        taken = set(pairs.values())
        for region, before in pairs.items():
            moved = (other for other, was in pairs.items() if was is None and _beside(other, region))
            lost = (other for other in self._ended_before(region) if other not in taken)
            if before is None or before.code == region.code or next(moved, None):
                continue
            if not any(other.parent in (before.parent, region.parent) for other in lost):
                yield before, region

    def _ended_before(self, region: Region) -> Sequence[Region]:
        """The divisions of its province whose code or name ended the year before it came to be."""
        return self._by_end[region.code[:2], region.first_year - 1]

    def in_text(self, text: str, year: int | None = None) -> tuple[Mention, ...]:
        """The longest full names in `text`, in order; 乐山市中区 gives 乐山市 and 市中区.

        >>> [mention.name for mention in load_regions().in_text("四川省巴中市南江县人民政府", 2020)]
        ['四川省', '巴中市', '南江县']
        """
        mentions: list[Mention] = []
        end = 0
        for likely in self._likely.finditer(text):
            start = likely.start()
            if start >= end and text[start : start + _OPENING] in self._by_opening:
                mention = self._mention_at(text, start, mentions[-1] if mentions else None, year)
                if mention is not None:
                    mentions.append(mention)
                    end = mention.end - 1
        return tuple(mentions)

    def _mention_at(self, text: str, start: int, before: Mention | None, year: int | None) -> Mention | None:
        """The longest name that begins at `start`; one that overlaps `before` must lie in it."""
        for name in self._by_opening[text[start : start + _OPENING]]:
            end = start + len(name)
            if not text.startswith(name, start) or text[end : end + 1] in _WORDS_ON.get(name[-1], ()):
                continue
            regions = self.named(name, year)
            if before is not None and start <= before.end:
                inside = tuple(
                    region for region in regions if self._lies_in_any(region, before.regions, year)
                )
                if inside:
                    return Mention(name, start, end, inside, path=True)
            if (before is None or start >= before.end) and _stands_free(name, text[start - 1 : start]):
                return Mention(name, start, end, regions)
        return None

    def _lies_in_any(self, region: Region, wholes: Sequence[Region], year: int | None) -> bool:
        codes = {whole.code for whole in wholes}
        return any(above.code in codes for above in self.above(region, year))

    def resolve(
        self,
        text: str,
        year: int | None,
        *,
        code_hints: Sequence[str] = (),
        parents: Sequence[str] = (),
        elsewhere: Sequence[str] = (),
    ) -> Resolution:
        """The region that `text` (a title, an organ's name) speaks of, with all signs that agree on it.

        `code_hints` are the six-digit codes found beside the text, one a source (site mark, credit code),
        `parents` names or codes of divisions that it must lie in or be, `elsewhere` other texts of the page
        (contact sentence). Hints that name no division of the year are left out. A hint that contradicts the
        text, a name of another year, and homonyms that no sign tells apart leave the region None.

        >>> alone = load_regions().resolve("鼓楼区2020年政府信息公开工作年度报告", 2020)
        >>> alone.region, len(alone.candidates)
        (None, 4)
        >>> load_regions().resolve("南京市鼓楼区2020年政府信息公开工作年度报告", 2020).region.code
        '320106'
        """
        named = self._finest(self.in_text(fold(text), year), year)
        if not all(mention.regions for mention in named):
            strangers = {r.code: r for mention in named for r in mention.regions or self.named(mention.name)}
            return Resolution(None, (), tuple(strangers.values()))
        known = [piece for piece in parents if self.get(piece, year) or self.named(piece, year)]
        hints = [region for code in code_hints if (region := self.get(code, year))]
        others = self._finest([m for piece in elsewhere for m in self.in_text(fold(piece), year)], year)
        evidence = _Evidence(
            tuple(region.code for region in hints),
            frozenset(known),
            frozenset(region for mention in named for region in mention.regions),
            frozenset(region for mention in named if mention.path for region in mention.regions),
            frozenset(region for mention in others for region in mention.regions),
        )
        candidates = evidence.named or evidence.elsewhere or frozenset(hints)
        signs = {region: _signs(region, self.above(region, year), evidence) for region in candidates}
        return _decide(signs, hints)

    def _finest(self, mentions: Sequence[Mention], year: int | None) -> tuple[Mention, ...]:
        """The mentions without those that only lead to a smaller division, mentioned too."""
        regions = {region for mention in mentions for region in mention.regions}
        wholes = {above for region in regions for above in self.above(region, year)}
        return tuple(m for m in mentions if not m.regions or not wholes.issuperset(m.regions))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known beside the candidates: codes (one a source), divisions around, and where names stand."""

    codes: tuple[str, ...]
    parents: frozenset[str]
    named: frozenset[Region]
    on_path: frozenset[Region]
    elsewhere: frozenset[Region]


def _signs(region: Region, above: Sequence[Region], evidence: _Evidence) -> tuple[Sign, ...] | None:
    """The signs that speak for `region`; None where a code or a parent contradicts it."""
    chain = {text for division in (region, *above) for text in (division.code, division.name)}
    if not chain.issuperset(evidence.codes) or not chain.issuperset(evidence.parents):
        return None
    own = [Sign.CODE for code in evidence.codes if code == region.code]
    around = bool(evidence.parents) or len(own) < len(evidence.codes)
    found = (
        (Sign.NAME, region in evidence.named),
        (Sign.PATH, region in evidence.on_path),
        (Sign.PARENT, around),
        (Sign.ELSEWHERE, region in evidence.elsewhere),
    )
    return (*(sign for sign, holds in found if holds), *own)


def _decide(signs: dict[Region, tuple[Sign, ...] | None], hints: Sequence[Region]) -> Resolution:
    """The one candidate that nothing contradicts, or that alone has a sign telling it from the others."""
    left = {region: found for region, found in signs.items() if found is not None}
    winners = set(left)
    if len(left) > 1:
        deciding = [
            [region for region, found in left.items() if sign in found]
            for sign in (Sign.CODE, Sign.ELSEWHERE)
        ]
        winners = {holders[0] for holders in deciding if len(holders) == 1}
    if len(winners) != 1:
        candidates = set(left) or {*signs, *hints}
        return Resolution(None, (), tuple(sorted(candidates, key=lambda region: region.code)))
    region = winners.pop()
    return Resolution(region, left[region] or (), (region,))


def _stands_free(name: str, before: str) -> bool:
    """Whether a name can begin behind the character `before`; names of two characters are tails of others."""
    if len(name) > _OPENING:
        return True
    generic = name.endswith("区")
    return not generic and (not "\u4e00" <= before <= "\u9fff" or before in _BEFORE_SHORT)


def _beside(one: Region, other: Region) -> bool:
    """Whether two divisions came to be in one year and one prefecture."""
    return (one.first_year, one.parent) == (other.first_year, other.parent)


def _stem(name: str) -> str:
    """The name without the words for its kind: 沙 of 沙县 and 沙县区, 横 of 横县 and 横州市."""
    return _KIND.sub("", name) or name


@cache
def load_regions() -> Regions:
    """All divisions of data/regions.csv, read once. Raises DataFileError with every faulty line."""
    return Regions(read_regions(data_path("regions.csv")))


_COLUMNS = ["code", "name", "level", "parent", "first_year", "last_year"]


def read_regions(path: Path) -> tuple[Region, ...]:
    """The rows of a file such as data/regions.csv. Raises DataFileError with every faulty line."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise DataFileError(str(path), [f"{error}; make it with scripts/make_regions.py"]) from error
    if header != _COLUMNS:
        raise DataFileError(str(path), [f"line 1: the columns must be {','.join(_COLUMNS)}"])
    faults: list[str] = []
    regions = [region for line, row in enumerate(rows, 2) if (region := _region(row, line, faults))]
    codes = {region.code for region in regions}
    orphans = [region for region in regions if region.parent and region.parent not in codes]
    faults += [f"{region.code} {region.name}: no row for its parent {region.parent}" for region in orphans]
    if faults:
        raise DataFileError(str(path), faults)
    return tuple(regions)


def _region(row: list[str], line: int, faults: list[str]) -> Region | None:
    """The region of one row; None, and a fault, where the row breaks the schema."""
    try:
        code, name, level, parent, first_year, last_year = row
        region = Region(code, name, Level(level), parent or None, int(first_year), int(last_year))
    except ValueError as error:
        faults.append(f"line {line}: {error}")
        return None
    if not (
        len(code) == 6
        and code.isdecimal()
        and len(name) >= _OPENING
        and region.first_year <= region.last_year
    ):
        faults.append(
            f"line {line}: six digits, a full name and first_year <= last_year are wanted, found {row}"
        )
        return None
    return region

"""In which division the reporting organ lies: a code that two signs agree on, or None."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from gkscrape.catalog import data_path
from gkscrape.documents import Document
from gkscrape.errors import DataFileError
from gkscrape.reading.metadata import meta_values
from gkscrape.regions import Level, Region, Regions, Resolution, Sign
from gkscrape.text import clean, fold

_SIGNS_NEEDED = 2
# 市水利局 of a prefecture's site is its own; 县水利局 and 某镇 are not.
_OF_PREFECTURE = re.compile("[省市州盟]|地区|自治[区州]")
_MOST_TEXT = 4000
_SENTENCE = re.compile(r"[,。;]")

_FOOT_LINES = 40
_RUN_BY = re.compile("(?:主办|承办)(?:单位)?[:：]|版权所有")
_META = ("sitename", "columnname", "contentsource", "author")
_SITE_MARK = re.compile(r"(?:网站标识码|网站标识|标识码)\s*[:：]?\s*(\d{6})\d{4}(?!\d)")
_SITE_CODE = re.compile(r"\d{6}(?=\d{4}$)")
# The code of the division stands in the third to eighth place of a 统一社会信用代码 of a public body.
_CREDIT_CODE = re.compile(r"1(?<![0-9A-Z]1)[1-9](\d{6})[0-9A-HJ-NP-RTUWXY]{10}(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Locality:
    """The code of the division, None where fewer than two signs agree; `note` then says what was found."""

    code: str | None
    note: str


@cache
def load_zones() -> Mapping[str, str]:
    """Named zones without a code of their own, and the code of the division that they are kept under.

    Read from data/zones.csv. Raises DataFileError with every faulty line.
    """
    path = data_path("zones.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    faults = [] if header == ["name", "parent", "note"] else ["line 1: the columns must be name,parent,note"]
    faults += [
        f"line {line}: needs a name, a code of six digits and a note"
        for line, row in enumerate(rows, 2)
        if len(row) != len(header) or not all(row) or not re.fullmatch(r"\d{6}", row[1])
    ]
    if faults:
        raise DataFileError(str(path), faults)
    return MappingProxyType({name: parent for name, parent, _ in rows})


def locate(
    document: Document, regions: Regions, organ: str | None, year: int | None, url: str | None
) -> Locality:
    """The division in whose bounds the organ lies in that year, by at least two signs that agree.

    Signs are the name in `organ` (and that of a division around it), the name in the text, and the codes
    of the site mark and of credit codes in the page or its address.
    """
    texts = (*meta_values(document, _META), *_sentences(document), *_imprint(document))
    zone = _zone(organ or "", texts, regions, year)
    if zone is not None:
        return zone
    hints = tuple(_codes(document, url))
    resolution = regions.resolve(organ or "", year, code_hints=hints, elsewhere=texts)
    around = {whole for region in resolution.candidates for whole in regions.above(region)}
    in_force = any(region.in_force(year) for region in set(resolution.candidates) - around)
    if resolution.region is None and not in_force and year is not None:
        later = regions.resolve(organ or "", year + 1, code_hints=hints, elsewhere=texts)
        renamed = _before_renaming(later, regions, year)
        if renamed is not None:
            return renamed
    if resolution.region is None:
        names = ", ".join(f"{region.name} ({region.code})" for region in resolution.candidates)
        return Locality(None, f"it may be {names}" if names else "the page names no division")
    found = f"{resolution.region.name} ({resolution.region.code})"
    if len(resolution.signs) < _SIGNS_NEEDED:
        return Locality(None, f"only one sign ({', '.join(resolution.signs) or 'none'}) speaks for {found}")
    if Sign.NAME not in resolution.signs and _may_lie_in_a_part(organ, resolution.region, regions, year):
        return Locality(None, f"only the site speaks for {found}, and it may carry the reports of its parts")
    return Locality(resolution.region.code, found)


def _may_lie_in_a_part(organ: str | None, region: Region, regions: Regions, year: int | None) -> bool:
    """Whether the organ may be one of a county in the region: prefectures publish for those too."""
    if region.level is Level.COUNTY or _OF_PREFECTURE.match(fold(organ or "")):
        return False
    return any(part.parent == region.code and part.in_force(year) for part in regions)


def _before_renaming(later: Resolution, regions: Regions, year: int) -> Locality | None:
    """The division that is called by the name it got only after the year of the report, if it is one."""
    region = later.region
    if region is None or len(later.signs) < _SIGNS_NEEDED or region.first_year != year + 1:
        return None
    before = regions.renamed_from(region)
    if before is None:
        return None
    return Locality(before.code, f"{before.name} ({before.code}), called by its later name {region.name}")


def _zone(organ: str, texts: Sequence[str], regions: Regions, year: int | None) -> Locality | None:
    """The zone that the organ names, if any; the second sign is its name in the text."""
    name = next((zone for zone in sorted(load_zones(), key=len, reverse=True) if zone in fold(organ)), None)
    if name is None:
        return None
    code = load_zones()[name]
    if not any(name in fold(text) for text in texts):
        return Locality(None, f"only one sign (name) speaks for {name} (kept under {code})")
    if regions.get(code, year) is None:
        return Locality(None, f"{name} is kept under {code}, which was not in force in {year}")
    return Locality(code, f"{name} (kept under {code})")


def _sentences(document: Document) -> Iterator[str]:
    """The sentences that begin the page; titles and trails of links are none."""
    room = _MOST_TEXT
    for line in document.lines:
        if room <= 0:
            return
        if _SENTENCE.search(document.folded[line.number]):
            text = clean(line.text)
            yield text[:room]
            room -= len(text)


def _imprint(document: Document) -> Iterator[str]:
    """The lines at the foot of the page that say who runs the site."""
    lines = (clean(line.text) for line in document.lines[-_FOOT_LINES:])
    return (line for line in lines if _RUN_BY.search(line))


def _codes(document: Document, url: str | None) -> Iterator[str]:
    """The division codes of the page, one for each source that prints one."""
    text = document.text
    mark = next(meta_values(document, ("siteidcode",)), None)
    found = _SITE_CODE.match(mark) if mark else None
    printed = _SITE_MARK.search(text)
    if found or printed:
        yield found[0] if found else printed[1] if printed else ""
    credit = _CREDIT_CODE.search(f"{url or ''}\n{text}")
    if credit is not None:
        yield credit[1]

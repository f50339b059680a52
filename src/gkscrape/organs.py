"""For whom an organ speaks, and on which level it stands, by its name alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from gkscrape.record import Scope
from gkscrape.regions import Mention, Regions
from gkscrape.text import fold
from gkscrape.titles import SIMPLER


class OrganLevel(StrEnum):
    """The level of an organ: that of the division it reports for, or that it is one of its parts."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    SUBDISTRICT = "subdistrict"
    DEPARTMENT = "department"


_TOWN = re.compile(r"(?P<kind>镇|乡|街|街道|苏木|村)(?:人民政府|政府|办事处)?(?:党政)?(?:办公室|办)?$")
_OFFICE = re.compile(r"(?:(?:人民)?政府|管委会|管理委员会)?\(?(?:办公室|办公厅|机关|办)\)?$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府)?(?:\(本级\)|本级)?$")
_STEERED = re.compile(r"(?:党工委)?(?:管委会|管理委员会)$")
_NO_DIVISION = re.compile(
    r"(?:新|开发|示范|实验|试验|高新|经开|集聚|产业|园|商业|度假|保税|景|功能|社|小|林|矿|灌|保护|片|街)区$"
)
# A zone of a county is one of its organs; any other may be run like a county of its own.
_ZONE = re.compile(r"[^县旗]*(?:新|开发|示范|实验|试验|高新|经开|度假|保税|功能)区")
_DIVISION = re.compile(r"[^0-9()]{1,20}[省市县区旗州盟]")
# 市 is not among them: it may be a prefecture or a county.
_BY_LAST_WORD = {
    "省": OrganLevel.PROVINCE,
    **dict.fromkeys("州盟", OrganLevel.PREFECTURE),
    **dict.fromkeys("县区旗", OrganLevel.COUNTY),
}
_TOWN_LEVELS = {
    "镇": OrganLevel.TOWNSHIP,
    "乡": OrganLevel.TOWNSHIP,
    "苏木": OrganLevel.TOWNSHIP,
    "街": OrganLevel.SUBDISTRICT,
    "街道": OrganLevel.SUBDISTRICT,
}
# 办事处 by itself is that of a street, of a zone, or an agency in another city.
_AGENCY = re.compile(r"办事处$")


def scope_of(organ: str, regions: Regions, zones: Sequence[str]) -> Scope | None:
    """For whom the organ reports; None for a zone that is not known to be a division of its own.

    The whole county or city bears the division's name alone (or with 人民政府); its office adds 办公室,
    办公厅 or 机关; whatever else is one organ.
    """
    name = fold(organ).translate(SIMPLER)
    if _TOWN.search(name):
        return Scope.ORGAN
    steered = _STEERED.sub("", name)
    if steered in zones:
        return Scope.CONSOLIDATED
    office = _OFFICE.sub("", name)
    if office != name and (office in zones or _is_division(office, regions)):
        return Scope.OFFICE
    if _is_division(_GOVERNMENT.sub("", name), regions):
        return Scope.CONSOLIDATED
    return None if _ZONE.fullmatch(steered) else Scope.ORGAN


def level_of(organ: str, scope: Scope | None, regions: Regions, year: int | None) -> OrganLevel | None:
    """The level of an organ of this scope in `year` (None: in any); None where its name leaves that open.

    >>> from gkscrape.regions import load_regions
    >>> names = {"南江县": Scope.CONSOLIDATED, "南江县人民政府办公室": Scope.OFFICE, "某镇": Scope.ORGAN}
    >>> [str(level_of(name, scope, load_regions(), 2020)) for name, scope in names.items()]
    ['county', 'department', 'township']
    """
    name = fold(organ).translate(SIMPLER)
    town = _TOWN.search(name)
    if town is not None:
        level = _TOWN_LEVELS.get(town["kind"])
    elif scope is Scope.CONSOLIDATED:
        level = _level_of_division(_GOVERNMENT.sub("", _STEERED.sub("", name)), regions, year)
    else:
        level = None if scope is None or _AGENCY.search(name) else OrganLevel.DEPARTMENT
    return level


def _level_of_division(name: str, regions: Regions, year: int | None) -> OrganLevel | None:
    mention = _at_end(name, regions, year)
    levels = {region.level for region in mention.regions} if mention else set()
    if not levels:
        # A zone may rank above the county that it covers.
        return None if _ZONE.fullmatch(name) else _BY_LAST_WORD.get(name[-1:])
    return OrganLevel(levels.pop().value) if len(levels) == 1 else None


def _is_division(name: str, regions: Regions) -> bool:
    """Whether the whole name is that of a division, by the list or, for one it lacks, by its last word."""
    if _at_end(name, regions, None) is not None:
        return True
    return _DIVISION.fullmatch(name) is not None and _NO_DIVISION.search(name) is None


def _at_end(name: str, regions: Regions, year: int | None) -> Mention | None:
    """The division that stands at the end of the name, if one does."""
    mentions = regions.in_text(name, year)
    return mentions[-1] if mentions and mentions[-1].end == len(name) else None

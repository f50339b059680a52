"""Who reports: the government of every county and the organs below it, each with its years."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gkscrape.record import Scope
from gkscrape.regions import Level, Region, load_regions

FIRST_YEAR, LAST_YEAR = 2008, 2025
FIRST_YEAR_OF_ORGANS = 2019
"""The government of a county reports on every year; earlier pages of its organs are rarely left."""

BUREAUS = (
    *("发展和改革局", "教育局", "科学技术局", "工业和信息化局", "公安局", "民政局", "司法局", "财政局"),
    *("人力资源和社会保障局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "水利局"),
    *("农业农村局", "商务局", "文化和旅游局", "卫生健康局", "退役军人事务局", "应急管理局", "审计局"),
    *("市场监督管理局", "统计局", "医疗保障局", "信访局", "林业局"),
)
TOWNS = 24
_TOWN_WORDS = "东西南北青白石龙凤泉溪桥岭湖河塘沙林安平和兴云山"


@dataclass(frozen=True, slots=True)
class Unit:
    """One organ under one code of a region. `regions` are the names that the code bore, in order."""

    regions: tuple[Region, ...]
    body: str
    scope: Scope
    size: float
    """How many requests it receives in a middling year."""

    @property
    def code(self) -> str:
        """The code of its region."""
        return self.regions[0].code

    def years(self) -> Iterator[tuple[int, str]]:
        """Each year that it reports on, with its name in that year."""
        first = FIRST_YEAR if self.scope is Scope.CONSOLIDATED else FIRST_YEAR_OF_ORGANS
        for region in self.regions:
            for year in range(max(first, region.first_year), min(LAST_YEAR, region.last_year) + 1):
                yield year, f"{region.name}{self.body}"


def units(seed: int) -> Iterator[Unit]:
    """Every unit of the nation, county by county; the seed decides the order of counties, and their towns."""
    by_code: dict[str, list[Region]] = defaultdict(list)
    for region in load_regions():
        if region.level is Level.COUNTY:
            by_code[region.code].append(region)
    codes = sorted(by_code)
    random.Random(seed).shuffle(codes)
    for code in codes:
        yield from _of_county(tuple(by_code[code]), random.Random(f"{seed} {code}"))


def _of_county(regions: tuple[Region, ...], dice: random.Random) -> Iterator[Unit]:
    yield Unit(regions, "人民政府", Scope.CONSOLIDATED, dice.lognormvariate(4.0, 0.9))
    towns: dict[str, None] = {}
    while len(towns) < TOWNS:
        towns["".join(dice.sample(_TOWN_WORDS, 2)) + "镇人民政府"] = None
    for body in (*BUREAUS, *towns):
        yield Unit(regions, body, Scope.ORGAN, dice.lognormvariate(0.3, 1.2))

"""The successions of counties: from recorded changes, as far as the regions bear them out."""

from __future__ import annotations

from typing import Any

from scripts.make_successions import successions

from gkscrape.regions import Level, Region, Regions


def county(code: str, name: str, parent: str, first: int, last: int) -> Region:
    return Region(code, name, Level.COUNTY, parent, first, last)


REGIONS = Regions(
    [
        Region("990000", "西州省", Level.PROVINCE, None, 2007, 2026),
        Region("990100", "白石市", Level.PREFECTURE, "990000", 2007, 2026),
        Region("992200", "黑石地区", Level.PREFECTURE, "990000", 2007, 2010),
        Region("990200", "黑石市", Level.PREFECTURE, "990000", 2011, 2026),
        Region("990300", "南溪市", Level.PREFECTURE, "990000", 2007, 2026),
        county("990121", "青屏县", "990100", 2007, 2012),
        county("990122", "柳湾县", "990100", 2007, 2012),
        county("990102", "屏湾区", "990100", 2013, 2026),
        county("990123", "鹿岭县", "990100", 2007, 2015),
        county("990103", "鹿鸣区", "990100", 2016, 2026),
        county("992221", "松溪县", "992200", 2007, 2010),
        county("990221", "松溪县", "990200", 2011, 2026),
        county("992201", "黑石县", "992200", 2007, 2010),
        county("990202", "墨池区", "990200", 2011, 2026),
        county("990301", "东山区", "990300", 2007, 2017),
        county("990301", "西山区", "990300", 2018, 2026),
        county("990302", "柳湾县", "990300", 2007, 2026),
    ]
)


def change(kind: str, year: int, before: tuple[str, str], after: tuple[str, str]) -> dict[str, Any]:
    old, new = ({"code": f"{code}000000", "name": name} for code, name in (before, after))
    return {"type": kind, "level": 3, "year": year, "old": old, "new": new}


def links(*changes: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    return [row for row in successions(changes, REGIONS) if row[0] != "990301"]


def test_two_counties_that_became_one_are_merged() -> None:
    found = links(
        change("撤销", 2013, ("990121", "青屏县"), ("990102", "屏湾区")),
        change("撤销", 2013, ("990122", "柳湾县"), ("990102", "屏湾区")),
    )
    assert found == [("990121", "990102", 2013, "merged"), ("990122", "990102", 2013, "merged")]


def test_one_in_the_place_of_another_is_changed_for_nobody_knows_its_area() -> None:
    found = links(change("撤县设区", 2016, ("990123", "鹿岭县"), ("990103", "鹿鸣区")))
    assert found == [("990123", "990103", 2016, "changed")]


def test_new_codes_for_a_whole_prefecture_change_nothing() -> None:
    found = links(
        change("同名改码", 2011, ("992221", "松溪县"), ("990221", "松溪县")),
        change("撤县设区", 2011, ("992201", "黑石县"), ("990202", "墨池区")),
    )
    assert found == [("992201", "990202", 2011, "changed"), ("992221", "990221", 2011, "renamed")]


def test_another_name_under_one_code_is_renamed_where_nothing_else_changed() -> None:
    assert successions([], REGIONS) == [("990301", "990301", 2018, "renamed")]


def test_changes_that_the_regions_do_not_bear_out_are_left_out() -> None:
    assert links(change("撤销", 2014, ("990122", "柳湾县"), ("990102", "屏湾区"))) == []
    assert links(change("撤销", 2013, ("990122", "柳湾县"), ("990302", "柳湾县"))) == []
    assert links(change("码位改派", 2013, ("990121", "青屏县"), ("990102", "屏湾区"))) == []
    assert links(change("撤销", 2013, ("990121", "青山县"), ("990102", "屏湾区"))) == []

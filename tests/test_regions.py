"""Divisions by code, name and year, and the names in a text."""

from pathlib import Path

import pytest

from gkscrape.errors import DataFileError
from gkscrape.regions import Level, Region, Regions, Sign, load_regions, read_regions

REGIONS = load_regions()
TITLE = "2020年政府信息公开工作年度报告"


def codes(regions: tuple[Region, ...]) -> list[str]:
    return [region.code for region in regions]


def full_path(region: Region, year: int) -> str:
    return "".join(division.name for division in reversed((region, *REGIONS.above(region, year))))


@pytest.mark.parametrize(
    ("code", "year", "name", "level"),
    [
        ("511922", 2020, "南江县", Level.COUNTY),
        ("350128", 2019, "平潭县", Level.COUNTY),
        ("310000", 2019, "上海市", Level.PROVINCE),
        ("320800", 2024, "淮安市", Level.PREFECTURE),
        ("441900", 2020, "东莞市", Level.PREFECTURE),
        ("419001", 2020, "济源市", Level.COUNTY),
        ("420600", 2009, "襄樊市", Level.PREFECTURE),
        ("420600", 2010, "襄阳市", Level.PREFECTURE),
        ("350681", 2020, "龙海市", Level.COUNTY),
        ("350604", 2021, "龙海区", Level.COUNTY),
        ("330113", 2021, "临平区", Level.COUNTY),
        ("460400", 2015, "儋州市", Level.PREFECTURE),
        ("469003", 2014, "儋州市", Level.COUNTY),
        ("500157", 2025, "两江新区", Level.COUNTY),
    ],
)
def test_codes_of_a_year(code: str, year: int, name: str, level: Level) -> None:
    region = REGIONS.get(code, year)
    assert region is not None
    assert (region.name, region.level) == (name, level)


@pytest.mark.parametrize(
    ("code", "year"),
    [("350681", 2021), ("350604", 2020), ("330113", 2020), ("500112", 2025), ("000000", 2020), ("", 2020)],
)
def test_codes_out_of_force(code: str, year: int) -> None:
    assert REGIONS.get(code, year) is None


def test_without_a_year_a_code_gives_its_last_row() -> None:
    region = REGIONS.get("420600")
    assert region is not None
    assert region.name == "襄阳市"


def test_full_names_only() -> None:
    assert codes(REGIONS.named("鼓楼区", 2020)) == ["320106", "320302", "350102", "410204"]
    assert codes(REGIONS.named("龙海市", 2020)) == ["350681"]
    assert REGIONS.named("龙海市", 2021) == ()
    assert codes(REGIONS.named("巢湖市")) == ["340181", "341400"]
    assert REGIONS.named("南江", 2020) == ()


def test_the_chain_above_follows_the_year() -> None:
    nanjiang = REGIONS.named("南江县", 2020)[0]
    assert [division.name for division in REGIONS.above(nanjiang, 2020)] == ["巴中市", "四川省"]
    chaoyang = REGIONS.get("110105", 2020)
    assert chaoyang is not None
    assert [division.name for division in REGIONS.above(chaoyang, 2020)] == ["北京市"]


def test_the_table_is_whole() -> None:
    counties = [
        sum(r.level is Level.COUNTY and r.in_force(year) for r in REGIONS) for year in (2008, 2020, 2024)
    ]
    assert counties == [2859, 2844, 2846]
    for year in range(2007, 2027):
        valid = [region for region in REGIONS if region.in_force(year)]
        assert len({region.code for region in valid}) == len(valid)
        for region in valid:
            above = REGIONS.above(region, year)
            assert (above[-1] if above else region).level is Level.PROVINCE


@pytest.mark.parametrize("year", [2007, 2014, 2020, 2026])
def test_every_division_is_found_by_its_full_path(year: int) -> None:
    for region in REGIONS:
        if region.in_force(year):
            resolution = REGIONS.resolve(full_path(region, year) + "教育局" + TITLE, year)
            assert resolution.region == region
            assert (Sign.PATH in resolution.signs) == (region.level is not Level.PROVINCE)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("四川省巴中市南江县人民政府", ["四川省", "巴中市", "南江县"]),
        ("乐山市市中区", ["乐山市", "市中区"]),
        ("乐山市中区", ["乐山市", "市中区"]),
        ("青岛市南区", ["青岛市", "市南区"]),
        ("长沙县", ["长沙县"]),
        ("2019年沙县教育局", ["沙县"]),
        ("白沙县教育局", []),
        ("攀枝花市西区", ["攀枝花市", "西区"]),
        ("高新区西区", []),
        ("主城区", []),
        ("中山市场监督管理局", []),
        ("中山市市场监督管理局", ["中山市"]),
        ("通州区域医疗中心", []),
        ("达拉特旗", ["达拉特旗"]),
        ("恩施土家族苗族自治州", ["恩施土家族苗族自治州"]),
        ("县教育局", []),
        ("", []),
    ],
)
def test_names_in_a_text(text: str, names: list[str]) -> None:
    mentions = REGIONS.in_text(text, 2019)
    assert [mention.name for mention in mentions] == names
    assert [text[mention.start : mention.end] for mention in mentions] == names


def test_a_name_of_another_year_is_mentioned_without_a_region() -> None:
    (mention,) = REGIONS.in_text("龙海区教育局", 2020)
    assert (mention.name, mention.regions) == ("龙海区", ())


@pytest.mark.parametrize(
    ("text", "code", "signs"),
    [
        ("南江县人民政府办公室" + TITLE, "511922", (Sign.NAME,)),
        ("南 江 县\n人民政府办公室" + TITLE, "511922", (Sign.NAME,)),
        ("四川省巴中市南江县" + TITLE, "511922", (Sign.NAME, Sign.PATH)),
        ("四川省南江县" + TITLE, "511922", (Sign.NAME, Sign.PATH)),
        ("南京市鼓楼区" + TITLE, "320106", (Sign.NAME, Sign.PATH)),
        ("淮安市人民政府" + TITLE, "320800", (Sign.NAME,)),
        ("上海市人民政府办公厅" + TITLE, "310000", (Sign.NAME,)),
        ("龙海市" + TITLE, "350681", (Sign.NAME,)),
    ],
)
def test_what_a_title_says(text: str, code: str, signs: tuple[Sign, ...]) -> None:
    resolution = REGIONS.resolve(text, 2020)
    assert resolution.region == REGIONS.get(code, 2020)
    assert resolution.signs == signs


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("鼓楼区" + TITLE, ["320106", "320302", "350102", "410204"]),
        ("龙海区" + TITLE, ["350604"]),
        ("苏州市吴江市" + TITLE, ["320500", "320584"]),
        ("南江县与平昌县" + TITLE, ["511922", "511923"]),
        ("县教育局" + TITLE, []),
        ("平潭综合实验区" + TITLE, []),
    ],
)
def test_what_a_title_leaves_open(text: str, candidates: list[str]) -> None:
    resolution = REGIONS.resolve(text, 2020)
    assert resolution.region is None
    assert resolution.signs == ()
    assert codes(resolution.candidates) == candidates


def test_hints_tell_homonyms_apart() -> None:
    by_code = REGIONS.resolve("鼓楼区", 2020, code_hints=["320302"])
    assert (by_code.region, by_code.signs) == (REGIONS.get("320302", 2020), (Sign.NAME, Sign.CODE))
    by_prefecture = REGIONS.resolve("鼓楼区", 2020, code_hints=["320300"])
    assert (by_prefecture.region, by_prefecture.signs) == (
        REGIONS.get("320302", 2020),
        (Sign.NAME, Sign.PARENT),
    )
    by_parent = REGIONS.resolve("鼓楼区", 2020, parents=["福州市"])
    assert (by_parent.region, by_parent.signs) == (REGIONS.get("350102", 2020), (Sign.NAME, Sign.PARENT))
    by_address = REGIONS.resolve("鼓楼区", 2020, elsewhere=["地址：开封市鼓楼区中山路"])
    assert (by_address.region, by_address.signs) == (REGIONS.get("410204", 2020), (Sign.NAME, Sign.ELSEWHERE))


def test_a_hint_too_wide_leaves_the_homonyms_that_it_allows() -> None:
    resolution = REGIONS.resolve("鼓楼区", 2020, parents=["江苏省"])
    assert resolution.region is None
    assert codes(resolution.candidates) == ["320106", "320302"]


def test_a_repeated_homonym_decides_nothing() -> None:
    assert REGIONS.resolve("鼓楼区", 2020, elsewhere=["鼓楼区教育局办公室"]).region is None


def test_signs_that_point_to_different_places_decide_nothing() -> None:
    resolution = REGIONS.resolve("南江县与平昌县", 2020, elsewhere=["平昌县"], code_hints=["511922"])
    assert resolution.region == REGIONS.get("511922", 2020), "the code contradicts 平昌县"
    resolution = REGIONS.resolve("鼓楼区", 2020, elsewhere=["南京市鼓楼区", "徐州市鼓楼区"])
    assert resolution.region is None


def test_a_hint_that_contradicts_the_name_leaves_both() -> None:
    resolution = REGIONS.resolve("南江县" + TITLE, 2020, code_hints=["511923"])
    assert resolution.region is None
    assert codes(resolution.candidates) == ["511922", "511923"]
    assert REGIONS.resolve("巴中市" + TITLE, 2020, code_hints=["511922"]).region is None
    assert REGIONS.resolve("南江县" + TITLE, 2020, parents=["广安市"]).region is None


def test_hints_that_name_nothing_are_left_out() -> None:
    resolution = REGIONS.resolve(
        "龙海市" + TITLE, 2015, code_hints=["350604", "bm0001"], parents=["闽南", "350600"]
    )
    assert resolution.region == REGIONS.get("350681", 2015)
    assert resolution.signs == (Sign.NAME, Sign.PARENT)


def test_without_a_name_the_codes_speak_once_a_source() -> None:
    resolution = REGIONS.resolve("县教育局" + TITLE, 2020, code_hints=["511922", "511922", "511900"])
    assert resolution.region == REGIONS.get("511922", 2020)
    assert resolution.signs == (Sign.PARENT, Sign.CODE, Sign.CODE)
    assert REGIONS.resolve("县教育局", 2020, code_hints=["511922", "511923"]).region is None


def test_a_name_elsewhere_is_a_hint() -> None:
    resolution = REGIONS.resolve("县教育局", 2020, elsewhere=["如有疑问，请与南江县教育局联系"])
    assert resolution.region == REGIONS.get("511922", 2020)
    assert resolution.signs == (Sign.ELSEWHERE,)


def test_an_unknown_year_is_no_excuse_to_guess() -> None:
    assert REGIONS.resolve("南江县", None).region == REGIONS.get("511922")
    assert REGIONS.resolve("巢湖市", None).region is None
    assert REGIONS.resolve("襄樊市", None).region == Regions(REGIONS).named("襄樊市", None)[0]


HEADER = "code,name,level,parent,first_year,last_year\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "regions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_faulty_table_is_refused_with_all_of_its_faults(tmp_path: Path) -> None:
    rows = (
        "990000,甲省,province,,2007,2026\n"
        "99,乙县,county,990000,2007,2026\n"
        "990102,丙县,town,990000,2007,2026\n"
        "990103,丁县,county,990000,2026,2007\n"
        "990104,戊县,county,880000,2007,2026\n"
        "990105,己县\n"
    )
    with pytest.raises(DataFileError) as caught:
        read_regions(written(tmp_path, HEADER + rows))
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "line 3",
        "line 4",
        "line 5",
        "line 7",
        "990104 戊县",
    ]


@pytest.mark.parametrize("text", ["", "code,name\n"])
def test_a_table_of_other_columns_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataFileError):
        read_regions(written(tmp_path, text))


@pytest.mark.parametrize(
    ("code", "year", "before"),
    [
        ("350405", 2021, "350427"),
        ("350604", 2021, "350681"),
        ("450181", 2021, "450127"),
        ("431181", 2021, "431121"),
        ("540481", 2023, "540422"),
        ("330113", 2021, None),
        ("500157", 2025, None),
        ("511922", 2020, None),
    ],
)
def test_a_renamed_division_knows_what_it_was(code: str, year: int, before: str | None) -> None:
    region = REGIONS.get(code, year)
    assert region is not None
    found = REGIONS.renamed_from(region)
    assert (found.code if found else None) == before


def test_plain_renamings_are_known_and_doubtful_ones_are_not() -> None:
    pairs = {(before.code, after.code) for before, after in REGIONS.renamings()}
    assert {("110228", "110118"), ("140624", "140681"), ("350681", "350604")} <= pairs
    assert len(pairs) > 100
    olds, news = zip(*pairs, strict=True)
    assert len(set(olds)) == len(olds)
    assert len(set(news)) == len(news)
    assert "330113" not in news, "临平区 was parted from another"
    assert "350405" not in news, "沙县区 came to be when two others of its prefecture became one"
    assert all(before.last_year + 1 == after.first_year for before, after in REGIONS.renamings())


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"make_regions\.py"):
        read_regions(tmp_path / "regions.csv")

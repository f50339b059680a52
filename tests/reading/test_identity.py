"""Whose report it is and of which year, on invented organs in the shapes that pages have."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from gkscrape.documents import Document, open_document
from gkscrape.errors import DataFileError
from gkscrape.organs import scope_of
from gkscrape.reading import locality
from gkscrape.reading.dates import parse_moment, period_year
from gkscrape.reading.identity import Identified, identify
from gkscrape.reading.locality import load_zones
from gkscrape.reading.metadata import printed_address
from gkscrape.record import Grade, Scope
from gkscrape.regions import Level, Region, Regions, load_regions

FIXTURES = Path(__file__).parent.parent / "fixtures" / "identity"

WEST = Region("990000", "西州省", Level.PROVINCE, None, 2007, 2026)
BAY = Region("990100", "白石市", Level.PREFECTURE, "990000", 2007, 2026)
SCREEN = Region("990121", "青屏县", Level.COUNTY, "990100", 2007, 2026)
OLD = Region("990122", "柳湾县", Level.COUNTY, "990100", 2007, 2015)
NEW = Region("990182", "柳湾市", Level.COUNTY, "990100", 2016, 2026)
TWIN_A = Region("990102", "鼓山区", Level.COUNTY, "990100", 2007, 2026)
SOUTH = Region("990200", "南溪市", Level.PREFECTURE, "990000", 2007, 2026)
TWIN_B = Region("990202", "鼓山区", Level.COUNTY, "990200", 2007, 2026)
REGIONS = Regions([WEST, BAY, SCREEN, OLD, NEW, TWIN_A, SOUTH, TWIN_B])

TITLE = "青屏县人民政府办公室2020年政府信息公开工作年度报告"
SENTENCE = (
    "本报告所列数据自2020年1月1日起至2020年12月31日止。"
    "如有疑问，请与青屏县人民政府办公室联系（电话：0000-1）。"
)
BODY = ("一、总体情况", "2020年，全县主动公开信息12条。")


def page(*lines: str) -> Document:
    return open_document("\n\n".join(lines).encode(), "text/plain")


def markup(head: str, *lines: str) -> Document:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return open_document(f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def read(document: Document, url: str | None = None) -> Identified:
    return identify(document, REGIONS, url)


def codes(identified: Identified) -> set[str]:
    return {fault.code for fault in identified.faults}


def test_the_usual_page_leaves_nothing_open() -> None:
    found = read(page(TITLE, "2021-01-15 11:03", SENTENCE, *BODY))
    assert found.faults == ()
    assert found.identity.unit == "青屏县人民政府办公室"
    assert found.identity.region == "990121"
    assert found.identity.scope is Scope.OFFICE
    assert found.identity.year == 2020
    assert found.identity.title == TITLE
    assert found.identity.published == datetime(2021, 1, 15, 11, 3)


@pytest.mark.parametrize(
    ("lines", "unit", "title"),
    [
        (
            ["青屏县教育局", "2020年政府信息公开工作年度报告"],
            "青屏县教育局",
            "青屏县教育局 2020年政府信息公开工作年度报告",
        ),
        (["青屏县2020年政府信息公开工作", "年度报告"], "青屏县", "青屏县2020年政府信息公开工作年度报告"),
        (["青屏县人民政府2020年度", "信息公开年度报告"], "青屏县人民政府", None),
        (
            ["2020年政府信息公开工作年度报告", "松木镇人民政府"],
            "松木镇人民政府",
            "2020年政府信息公开工作年度报告",
        ),
        (
            ["2020年西牛镇政府信息公开工作年度报告", "西牛镇2020年政府信息公开", "工作年度报告"],
            "西牛镇",
            None,
        ),
        (["松木镇2020年政府信息公开工作年度报告", "松木镇政府信息公开工作年度报告"], "松木镇", None),
        (["标题: 青屏县2020年度政府信息公开工作年度报告", "发布时间: 2021-01-02 00:00"], "青屏县", None),
        (
            ["信息公开年报", "首页 > 信息公开 > 年报", "青屏县“智慧+”中心2020年政府信息公开年报"],
            "青屏县“智慧+”中心",
            None,
        ),
    ],
)
def test_a_title_is_found_over_lines_and_between_furniture(
    lines: list[str], unit: str, title: str | None
) -> None:
    found = read(page(*lines, *BODY)).identity
    assert (found.unit, found.year) == (unit, 2020)
    if title is not None:
        assert fold_spaces(found.title) == fold_spaces(title)


def fold_spaces(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def test_a_navigation_link_above_a_title_is_no_organ() -> None:
    found = read(page("网站首页", "2020年政府信息公开工作年度报告", *BODY))
    assert found.identity.unit is None
    assert "identity.unit_missing" in codes(found)


def test_the_names_of_columns_make_no_title() -> None:
    found = read(
        page("政府信息公开指南", "法定主动公开内容", "政府信息公开年报", "主办：县政府办公室")
    ).identity
    assert (found.title, found.unit) == (None, None)


def test_the_title_may_stand_only_in_the_head_of_the_page() -> None:
    head = "<title>青屏县2024年度政府信息公开工作年度报告_政府信息公开年报</title>"
    found = read(markup(head, "时间：2025-03-10 15:35", "本报告由青屏县编制，数据真实。", *BODY)).identity
    assert found.title == "青屏县2024年度政府信息公开工作年度报告"
    assert (found.unit, found.scope, found.published) == (
        "青屏县",
        Scope.CONSOLIDATED,
        datetime(2025, 3, 10, 15, 35),
    )


@pytest.mark.parametrize(
    ("sentence", "unit", "grade"),
    [
        ("根据要求，现将松木镇2020年政府信息公开工作年度报告公布如下。", "松木镇", Grade.INFO),
        ("按照《条例》要求，特编制《青屏县水利局2020年政府信息公开工作年度报告》。", "青屏县水利局", None),
        ("本报告由青屏县水利局编制，数据截至2020年12月31日。", "青屏县水利局", Grade.WARNING),
        (
            "如对本报告有疑问，请与青屏县水利局联系（地址：青屏县城关镇，邮编：000000）。",
            "青屏县水利局",
            Grade.WARNING,
        ),
        ("如有疑问，请与青屏县水利局政府信息公开工作领导小组办公室联系。", "青屏县水利局", Grade.WARNING),
        ("2020年，青屏县水利局认真贯彻落实各项部署，推进公开工作。", "青屏县水利局", Grade.WARNING),
    ],
)
def test_without_an_organ_in_the_title_a_sentence_names_it_and_a_fault_says_so(
    sentence: str, unit: str, grade: Grade | None
) -> None:
    found = read(page("2021年1月20日", sentence, *BODY))
    assert found.identity.unit == unit
    graded = [fault.grade for fault in found.faults if fault.code == "identity.unit_from_text"]
    assert graded == ([] if grade is None else [grade])


@pytest.mark.parametrize(
    "sentence",
    [
        "2020年，我局认真贯彻落实《条例》。",
        "如有疑问，请与我局办公室联系。",
        "根据《中华人民共和国政府信息公开条例》要求，以公开为常态。",
        "区管委会办公室编制完成了本报告。",
    ],
)
def test_a_sentence_that_names_no_organ_leaves_the_unit_open(sentence: str) -> None:
    found = read(page("2020年政府信息公开工作年度报告", sentence, *BODY))
    assert found.identity.unit is None
    assert found.identity.scope is None
    assert "identity.unit_missing" in codes(found)


def test_a_government_that_only_publishes_may_do_so_for_another() -> None:
    found = read(page("索 引 号 | A-1 | 发布机构 | 青屏县政府 |", "发布日期 | 2023-01-30 | 文 号 | |", *BODY))
    assert (found.identity.unit, found.identity.scope) == (None, None)
    assert {"identity.unit_missing", "identity.year_weak"} <= codes(found)
    assert any("青屏县政府" in fault.message for fault in found.faults)


@pytest.mark.parametrize(
    ("organ", "scope"),
    [
        ("青屏县", Scope.CONSOLIDATED),
        ("青屏县人民政府", Scope.CONSOLIDATED),
        ("白石市鼓山区政府", Scope.CONSOLIDATED),
        ("西州省白石市青屏县", Scope.CONSOLIDATED),
        ("无名县人民政府", Scope.CONSOLIDATED),
        ("平潭综合实验区", Scope.CONSOLIDATED),
        ("平潭综合实验区管委会", Scope.CONSOLIDATED),
        ("青屏县人民政府办公室", Scope.OFFICE),
        ("白石市人民政府办公厅", Scope.OFFICE),
        ("白石市人民政府（办公厅）", Scope.OFFICE),
        ("青屏县政府办", Scope.OFFICE),
        ("青屏县人民政府机关", Scope.OFFICE),
        ("青屏县教育局", Scope.ORGAN),
        ("青屏县委办公室", Scope.ORGAN),
        ("松木镇", Scope.ORGAN),
        ("松木镇人民政府办公室", Scope.ORGAN),
        ("青屏县松木乡人民政府", Scope.ORGAN),
        ("佳里街", Scope.ORGAN),
        ("迎宾路街道办事处", Scope.ORGAN),
        ("青屏县乡村振兴局", Scope.ORGAN),
        ("青屏县市场监督管理局", Scope.ORGAN),
        ("青屏县产业集聚区", Scope.ORGAN),
        ("白石经济技术开发区管委会", None),
    ],
)
def test_scope_follows_from_the_organ(organ: str, scope: Scope | None) -> None:
    assert scope_of(organ, REGIONS, tuple(load_zones())) is scope


def test_the_capital_letters_of_a_real_county_are_read_alike() -> None:
    real = load_regions()
    assert scope_of("镇安县人民政府办公室", real, ()) is Scope.OFFICE
    assert scope_of("桐乡市", real, ()) is Scope.CONSOLIDATED
    assert scope_of("新乡市人民政府", real, ()) is Scope.CONSOLIDATED


class TestYear:
    def test_the_title_wins_over_the_period_and_a_fault_says_so(self) -> None:
        found = read(page(TITLE.replace("2020", "2021"), "2021-01-15", SENTENCE, *BODY))
        assert found.identity.year == 2021
        conflicts = [fault for fault in found.faults if fault.code == "identity.year_conflict"]
        assert [fault.found for fault in conflicts] == [2020, 2020]

    def test_the_period_sentence_comes_second(self) -> None:
        found = read(page("2022-03-10", SENTENCE, *BODY))
        assert found.identity.year == 2020
        assert "identity.year_conflict" in codes(found)

    def test_the_publication_date_comes_last_and_is_flagged(self) -> None:
        found = read(page("松木镇政府信息公开工作年度报告", "发布日期：2021-01-29", *BODY))
        assert found.identity.year == 2020
        assert "identity.year_weak" in codes(found)

    def test_a_late_publication_is_only_noted(self) -> None:
        found = read(page(TITLE, "2023-08-21", SENTENCE, *BODY))
        assert [f.grade for f in found.faults if f.code == "identity.year_conflict"] == [Grade.INFO]

    def test_an_early_publication_is_a_warning(self) -> None:
        found = read(page(TITLE, "2019-08-21", SENTENCE, *BODY))
        assert [f.grade for f in found.faults if f.code == "identity.year_conflict"] == [Grade.WARNING]

    def test_two_years_in_the_title_leave_the_choice_to_the_text(self) -> None:
        found = read(page("青屏县2019年2020年政府信息公开年报", SENTENCE, *BODY))
        assert found.identity.year == 2020
        assert "identity.title_years" in codes(found)

    def test_a_page_without_any_year_says_so(self) -> None:
        found = read(page("青屏县政府信息公开年报", "一、总体情况"))
        assert found.identity.year is None
        assert "identity.year_missing" in codes(found)

    def test_the_year_that_a_module_is_asked_for_is_the_last_resort(self) -> None:
        url = "http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020"
        found = read(page("青屏县政府信息公开年报", "一、总体情况"), url)
        assert found.identity.year == 2020
        assert "identity.year_weak" in codes(found)

    @pytest.mark.parametrize(
        ("text", "year"),
        [
            ("自2020年1月1日起至2020年12月31日止", 2020),
            ("统计期限为2020年1月1日—12月31日", 2020),
            ("自2020年1月1日起至2020年12月21日止", 2020),
            ("自2020年1月1日起至202020年12月31日止", 2020),
            ("自2018年11日至2018年1231日", 2018),
            ("自 2012年1月1日 至 2012年12月31日", 2012),
            ("数据统计截至2020年12月31日", 2020),
            ("自2019年1月1日起至2020年12月31日止", None),
            ("自2020年5月15日起施行", None),
            ("2020年1月1日召开会议", None),
        ],
    )
    def test_the_period_is_read_through_its_misprints(self, text: str, year: int | None) -> None:
        assert period_year(text) == year


class TestPublished:
    @pytest.mark.parametrize(
        ("line", "moment"),
        [
            (
                "发布日期：2018-04-02 15:44:03 来源： 县水利局 作者：某某 浏览次数：",
                datetime(2018, 4, 2, 15, 44, 3),
            ),
            ("来源:区人民政府办公室 时间:2017-01-12 10:01", datetime(2017, 1, 12, 10, 1)),
            ("2022年01月18日来源:1", datetime(2022, 1, 18)),
            ("投稿:青屏县人民政府  来源:时间:2015年03月30日", datetime(2015, 3, 30)),
            ("日期:2021-01-29", datetime(2021, 1, 29)),
            ("发布时间:2022年01月30日 15:52", datetime(2022, 1, 30, 15, 52)),
            ("来源:原创     发布时间:2023-01-31 13:24    浏览次数:次", datetime(2023, 1, 31, 13, 24)),
            ("发文日期 | 2018-02-28", datetime(2018, 2, 28)),
            ("二〇一〇年一月十九日", datetime(2010, 1, 19)),
            ("２０２１－０１－１５　１１：０３", datetime(2021, 1, 15, 11, 3)),
        ],
    )
    def test_the_shapes_seen(self, line: str, moment: datetime) -> None:
        assert read(page(TITLE, line, *BODY)).identity.published == moment

    def test_the_label_goes_before_the_signature(self) -> None:
        document = page(TITLE, "发布日期：2018-04-02", *BODY, "青屏县水利局", "2018年1月13日")
        assert read(document).identity.published == datetime(2018, 4, 2)

    def test_the_signature_is_taken_where_nothing_else_is_printed(self) -> None:
        assert read(page(TITLE, *BODY, "青屏县水利局", "2018年1月13日")).identity.published == datetime(
            2018, 1, 13
        )

    def test_the_meta_element_serves_a_page_without_a_label(self) -> None:
        found = read(markup('<meta name="PubDate" content="2021-01-15 11:03">', TITLE, *BODY))
        assert found.identity.published == datetime(2021, 1, 15, 11, 3)

    def test_a_date_that_does_not_exist_is_none(self) -> None:
        found = read(page(TITLE, "发布日期：2021-13-40", *BODY))
        assert found.identity.published is None
        assert "identity.published_missing" in codes(found)

    def test_the_period_is_no_date_of_publication(self) -> None:
        assert read(page(TITLE, SENTENCE, *BODY)).identity.published is None

    def test_lost_characters_make_no_date(self) -> None:
        assert parse_moment("2017210日)") is None


class TestRegion:
    def test_one_sign_is_not_enough(self) -> None:
        found = read(page("青屏县教育局2020年政府信息公开工作年度报告", *BODY))
        assert found.identity.region is None
        assert "identity.region_unsettled" in codes(found)

    def test_a_trail_of_links_is_no_second_sign(self) -> None:
        found = read(page("首页 > 信息公开 > 青屏县教育局2020年政府信息公开工作年度报告", TITLE, *BODY))
        assert found.identity.region is None

    @pytest.mark.parametrize(
        "second",
        [
            "如有疑问，请与青屏县教育局联系。",
            "主办单位：县政府办公室 网站标识码：9901210001",
            "主办：青屏县人民政府办公室",
            "版权所有 青屏县人民政府",
        ],
    )
    def test_a_second_sign_that_agrees_settles_it(self, second: str) -> None:
        found = read(page("青屏县教育局2020年政府信息公开工作年度报告", second, *BODY))
        assert found.identity.region == "990121"

    def test_the_site_mark_of_the_page_is_a_sign(self) -> None:
        head = '<meta name="SiteIDCode" content="9901210009">'
        assert read(markup(head, "松木镇2020年政府信息公开年报", *BODY)).identity.region is None
        assert read(markup(head, TITLE, *BODY)).identity.region == "990121"

    def test_a_credit_code_in_the_address_is_a_sign(self) -> None:
        url = "http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11990121004329268U&fbtime=2020"
        assert read(page(TITLE, *BODY), url).identity.region == "990121"

    def test_a_sign_that_contradicts_leaves_it_open(self) -> None:
        found = read(page(TITLE, SENTENCE, "网站标识码：9902020001", *BODY))
        assert found.identity.region is None

    def test_a_township_lies_in_the_county_that_its_page_names(self) -> None:
        document = page(
            "松木镇2020年政府信息公开工作年度报告",
            "如有疑问，请与青屏县松木镇人民政府联系。",
            *BODY,
            "主办单位：青屏县人民政府 网站标识码：9901210001",
        )
        assert read(document).identity.region == "990121"

    def test_homonyms_are_not_guessed(self) -> None:
        found = read(page("鼓山区2020年政府信息公开工作年度报告", "鼓山区认真推进，成效明显。", *BODY))
        assert found.identity.region is None
        message = next(f.message for f in found.faults if f.code == "identity.region_unsettled")
        assert "990102" in message
        assert "990202" in message

    def test_the_prefecture_tells_homonyms_apart(self) -> None:
        found = read(page("南溪市鼓山区2020年政府信息公开工作年度报告", *BODY))
        assert found.identity.region == "990202"

    def test_the_code_is_that_of_the_reports_year(self) -> None:
        lines = ("柳湾县2014年政府信息公开工作年度报告", "2014年，柳湾县认真贯彻，有序推进。", *BODY)
        assert read(page(*lines)).identity.region == "990122"
        later = [line.replace("2014", "2018") for line in lines]
        assert read(page(*later)).identity.region is None

    def test_a_zone_without_a_code_is_kept_under_its_parent(self) -> None:
        lines = (
            "平潭综合实验区2019年政府信息公开工作年度报告",
            "如有疑问，请与平潭综合实验区办公室联系。",
        )
        real = load_regions()
        assert identify(page(*lines, *BODY), real, None).identity.region == "350128"
        alone = identify(page(lines[0], *BODY), real, None)
        assert alone.identity.region is None
        assert "identity.region_unsettled" in codes(alone)

    def test_every_zone_names_a_division_in_force(self) -> None:
        regions = load_regions()
        assert load_zones()
        assert all(regions.get(code, 2020) is not None for code in load_zones().values())

    def test_a_broken_file_of_zones_names_every_faulty_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "zones.csv").write_text("name,parent,note\n甲区,12,x\n乙区,990100,\n", encoding="utf-8")
        monkeypatch.setattr(locality, "data_path", lambda name: tmp_path / name)
        load_zones.cache_clear()
        try:
            with pytest.raises(DataFileError, match=r"line 2.*line 3"):
                load_zones()
        finally:
            load_zones.cache_clear()


def test_the_head_of_a_saved_text_gives_title_time_and_address() -> None:
    document = open_document((FIXTURES / "saved-text.txt").read_bytes(), "text/plain")
    found = read(document).identity
    assert found.title == "青屏县2014年度政府信息公开工作年度报告"
    assert found.published == datetime(2015, 1, 2)
    assert (found.unit, found.year, found.region) == ("青屏县", 2014, "990121")
    assert printed_address(document) == "https://www.example.gov.cn/zfxxgk/201501/t20150102_1.htm"


@pytest.mark.parametrize(
    ("year", "named", "code"),
    [
        (2020, "沙县区", "350427"),
        (2021, "沙县区", "350405"),
        (2020, "沙县", "350427"),
        (2019, "沙县区", None),
        (2020, "临平区", None),
    ],
)
def test_a_title_may_use_the_name_that_the_division_got_after_the_year(
    year: int, named: str, code: str | None
) -> None:
    lines = (
        f"{named}{year}年政府信息公开工作年度报告",
        f"{year}年，福建省三明市{named}认真做好政府信息公开工作。",
    )
    assert identify(page(*lines), load_regions(), None).identity.region == code


def test_an_empty_document_has_a_fault_for_each_part() -> None:
    found = read(page(""))
    assert codes(found) == {
        "identity.unit_missing",
        "identity.year_missing",
        "identity.region_unsettled",
        "identity.title_missing",
        "identity.published_missing",
    }

"""Discovery, over small portals in memory: what it finds, leaves alone, and says when it cannot."""

from __future__ import annotations

import pytest

from gkscrape.errors import FetchError
from gkscrape.portals import Broken, Found, Limits, find_reports
from gkscrape.record import Fetched

from .in_memory import ROOT, Site, fetched, page, paths, report

HOME = page(("/zwgk/", "政务公开"), ("/xw/", "青溪新闻"), ("/tj/", "统计年报"))
DISCLOSURE = page(
    ("/zwgk/zn/", "政府信息公开指南"),
    ("/zwgk/nb/", "政府信息公开年报"),
    ("/zwgk/fz/", "法治政府建设年度报告"),
)


def trs(pages: int, current: int = 0) -> str:
    return f'<script>createPageHTML({pages}, {current}, "index", "html");</script>'


def listing(*numbers: int, more: str = "") -> str:
    return page(*((f"t{number}.html", report(f"青溪县第{number}局", 2020)) for number in numbers), more=more)


def test_from_the_home_page_to_the_reports() -> None:
    site = Site({"/": HOME, "/zwgk/": DISCLOSURE, "/zwgk/nb/": listing(1, 2)})
    found, broken = site.search()
    assert (paths(found), broken) == (["/zwgk/nb/t1.html", "/zwgk/nb/t2.html"], [])
    assert site.asked == ["/", "/zwgk/", "/zwgk/nb/"]
    first = found[0]
    assert (first.title, first.year, first.unit_hint) == (report("青溪县第1局", 2020), 2020, "青溪县第1局")
    assert first.column_url == first.list_url == f"{ROOT}/zwgk/nb/"


def test_from_the_column_itself_without_leaving_it() -> None:
    column = page(
        ("/", "首页"), ("/zwgk/", "政务公开"), ("./", "政府信息公开年报"), ("t1.html", report("青溪县", 2020))
    )
    site = Site({"/zwgk/nb/": column})
    found, broken = site.search("/zwgk/nb/")
    assert (paths(found), broken, site.asked) == (["/zwgk/nb/t1.html"], [], ["/zwgk/nb/"])


def test_years_and_organs_are_followed() -> None:
    column = page(
        ("2019n/", "2019年"),
        ("2020n/", "2020年政府信息公开年报"),
        ("bm/", "部门年报"),
        ("../xz/", "乡镇年报"),
        ("jyj/index.html", "县教育局"),
        ("/other/gaj/", "县公安局"),
        ("/zwgk/tj/", "统计年报"),
        ("zd/", "政府信息公开年报编制要求"),
        title="政府信息公开年报",
    )
    pages = {"/zwgk/nb/": column}
    for number, part in enumerate(("nb/2019n/", "nb/2020n/", "nb/bm/", "xz/", "nb/jyj/index.html")):
        pages[f"/zwgk/{part}"] = listing(number)
    site = Site(pages)
    found, broken = site.search("/zwgk/nb/")
    assert broken == []
    assert paths(found) == [
        *("/zwgk/nb/2019n/t0.html", "/zwgk/nb/2020n/t1.html", "/zwgk/nb/bm/t2.html"),
        *("/zwgk/xz/t3.html", "/zwgk/nb/jyj/t4.html"),
    ]
    assert {event.column_url for event in found} == {f"{ROOT}/zwgk/nb/"}


def test_look_alikes_are_not_reports() -> None:
    column = page(
        ("t1.html", report("青溪县", 2020)),
        ("t2.html", "关于做好2020年政府信息公开工作年度报告编制工作的通知"),
        ("t3.html", "青溪县召开2020年度工作会议"),
        ("t4.html", "青溪县2020年政府工作报告"),
        title="政府信息公开年报",
    )
    found, broken = Site({"/nb/": column}).search("/nb/")
    assert (paths(found), broken) == (["/nb/t1.html"], [])


def test_trs_pages_counted_from_zero() -> None:
    site = Site(
        {"/nb/": listing(1, more=trs(3)), "/nb/index_1.html": listing(2), "/nb/index_2.html": listing(3)}
    )
    found, broken = Site(site.pages | {"/": page(("/nb/", "政府信息公开年报"))}).search()
    assert (paths(found), broken) == ([f"/nb/t{number}.html" for number in (1, 2, 3)], [])


def test_trs_relatives_counted_from_one() -> None:
    pages = {
        "/nb/": listing(1, more="政府信息公开年报" + trs(3, 1)).replace(
            "青溪县人民政府</title>", "年报</title>"
        ),
        "/nb/index_2.html": listing(2),
        "/nb/index_3.html": listing(3),
    }
    site = Site(pages)
    found, broken = site.search("/nb/")
    assert (paths(found), broken) == ([f"/nb/t{number}.html" for number in (1, 2, 3)], [])
    assert "/nb/index_1.html" in site.asked


def column(*numbers: int, more: str = "") -> str:
    return listing(*numbers, more=more).replace("<title>青溪县人民政府", "<title>政府信息公开年报")


def test_a_missing_page_in_the_middle_is_named_and_passed() -> None:
    site = Site(
        {"/nb/": column(1, more=trs(4)), "/nb/index_1.html": listing(2), "/nb/index_3.html": listing(4)}
    )
    found, broken = site.search("/nb/")
    assert paths(found) == [f"/nb/t{number}.html" for number in (1, 2, 4)]
    assert [(event.url, "404" in event.reason) for event in broken] == [(f"{ROOT}/nb/index_2.html", True)]


def test_a_lost_second_page_is_named_whichever_way_it_counts() -> None:
    found, broken = Site({"/nb/": column(1, more=trs(2))}).search("/nb/")
    assert paths(found) == ["/nb/t1.html"]
    assert [event.reason for event in broken] == ["the list says it has 2 pages, but 1 could be found"]


def test_a_stub_behind_the_end_is_no_page() -> None:
    stub = "<html><body>" + "<div></div>" * 30 + "</body></html>"
    site = Site({"/nb/": column(1, more=trs(2)), "/nb/index_1.html": stub, "/nb/index_2.html": listing(2)})
    found, broken = site.search("/nb/")
    assert (paths(found), broken) == (["/nb/t1.html", "/nb/t2.html"], [])


def test_next_links_are_followed() -> None:
    more = "<a href='list_2.html'>下一页</a><div>共2页</div>"
    site = Site({"/nb/": column(1, more=more), "/nb/list_2.html": listing(2)})
    found, broken = site.search("/nb/")
    assert (paths(found), broken) == (["/nb/t1.html", "/nb/t2.html"], [])
    assert found[1].list_url == f"{ROOT}/nb/list_2.html"


class Endless(Site):
    """A list whose every page has a next one; `change` makes other links of each page."""

    def __init__(self, change: bool) -> None:
        super().__init__({})
        self.change = change

    def get(self, url: str) -> Fetched:
        self.asked.append(url)
        number = int(url.partition("=")[2] or 1)
        news = f"<a href='/xw/{number if self.change else 0}.html'>青溪新闻</a>"
        return fetched(url, column(1, more=f"{news}<a href='?page={number + 1}'>下一页</a>"))


def test_a_server_that_ignores_the_page_number_is_soon_left() -> None:
    site = Endless(change=False)
    found, broken = site.search("/nb/")
    assert (paths(found), broken, len(site.asked)) == (["/nb/t1.html"], [], 2)


def test_an_endless_list_without_new_reports_is_left_with_a_word() -> None:
    site = Endless(change=True)
    found, broken = site.search("/nb/")
    assert paths(found) == ["/nb/t1.html"]
    assert len(site.asked) == 6
    assert ["no new report on 5 pages" in event.reason for event in broken] == [True]


def test_the_hard_caps_are_said_aloud() -> None:
    pages = {f"/nb/index_{number}.html": listing(number + 1) for number in range(1, 9)}
    pages["/nb/"] = column(1, more=trs(9))
    found, broken = Site(pages).search("/nb/", Limits(list_pages=3))
    assert len(found) == 4
    assert ["longer than 3 pages" in event.reason for event in broken] == [True]
    found, broken = Site(pages).search("/nb/", Limits(pages=2))
    assert len(found) == 2
    assert all("limit of 2 pages" in event.reason or "says it has" in event.reason for event in broken)
    assert broken


def test_a_broken_page_does_not_stop_the_search() -> None:
    site = Site({"/": page(("/a/", "政府信息公开年报"), ("/b/", "信息公开年报")), "/b/": listing(1)})
    inner = site.get

    def get(url: str) -> Fetched:
        if url.endswith("/a/"):
            raise FetchError(f"{url}: no connection")
        return inner(url)

    events = list(find_reports(f"{ROOT}/", get))
    assert [type(event) for event in events] == [Broken, Found]


def test_a_challenge_is_named() -> None:
    shell = "<html><script>document.cookie='__jsl_clearance=1';go()</script></html>"
    _, broken = Site({"/nb/": shell}).search("/nb/")
    assert "__jsl_clearance" in broken[0].reason


@pytest.mark.parametrize("more", ["", "<a href='index_2.html'>下一页</a>"])
def test_fewer_links_than_entries_are_said_aloud(more: str) -> None:
    pages = {"/nb/": column(1, 2, more=f"{more}<p>共49条记录</p>"), "/nb/index_2.html": column(3)}
    found, broken = Site(pages).search("/nb/")
    assert len(found) == (3 if more else 2)
    assert ["says it has 49 entries" in event.reason for event in broken] == [True]


@pytest.mark.parametrize("words", ["共2条记录", "全年共公开信息49条", "共49条信息已经公开。", "本年共49条"])
def test_entries_that_are_all_there_or_none_of_a_list(words: str) -> None:
    found, broken = Site({"/nb/": column(1, 2, more=f"<p>{words}</p>")}).search("/nb/")
    assert (len(found), broken) == (2, [])


def test_a_portal_without_a_column_is_said_aloud() -> None:
    found, broken = Site({"/": page(("/xw/", "青溪新闻"))}).search()
    assert found == []
    assert ["no column of yearly reports" in event.reason for event in broken] == [True]


def test_an_empty_column_is_said_aloud() -> None:
    _, broken = Site({"/": page(("/nb/", "政府信息公开年报")), "/nb/": page(("/", "首页"))}).search()
    assert ["no report is listed" in event.reason for event in broken] == [True]


def test_reports_on_other_hosts_are_named_not_asked() -> None:
    site = Site(
        {"/nb/": column(1, more=f"<a href='http://www.shangji.example/t9.html'>{report('青溪县', 2021)}</a>")}
    )
    found, broken = site.search("/nb/")
    assert paths(found) == ["/nb/t1.html"]
    assert [event.url for event in broken] == ["http://www.shangji.example/t9.html"]
    hosts = frozenset({"www.qingxi.example:80", "www.shangji.example:80"})
    found, broken = site.search("/nb/", Limits(hosts=hosts))
    assert len(found) == 2
    assert broken == []


def test_a_frame_on_the_same_host_holds_the_list() -> None:
    shell = page(more="<iframe src='list.html'></iframe><iframe src='http://tianqi.example/'></iframe>")
    site = Site({"/": page(("/nb/", "政府信息公开年报")), "/nb/": shell, "/nb/list.html": listing(1)})
    found, broken = site.search()
    assert (paths(found), broken) == (["/nb/t1.html"], [])


def test_a_page_that_has_moved_is_followed_once() -> None:
    moved = "<html><script>window.location.href='/zwgk/nb/';</script></html>"
    site = Site({"/nb/": moved, "/zwgk/nb/": column(1)})
    found, broken = site.search("/nb/")
    assert (paths(found), broken) == (["/zwgk/nb/t1.html"], [])


def test_a_column_page_that_is_the_report_itself() -> None:
    body = "<h1>青溪县2022年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p>"
    column_page = page(("ctx/index.html", "昌图县"), ("qxx/", "青溪县"), title="县区年报")
    site = Site({"/": page(("/nb/", "信息公开年报")), "/nb/": column_page})
    site.pages["/nb/qxx/"] = page(more=body)
    site.pages["/nb/ctx/index.html"] = page(("/", "首页"))
    found, _ = site.search()
    assert paths(found) == ["/nb/qxx/"]
    assert (found[0].year, found[0].title) == (2022, "青溪县2022年政府信息公开工作年度报告")


def test_a_rendition_counts_only_where_there_is_no_text() -> None:
    names = (
        "青溪县2020年政府信息公开年报",
        "青溪县2020年政府信息公开年报（图片版）",
        "青溪县2019年政府信息公开年报（图片版）",
    )
    body = page(*((f"t{number}.html", name) for number, name in enumerate(names)), title="政府信息公开年报")
    found, _ = Site({"/nb/": body}).search("/nb/")
    assert paths(found) == ["/nb/t0.html", "/nb/t2.html"]


def test_each_report_comes_once_and_the_order_stays() -> None:
    body = page(
        ("t1.html", report("青溪县", 2020)), ("./t1.html#a", report("青溪县", 2020)), ("bm/", "部门年报")
    )
    site = Site(
        {
            "/": page(("/nb/", "政府信息公开年报")),
            "/nb/": body,
            "/nb/bm/": page(("../t1_wap.html", report("青溪县", 2020))),
        }
    )
    found, _ = site.search()
    assert paths(found) == ["/nb/t1.html"]
    assert site.search()[0] == found


def test_what_is_no_address() -> None:
    events = list(find_reports("ftp://a/", Site({}).get))
    assert [type(event) for event in events] == [Broken]


def test_a_report_that_links_to_other_reports_is_still_one() -> None:
    body = "<h1>2022年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p>"
    own = page(("/nb/t100.html", report("青溪县", 2021)), ("/ysq/", "依申请公开"), more=body)
    site = Site({"/nb/": column(1, more="<a href='2022/'>2022年</a>"), "/nb/2022/": own})
    found, _ = site.search("/nb/")
    assert paths(found) == ["/nb/t1.html", "/nb/t100.html", "/nb/2022/"]


def test_a_year_without_an_organ_is_a_part_or_a_report_by_its_address() -> None:
    links = (("2020.htm", "2020年年报"), ("202101/t20210118_12.html", "2020年政府信息公开工作年度报告"))
    site = Site({"/nb/": page(*links, title="政府信息公开年报"), "/nb/2020.htm": listing(7)})
    found, broken = site.search("/nb/")
    assert (paths(found), broken) == (["/nb/202101/t20210118_12.html", "/nb/t7.html"], [])


def test_a_menu_page_full_of_words_is_no_report() -> None:
    menu = page(("/ysq/", "依申请公开"), ("/fy/", "行政复议"), ("/zd/", "主动公开"))
    site = Site({"/nb/": column(1, more="<a href='jyj/'>县教育局</a>"), "/nb/jyj/": menu})
    found, _ = site.search("/nb/")
    assert paths(found) == ["/nb/t1.html"]

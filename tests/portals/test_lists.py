"""Each family of pagers: where a list goes on, and when it is not one of the family's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkscrape.manners import own_hosts
from gkscrape.portals.links import Page, key, open_page
from gkscrape.portals.lists import PlainList
from gkscrape.portals.trs import TrsList
from gkscrape.portals.walk import Limits, Opener, _Course
from gkscrape.record import Fetched

from .in_memory import ROOT, fetched, page

NB = f"{ROOT}/nb/"


def opened(body: str, url: str = NB) -> Page:
    return open_page(fetched(url, body))


def script(call: str) -> Page:
    return opened(page(("t1.html", "一"), more=f"<script>{call}</script>"))


@pytest.mark.parametrize(
    ("call", "pages"),
    [
        ('createPageHTML(3, 0, "index", "shtml");', ["index_1.shtml", "index_2.shtml"]),
        ("createPageHTML(3,0,'index','html')", ["index_1.html", "index_2.html"]),
        ("createPageHTML('page_div',3, 1,'list','htm',45);", ["list_1.htm", "list_2.htm"]),
        ("var currentPage = 0;var countPage = 2//", ["index_1.html"]),
        ('var countPage = 2; var s = "index"+"."+"shtml";', ["index_1.shtml"]),
        ('createPageHTML(1, 0, "index", "html")', []),
    ],
)
def test_trs_counts_from_zero(call: str, pages: list[str]) -> None:
    assert TrsList().recognises(script(call))
    assert TrsList().next_pages(script(call), {}) == [NB + name for name in pages]


def test_trs_tries_the_last_page_of_the_other_count_once_its_second_is_missing() -> None:
    first = script('createPageHTML(3, 1, "index", "html")')
    missing = {NB + "index_1.html": False, NB + "index_2.html": True}
    assert TrsList().next_pages(first, missing)[-1] == NB + "index_3.html"
    there = {NB + "index_1.html": True}
    assert NB + "index_3.html" not in TrsList().next_pages(first, there)
    assert TrsList().is_trial(first, NB + "index_3.html")
    assert not TrsList().is_trial(first, NB + "index_2.html")
    assert TrsList().pages_promised(first) == 3


def test_of_a_long_list_only_the_first_page_is_held() -> None:
    """Its other pages tell of none but the first, by another name."""

    def read(url: str) -> Fetched:
        number = int(url.rpartition("_")[2].partition(".")[0])
        reports = ((f"t{number}_{n}.html", f"某局{2000 + n}年政府信息公开年度报告") for n in range(20))
        call = f'<script>createPageHTML(30, {number}, "index", "html")</script>'
        return fetched(url, page(*reports, more=call))

    first = open_page(replace(read(NB + "index_0.html"), url=NB))
    opener = Opener(read, Limits(hosts=own_hosts(ROOT)), visited={key(NB)})
    course = _Course(first, TrsList(), opener)
    assert len(list(course.run())) == 29
    assert course.pages == [first]


def test_trs_from_a_page_in_the_middle() -> None:
    body = page(("t1.html", "一"), more='<script>createPageHTML(3, 1, "index", "html")</script>')
    middle = opened(body, NB + "index_1.html")
    assert TrsList().next_pages(middle, {}) == [NB + "index.html", NB + "index_2.html"]


@pytest.mark.parametrize(
    "call",
    ["function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}", "createPageHTML()", ""],
)
def test_trs_is_not_seen_where_it_is_not(call: str) -> None:
    assert not TrsList().recognises(script(call))
    assert TrsList().next_pages(script(call), {}) == []


def test_plain_lists_follow_the_next_link_first() -> None:
    body = page(
        ("index_3.html", "3"), ("index_2.html", "2"), ("index_2.html", "下一页"), ("index_9.html", "尾页")
    )
    assert PlainList().next_pages(opened(body), {}) == [NB + "index_2.html", NB + "index_3.html"]


def test_plain_lists_that_count_downwards() -> None:
    body = page(("nb/6.htm", "下页"), ("nb/1.htm", "尾页"))
    assert PlainList().next_pages(opened(body, f"{ROOT}/zwgk/nb.htm"), {}) == [f"{ROOT}/zwgk/nb/6.htm"]


def test_numbers_that_lead_elsewhere_are_no_pager() -> None:
    body = page(("/zt/1.html", "1"), ("/zt/2.html", "2"))
    assert not PlainList().recognises(opened(body))


@pytest.mark.parametrize(
    ("words", "pages"), [("共 7 页 第 1 页", 7), ("共计 2 页", 2), ("第1/12页", 12), ("共99条", None)]
)
def test_a_printed_number_of_pages(words: str, pages: int | None) -> None:
    assert PlainList().pages_promised(opened(page(more=f"<div>{words}</div>"))) == pages

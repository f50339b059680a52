"""What discovery sees of a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.portals.links import canonical, key, open_page

from .in_memory import ROOT, fetched


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./202202/t1.html", f"{ROOT}/zwgk/nb/202202/t1.html"),
        ("../a.html#top", f"{ROOT}/zwgk/a.html"),
        (" t2_wap.html ", f"{ROOT}/zwgk/nb/t2.html"),
        ("//www.qingxi.example:80/x", f"{ROOT}/x"),
        ("https://WWW.qingxi.example:443", "https://www.qingxi.example/"),
        ("http://www.qingxi.example:8080/x?a=1&b=2#c", "http://www.qingxi.example:8080/x?a=1&b=2"),
        ("年报/1.html", f"{ROOT}/zwgk/nb/%E5%B9%B4%E6%8A%A5/1.html"),
        ("%E5%B9%B4%E6%8A%A5/1.html", f"{ROOT}/zwgk/nb/%E5%B9%B4%E6%8A%A5/1.html"),
        ("a b.html", f"{ROOT}/zwgk/nb/a%20b.html"),
        ("../../../../up.html", f"{ROOT}/up.html"),
        ("mailto:a@b.cn", None),
        ("javascript:void(0)", None),
        ("http://[broken", None),
        ("http://a.example:port/", None),
    ],
)
def test_one_spelling_for_an_address(href: str, url: str | None) -> None:
    assert canonical(f"{ROOT}/zwgk/nb/index.html", href) == url


@settings(max_examples=100)
@given(st.text(alphabet="ab/.%?#&=:@年 _1wap~[]", max_size=30))
def test_the_one_spelling_is_final(href: str) -> None:
    once = canonical(f"{ROOT}/zwgk/nb/index.html", href)
    assert once is None or canonical(once, "") == once
    assert once is None or canonical(f"{ROOT}/", once) == once


def test_an_index_page_is_its_folder() -> None:
    assert key(f"{ROOT}/nb/index.html") == key(f"{ROOT}/nb/") != key(f"{ROOT}/nb/index_1.html")


def test_cut_texts_give_way_to_titles_and_charsets_are_found_out() -> None:
    body = '<a href="t1.html" title="青溪县教育局2020年政府信息公开工作年度报告">青溪县教育局2020年政府…</a>'
    opened = open_page(fetched(f"{ROOT}/nb/", body.encode("gbk")))
    assert [(link.url, link.text) for link in opened.links] == [
        (f"{ROOT}/nb/t1.html", "青溪县教育局2020年政府信息公开工作年度报告")
    ]
    assert 'title="青溪县' in opened.source


def test_the_base_of_a_page_counts() -> None:
    opened = open_page(fetched(f"{ROOT}/a/b.html", '<base href="/nb/"><a href="t1.html">年报</a>'))
    assert opened.links[0].url == f"{ROOT}/nb/t1.html"


def test_frames_are_found_and_commented_ones_are_not() -> None:
    body = "<p>x<iframe width=1 src='list.html'></iframe><!-- <iframe src='old.html'></iframe> -->"
    assert open_page(fetched(f"{ROOT}/nb/", body)).frames == (f"{ROOT}/nb/list.html",)


@pytest.mark.parametrize(
    "body",
    [
        '<html><head><meta http-equiv="Refresh" content="0; URL=/zwgk/"></head></html>',
        "<html><script>window.location.href='/zwgk/';</script></html>",
        '<html><script>location = "/zwgk/"</script></html>',
    ],
)
def test_a_page_that_sends_the_reader_on(body: str) -> None:
    assert open_page(fetched(f"{ROOT}/", body)).moved_to == f"{ROOT}/zwgk/"
    assert open_page(fetched(f"{ROOT}/", body + "<a href='/a'>a</a>")).moved_to is None

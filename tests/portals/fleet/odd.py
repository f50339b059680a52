"""Portals with habits that no family explains: frames, pictures, drifting links, sub-sites, shared hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from .model import PLACE, Answer, Asked, Entry, Portal, by_path, title_of
from .pages import ORGANS, disclosure, home, items, listing, page
from .plain import entries, put_way_in
from .reports import report_page, report_text

NB = "/zwgk/nb/"
NEIGHBOURS = {"207": "临县", "2061": "远县"}


def framed() -> Portal:
    """The column is a shell; its list lies in a frame of the same host, a weather frame beside it."""
    every = entries("generic")
    portal = Portal("odd.frames", "generic", by_path(every), NB)
    put_way_in(portal, NB)
    frames = '<iframe src="list.html"></iframe><iframe src="http://tianqi.example/"></iframe>'
    portal.put(NB, page(frames, title="政府信息公开年报"))
    portal.put(f"{NB}list.html", listing(every))
    return portal


def pictures() -> Portal:
    """The menus are pictures, named only by what stands for them."""
    every = entries("generic")
    portal = Portal("odd.pictures", "generic", by_path(every), NB)
    portal.put(
        "/", page('<a href="/zwgk/"><img src="/m/1.png" alt="政府信息公开"></a>', title="青溪县人民政府")
    )
    portal.put("/zwgk/", page(f'<a href="{NB}"><img src="/m/2.png" alt="政府信息公开年报"/></a>'))
    portal.put(NB, listing(every))
    return portal


def drifting() -> Portal:
    """The news beside the list has a 下一页 of its own, before the list's."""
    every = entries("generic")
    portal = Portal("odd.drift", "generic", by_path(every), NB)
    put_way_in(portal, NB)
    news = '<div><a href="/xw/index_2.html">下一页</a></div>'
    portal.put(NB, listing(every[:8], f'{news}<a href="list_2.html">下一页</a>'))
    portal.put(f"{NB}list_2.html", listing(every[8:], news))
    stray = Entry("/xw/20210101_77.html", "临县教育局", 2020)
    portal.put("/xw/index_2.html", listing([stray]))
    return portal


def deaf() -> Portal:
    """The server ignores the page number: every page has a next one and shows the same."""
    every = entries("generic")[:5]
    portal = Portal("odd.deaf", "generic", by_path(every), "/zwgk/nb.jsp")
    put_way_in(portal, "/zwgk/nb.jsp")

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/zwgk/nb.jsp":
            return None
        number = int(asked.query.get("page", "1"))
        return Answer(listing(every, f'<a href="/zwgk/nb.jsp?page={number + 1}">下一页</a>'))

    portal.answer = answer
    return portal


def offsets() -> Portal:
    """Columns by number; pages by offset; the reports have pages by number, too."""
    column = "/qxx/22560/22709/43507/"
    every = [
        replace(e, path=f"{column}content_{1202300 + n}.html") for n, e in enumerate(entries("content-id"))
    ]
    portal = Portal("odd.offsets", "content-id", by_path(every), f"{column}index.jsp")
    put_way_in(portal, f"{column}index.jsp")

    def answer(asked: Asked) -> Answer | None:
        if asked.path != f"{column}index.jsp":
            return None
        at = int(asked.query.get("pager.offset", "0"))
        more = (
            f'<a href="index.jsp?pager.desc=false&pager.offset={at + 5}">下一页</a>'
            if at + 5 < len(every)
            else ""
        )
        return Answer(listing(every[at : at + 5], more))

    portal.answer = answer
    return portal


def downwards() -> Portal:
    """VSB: the older pages count downwards, and the last of them is 1."""
    every = entries("vsb")
    portal = Portal("vsb.downwards", "vsb", by_path(every), "/zwgk/nb.htm")
    put_way_in(portal, "/zwgk/nb.htm")
    mark = '<div class="v_news_content"></div>共15条 1/3 '
    portal.put(
        "/zwgk/nb.htm", listing(every[:5], mark + '<a href="nb/2.htm">下页</a><a href="nb/1.htm">尾页</a>')
    )
    portal.put("/zwgk/nb/2.htm", listing(every[5:10], '<a href="1.htm">下页</a><a href="../nb.htm">首页</a>'))
    portal.put("/zwgk/nb/1.htm", listing(every[10:], '<a href="2.htm">上页</a>'))
    return portal


def asked_for() -> Portal:
    """VSB's older pages, asked of a script."""
    every = entries("vsb")
    portal = Portal("vsb.query", "vsb", by_path(every), "/zwgk/nb.htm")
    put_way_in(portal, "/zwgk/nb.htm")
    more = "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1050&totalpage=2&PAGENUM=2"
    portal.put("/zwgk/nb.htm", listing(every[:8], f'<a href="{more}">下页</a>'))
    portal.put(more, listing(every[8:]))
    return portal


def sub_sites() -> Portal:
    """No column for all: the disclosure page names organs, each with a part and a column of its own."""
    portal = Portal("odd.subsites", "trs", {})
    portal.put("/", home("/zwgk/"))
    portal.put("/zwgk/", page(items((("/zwgk/bm/", "县政府部门"), ("/zwgk/zn/", "政府信息公开指南")))))
    names = [(f"/o{number}/xxgk/", organ) for number, organ in enumerate(ORGANS)]
    portal.put("/zwgk/bm/", page(items(names), title="政府信息公开"))
    for number, (path, organ) in enumerate(names):
        portal.put(path, disclosure(f"/o{number}/nb/"))
        own = [
            Entry(f"/o{number}/nb/{y + 1}01/t{y + 1}0120_{900 + y}.html", organ, y, f"{y}年政府信息公开年报")
            for y in (2017, 2021)
        ]
        portal.put(
            f"/o{number}/nb/",
            page(items([(e.path, e.title) for e in own]), title=f"政府信息公开年报_{organ}"),
        )
        portal.reports |= by_path(own)
    return portal


def page_is_report() -> Portal:
    """Counties of a prefecture, each with one page that is its report, in a folder of another year."""
    portal = Portal("odd.folders", "generic", {}, f"{NB}2021n/")
    put_way_in(portal, f"{NB}2021n/")
    names = [(f"{NB}2021n/{code}/index.html", f"{name}县") for code, name in (("qx", "青溪"), ("lx", "临"))]
    portal.put(f"{NB}2021n/", page(items(names), title="县区年报"))
    for path, name in names:
        portal.reports[path] = Entry(path, f"{name}人民政府", 2022)
    return portal


def two_spellings() -> Portal:
    """The same reports under http and https, with and without an anchor: each once."""
    every = entries("generic")
    portal = Portal("odd.spellings", "generic", by_path(every), NB)
    put_way_in(portal, NB)
    again = [replace(e, path=f"https://{PLACE}{e.path}#top") for e in every]
    portal.put(NB, listing([*every, *again]))
    return portal


def forbidden() -> Portal:
    """robots.txt closes one of two columns."""
    every = entries("generic")
    portal = Portal("odd.robots", "generic", by_path(every), NB)
    portal.put("/robots.txt", "User-agent: *\nDisallow: /nb2/\n", media_type="text/plain")
    portal.put("/", home("/zwgk/"))
    portal.put("/zwgk/", disclosure(NB, '<a href="/nb2/">信息公开年报</a>'))
    portal.put(NB, listing(every))
    portal.put("/nb2/", listing([Entry("/nb2/20210101_1.html", "青溪县水利局", 2020)]))
    portal.troubles = ("robots.txt",)
    return portal


def moved() -> Portal:
    """The home page only sends the reader on; the column is a page that does the same."""
    every = entries("generic")
    portal = Portal("odd.moved", "generic", by_path(every), NB)
    portal.put(
        "/",
        "<title>青溪县人民政府</title><meta http-equiv=refresh content='0; url=/qx/'>",
    )
    portal.put("/qx/", home("/zwgk/"))
    portal.put("/zwgk/", disclosure("/nianbao/"))
    portal.put("/nianbao/", f"<html><script>window.location.href='{NB}';</script></html>")
    portal.put(NB, listing(every))
    return portal


def migrated() -> Portal:
    """Two generations of software at once, and folders that bear the year of the move."""
    every = [
        *entries("content-id", ORGANS[:3]),
        *(Entry(f"/html/5973/{61000 + n}.html", organ, 2016) for n, organ in enumerate(ORGANS)),
    ]
    portal = Portal("odd.migrated", "content-id", by_path(every), NB)
    put_way_in(portal, NB)
    portal.put(NB, listing(every, look_alikes=True))
    return portal


def prefecture() -> Portal:
    """One host for all counties of a prefecture, which only the query tells apart; 2061 is no 206."""
    column = "/year.aspx?dept=206"
    every = [
        replace(e, path=f"/year_details.aspx?dept=206&id={4571 + n}")
        for n, e in enumerate(entries("generic"))
    ]
    portal = Portal("odd.prefecture", "generic", by_path(every), column, start=column)
    portal.within = ("/year.aspx?dept=206", "/year_details.aspx?dept=206")
    portal.put("/", home("/zwgk/", "北山市"))
    portal.put("/zwgk/", disclosure(column))
    for code, county in NEIGHBOURS.items():
        other = Entry(f"/year_details.aspx?dept={code}&id=9001", f"{county}教育局", 2022)
        portal.put(f"/year.aspx?dept={code}", listing([other]))
        portal.put(other.path, report_page("generic", other))
    beside = items([(f"/year.aspx?dept={code}", f"{county}年报") for code, county in NEIGHBOURS.items()])
    portal.put(column, listing(every, beside))
    return portal


def renditions() -> Portal:
    """Text and picture edition of one report are one; where there is a picture only, it is one as well."""
    every = entries("generic", ORGANS[:2])
    portal = Portal("odd.renditions", "generic", by_path(every), NB)
    put_way_in(portal, NB)
    twins = [replace(e, path=f"{e.path[:-5]}9.html", words=f"{e.title}（图片版）") for e in every]
    lone = Entry("/xxgk-show-777777.html", ORGANS[4], 2020, f"{title_of(ORGANS[4], 2020)}（图片版）")
    portal.put(NB, listing([*every, *twins, lone]))
    portal.put(lone.path, report_page("generic", lone, '<img src="/upload/2021/nb1.jpg">'))
    portal.put("/upload/2021/nb1.jpg", b"%%% nb1.jpg", media_type="image/jpeg")
    portal.files = {"/upload/2021/nb1.jpg"}
    portal.reports[lone.path] = lone
    portal.unread = frozenset({lone.path})
    portal.refusals = ("unreadable",)
    return portal


def attached() -> Portal:
    """Tables in a file, in pictures, and reports that are nothing but a file; one that has no need of its."""
    every = [
        Entry(f"{NB}202301/t20230120_{7001 + n}.html", organ, year)
        for n, (organ, year) in enumerate([*((organ, 2022) for organ in ORGANS[:3]), (ORGANS[3], 2012)])
    ]
    portal = Portal("odd.attached", "trs", by_path(every), NB)
    put_way_in(portal, NB)
    portal.put(NB, listing(every))
    in_file, in_pictures, only_file, prose = every
    kept = {
        in_file: ("<p>附件：</p><a href='P020230120881.pdf'>青溪县2022年年报.pdf</a>", ["P020230120881.pdf"]),
        in_pictures: (
            "<img src='W020230120771.jpg'><img src='W020230120772.png'><img src='/images/logo.png'>",
            ["W020230120771.jpg", "W020230120772.png"],
        ),
        only_file: ("<a href='P020230120661.docx'>年报.docx</a>", ["P020230120661.docx"]),
        prose: (
            "<a href='/attach/0/ab12.doc'>附件</a><a href='sqb.doc'>依申请公开申请表</a>",
            ["/attach/0/ab12.doc"],
        ),
    }
    for entry, (extra, names) in kept.items():
        bare = re.sub("<table.*?</table>", "", report_text(entry), flags=re.DOTALL)
        text = extra if entry is only_file else f"{bare}{extra}"
        portal.put(entry.path, report_page("trs", entry, text))
        for name in names:
            path = urljoin(entry.path, name)
            portal.put(path, f"%%% {path}".encode(), media_type="application/octet-stream")
            portal.files.add(path)
    portal.unread = frozenset({only_file.path})
    portal.refusals = ("unreadable",)
    return portal


def twice() -> Portal:
    """The same report under two addresses, in the column and in its organ's own."""
    every = entries("trs", ORGANS[:2], (2022,))
    own = replace(every[1], path="/jyj/nb/202301/t20230121_9001.html")
    portal = Portal("odd.twice", "trs", by_path([*every, own]))
    portal.put("/", home("/zwgk/"))
    portal.put("/zwgk/", disclosure(NB, '<a href="/jyj/nb/">政府信息公开年报</a>'))
    portal.put(NB, listing(every))
    portal.put("/jyj/nb/", listing([own]))
    portal.put(own.path, report_page("trs", every[1]))
    portal.copies = frozenset({own.path})
    return portal


def barren() -> Portal:
    """A portal without such a column says so."""
    portal = Portal("odd.barren", "generic", {}, troubles=("no column of yearly reports was found",))
    portal.put("/", home("/zwgk/"))
    portal.put("/zwgk/", page(items((("/zwgk/zn/", "政府信息公开指南"),))))
    return portal


def fleet() -> Iterator[Portal]:
    yield from (
        *(framed(), pictures(), drifting(), deaf(), offsets(), downwards(), asked_for(), sub_sites()),
        *(page_is_report(), two_spellings(), forbidden(), moved(), migrated(), renditions()),
        *(attached(), twice(), prefecture(), barren()),
    )

"""Portals whose lists are the answers of a search: Wuxi's districts, and Hanweb's disclosure module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

from .model import Answer, Asked, Entry, Portal, by_path
from .pages import ORGANS, home, listing, page
from .plain import entries, put_way_in
from .scripted import NB, as_json

# Wuxi's districts: info_open


def info_open(key: str, *, call: str) -> Portal:
    """Two pages of twenty and one of five; a query that names no column gets the whole site."""
    every = [
        replace(e, path=f"/doc/{e.year + 1}/01/20/{4831000 + n}.shtml")
        for n, e in enumerate(entries("trs", ORGANS, range(2012, 2021)))
    ]
    other = Entry("/doc/2021/03/05/999.shtml", ORGANS[0], 2021, "青溪县2021年部门预算公开")
    portal = Portal(key, "info-open", by_path(every), NB)
    put_way_in(portal, NB)
    script = (
        f"function getSearchList(page, size, site) {{}}\n// getSearchList(1, 9, 7, '11', 2, 'x');\n{call}"
    )
    portal.put(NB, page(f"<ul id='list'></ul><script>{script}</script>", title="政府信息公开年报"))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/info_open/search" or asked.method != "POST":
            return None
        query = dict(parse_qsl(asked.body.decode()))
        assert (query["siteId"], query["searchType"], query["order"]) == ("181", "2", "writeTime")
        columns = {"38939,38940": every, "38939": every[:20]}
        listed = columns.get(query.get("channelIds", ""), [other, *every])
        size, number = int(query["pageSize"]), int(query["pageIndex"])
        rows = [
            {"title": e.title, "url": e.path, "writeTime": "2021-01-20", "organization": e.organ}
            for e in listed[(number - 1) * size : number * size]
        ]
        counted = {"totalElements": len(listed), "totalPages": -(-len(listed) // size), "page": number}
        return as_json({"status": 0, "data": {**counted, "data": rows}})

    portal.answer = answer
    return portal


def info_open_portals() -> Iterator[Portal]:
    yield info_open("info-open.written", call="getSearchList(1, 15, 181, '38939,38940', 2, 'writeTime');")
    joined = "var ids = '38939';\nids = ids + ',' + 38940;\n"
    yield info_open("info-open.joined", call=f"{joined}qx_getSearchList(1, 15, '181', ids, 2, 'writeTime');")


# Hanweb's disclosure module


def disclosure_module(
    key: str, *, tree: bool = False, in_menu: bool = False, posted_only: bool = False, deaf: bool = False
) -> Portal:
    """Three pages of five. `tree`: a frame holds the categories, on the disclosure page itself if `in_menu`:
    its lists then bear no mark of the module, and its reports have the addresses of all of the vendor's.
    `deaf`: it always gives the first page.
    """
    every = entries("hanweb")
    search, area = "/module/xxgk/search.jsp", "002276772"
    own = f"{search}?divid=div4&area={area}&standardXxgk=1&infotypeId=A01&jdid=16"
    column = own if in_menu else "/col/col15445/index.html"
    family = "hanweb" if in_menu else "hanweb-disclosure"
    portal = Portal(key, family, by_path(every[:5] if deaf else every), column)
    if in_menu:
        portal.put("/", home("/zwgk/"))
    else:
        put_way_in(portal, column)
    if tree:
        frame = f"/module/xxgk/tree.jsp?divid=div4&area={area}&standardXxgk=1"
        framed = f'<iframe src="{frame.replace("&", "&amp;")}"></iframe>'
        portal.put("/zwgk/" if in_menu else column, page(framed, title="信息公开目录"))
        nodes = "<a onclick=\"funclick('{0}','{1}')\">{1}</a>"
        drawn = nodes.format("A01", "政府信息公开年报") + nodes.format("B02", "财政预决算")
        portal.put(frame, page(f"{drawn}<script>ask('{search}?jdid=16');</script>"))
    else:
        called = f"'{search}?infotypeId=A01'+more+'&vc_title=&vc_number=&area={area}','div4','A01','','','16'"
        portal.put(column, page(f"<div id='div4'></div><script>loadDynamic({called});</script>"))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != search or (posted_only and asked.method != "POST"):
            return None
        query = dict(parse_qsl(asked.body.decode())) or asked.query
        assert (query["area"], query["divid"], query["jdid"]) == (area, "div4", "16")
        if query["infotypeId"] != "A01":
            return Answer(page("共1页 当前第1页"))
        number = 1 if deaf else int(query.get("currpage") or 1)
        return Answer(listing(every[(number - 1) * 5 : number * 5], "<td>共3页 当前第1页</td>"))

    portal.answer = answer
    if deaf:
        portal.troubles = ("says it has 3 pages, but 1 could be found",)
    return portal


def disclosure_modules() -> Iterator[Portal]:
    yield disclosure_module("disclosure.called")
    yield disclosure_module("disclosure.posted", posted_only=True)
    yield disclosure_module("disclosure.tree", tree=True)
    yield disclosure_module("disclosure.menu", tree=True, in_menu=True)
    yield disclosure_module("disclosure.deaf", deaf=True)


def fleet() -> Iterator[Portal]:
    yield from info_open_portals()
    yield from disclosure_modules()

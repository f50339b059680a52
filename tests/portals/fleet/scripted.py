"""Portals whose lists are drawn by scripts, each with the traps of its family."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from .model import Answer, Asked, Entry, Portal, by_path, title_of
from .pages import ORGANS, items, listing, page
from .plain import entries, put_way_in

NB = "/zwgk/nb/"
STUB = f"<html><body>{'<div></div>' * 30}</body></html>"


def xml(text: str) -> Answer:
    return Answer(text, "text/xml; charset=utf-8")


def as_json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False), "application/json")


def parts(every: Sequence[Entry], length: int) -> list[Sequence[Entry]]:
    return [every[at : at + length] for at in range(0, len(every), length)]


# TRS WCM


def trs(
    key: str, *, name: Callable[[int], str], call: str, first: str = "", charset: str = "utf-8"
) -> Portal:
    """Three pages of five; `name` is what page n is called, `call` what the pager's script is told."""
    every = entries("trs")
    portal = Portal(key, "trs", by_path(every), NB, charset=charset)
    put_way_in(portal, NB)
    pager = f'<script>createPageHTML({call});</script><p class="TRS_Editor"></p>'
    for number, part in enumerate(parts(every, 5), 1):
        relative = [replace(e, path="./" + e.path.removeprefix(NB)) for e in part]
        path = (NB + first) if number == 1 else NB + name(number)
        portal.put(path, listing(relative, pager, look_alikes=number == 1))
    return portal


def trs_portals() -> Iterator[Portal]:
    yield trs(
        "trs.zero",
        name=lambda n: f"index_{n - 1}.html",
        call='3, 0, "index", "html"',
        charset="gb18030",
    )
    yield trs("trs.one", name=lambda n: f"index_{n}.shtml", call='3, 1, "index", "shtml"')
    stubbed = trs("trs.stub", name=lambda n: f"index_{n}.html", call='3, 1, "index", "html"')
    stubbed.put(f"{NB}index_1.html", STUB)
    yield stubbed
    yield trs("trs.extension", name=lambda n: f"index_{n - 1}.htm", call='3, 0, "index", "shtml"')
    twins = trs("trs.wap", name=lambda n: f"index_{n - 1}.html", call='3, 0, "index", "html"')
    extra = "".join(
        f'<a href="{path[:-5]}_wap.html">{twins.reports[path].title}</a>'
        for path in sorted(twins.reports)[:3]
    )
    twins.pages[NB] = Answer(str(twins.pages[NB].body).replace("</body>", f"{extra}</body>"))
    yield twins
    capped = trs("trs.cap", name=lambda n: f"index_{n - 1}.html", call='40, 0, "index", "html"')
    for number in range(3, 40):
        capped.put(f"{NB}index_{number}.html", STUB)
    capped.troubles = ("empty shell", "empty shell", "empty shell", "3 pages in a row are not there")
    yield capped
    lost = trs("trs.lost", name=lambda n: f"index_{n - 1}.html", call='3, 0, "index", "html"')
    lost.pages[f"{NB}index_1.html"] = Answer("<script>var $_ts={};</script>", status=412)
    for entry in entries("trs")[5:10]:
        del lost.reports[entry.path]
    lost.troubles = ("412",)
    yield lost


# Hanweb jpage


def records(every: Sequence[Entry]) -> str:
    return "".join(
        f"<record><![CDATA[<a href='{e.path}'>{e.title}</a><a href='/pl/{e.path[-9:]}'>评论</a>]]></record>"
        for e in every
    )


PROXY = "/module/web/jpage/dataproxy.jsp"
IDS = {
    "col": "1", "webid": "16", "path": "/", "columnid": "15445", "sourceContentType": "1", "unitid": "88",
    "webname": "青溪县", "permissiontype": "0",
}  # fmt: skip


def jpage_script(total: int, proxy: str) -> str:
    """The ids stand in a variable, or in the address of the proxy."""
    ids = ", ".join(f"{name}:'{value}'" for name, value in IDS.items())
    named = "" if "?" in proxy else f"var param_88 = {{{ids}}};"
    parameter = "{}" if "?" in proxy else "param_88"
    return (
        f"<script>{named}\n$('#88').jpage({{proxyUrl:'{proxy}',"
        f"perPage:4, totalRecord:{total}, proxyParam: {parameter}}});</script>"
    )


def jpage(
    key: str,
    *,
    embedded: int = 0,
    obey: str = "startrecord",
    most: int = 300,
    head: str = "",
    literal: bool = False,
    posted: bool = False,
    proxy: str = PROXY,
) -> Portal:
    """`embedded`: so many records in the page; `obey`: what the proxy counts by; `most`: it sends no more.

    `literal`: it sends an array as a script has it, and no XML. `posted`: it wants the ids in a form.
    """
    every = entries("hanweb")
    portal = Portal(key, "hanweb", by_path(every), "/col/col15445/index.html")
    put_way_in(portal, "/col/col15445/index.html")
    store = f"<datastore><recordset>{records(every[:embedded])}</recordset></datastore>" if embedded else ""
    script = jpage_script(len(every), proxy)
    inside = f'<div id="88"><script type="text/xml">{store}</script></div>{script}'
    portal.put("/col/col15445/index.html", page(inside, title="政府信息公开年报"))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != proxy.partition("?")[0]:
            return None
        ids = dict(parse_qsl(asked.body.decode())) if posted else asked.query
        if ids.get("columnid") != IDS["columnid"] or (asked.method == "POST") != posted:
            return xml("")
        length = min(int(asked.query["perpage"]), most)
        at = (
            int(asked.query["startrecord"]) - 1
            if obey == "startrecord"
            else (int(asked.query["page"]) - 1) * length
        )
        shown = every[at : at + length]
        if literal:
            items = ",".join(f"'<li><a href=\"{e.path}\">{e.title}</a></li>'" for e in shown)
            return Answer(f"[{items}]", "application/javascript")
        return xml(f"{head}<datastore><totalpage>9</totalpage>{records(shown)}</datastore>")

    portal.answer = answer
    return portal


def jpage_portals() -> Iterator[Portal]:
    yield jpage("jpage.embedded", embedded=8, head='<?xml version="1.0" encoding="utf-8"?>')
    yield jpage("jpage.numbers")
    yield jpage("jpage.page", obey="page")
    yield jpage("jpage.short", most=4, embedded=4)
    yield jpage("jpage.literal", literal=True)
    yield jpage("jpage.posted", posted=True)
    several = "/module/jslib/jquery/jpage/morecolumndataproxy.jsp"
    yield jpage("jpage.several", proxy=f"{several}?columnid={IDS['columnid']}&unitid=88")
    empty = jpage("jpage.rendered")
    every = entries("hanweb")
    path = "/col/col15445/index.html"
    body = items([(entry.path, entry.title) for entry in every[:4]])
    empty.pages[path] = Answer(page(body + jpage_script(4, PROXY), title="政府信息公开年报"))
    empty.reports = by_path(every[:4])
    empty.answer = lambda asked: xml("") if asked.path.endswith("dataproxy.jsp") else None
    yield empty


# Hanweb's module of annual reports


def annual_module(key: str, *, codes: Sequence[str], menu: str) -> Portal:
    """One page a year and organ; the third organ has no report of 2015."""
    module = "/module/xxgk/xxgkAnnualReport.jsp"
    organs = dict(zip(codes, ORGANS[:3], strict=True))
    portal = Portal(key, "hanweb-annual", {}, module)
    put_way_in(portal, module)
    years = "".join(f'<option value="{year}">{year}</option>' for year in (2015, 2017))
    shown = "".join(menu.format(code=code, organ=organ) for code, organ in organs.items())
    portal.put(module, page(f"<select id='fbtime'>{years}</select>{shown}", title="政府信息公开年报"))
    for code, organ in organs.items():
        for year in (2015, 2017):
            path = f"{module}?fbtime={year}&area={code}"
            if (organ, year) == (ORGANS[2], 2015):
                portal.put(path, page("<p>暂无该单位的年报</p>", title=title_of(organ, year)))
            else:
                portal.reports[path] = Entry(path, organ, year)
    return portal


def annual_modules() -> Iterator[Portal]:
    tree = ("001008003014021", "001008003010013", "001008003010038")
    yield annual_module("annual.tree", codes=tree, menu="<script>d.add('{code}','1','{organ}');</script>")
    credit = ("113309220026432531", "11330922002643254X", "113309220026432558")
    yield annual_module("annual.credit", codes=credit, menu="<option value='{code}'>{organ}</option>")


# jpaas


def jpaas(key: str, *, ignores: bool = False) -> Portal:
    every = [
        replace(e, path=f"/qxx/art/{2021 + n % 3}/art_{n:032x}.html") for n, e in enumerate(entries("hanweb"))
    ]
    every = every + [Entry(f"/qxx/art/2020/art_{99 + n:032x}.html", o, 2016) for n, o in enumerate(ORGANS)]
    portal = Portal(key, "jpaas", by_path(every[: 15 if ignores else None]), NB)
    put_way_in(portal, NB)
    query = "{'parseType':'bulidstatic','webId':'16','pageType':'column','tagId':'列表','pageId':'b2'}"
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    tag = f'<script parseType="bulidstatic" url="{unit}" queryData="{query}"></script>'
    portal.put(NB, page(tag, title="政府信息公开年报"))
    if ignores:
        portal.troubles = ("says it has 2 pages, but 1 could be found",)

    def answer(asked: Asked) -> Answer | None:
        if asked.path != unit or asked.query.get("tagId") != "列表":
            return None
        paging = json.loads(asked.query.get("paramJson", '{"pageNo": 1}'))
        at = 0 if ignores else (int(paging["pageNo"]) - 1) * 15
        html = items([(entry.path, entry.title) for entry in every[at : at + 15]])
        return as_json(
            {"success": True, "data": {"html": f"<ul>{html}</ul><div>共2页</div>" if html else ""}}
        )

    portal.answer = answer
    return portal


# truecms


def truecms(key: str) -> Portal:
    """Answers those only who say which of its pages asks, and no more than 20 records at once."""
    column = "/rgsrmzf/nb/nb.html"
    every = [
        replace(e, path=f"/rgsrmzf/nb/content/{e.year}{n:04}.html") for n, e in enumerate(entries("trs"))
    ]
    portal = Portal(key, "truecms", by_path(every), column)
    put_way_in(portal, column)
    script = "$.ajax({url: '/messageController/getMessage.do', data: {columnId: 'a7f0-31', perpage: 6}});"
    portal.put(column, page(f"<ul id='list'></ul><script>{script}</script>", title="政府信息公开年报"))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != "/messageController/getMessage.do" or asked.query.get("columnId") != "a7f0-31":
            return None
        if asked.headers.get("referer") != portal.url(column) or int(asked.query["perpage"]) > 20:
            return Answer("<html><body>Not Found</body></html>", status=404)
        at, end = int(asked.query["startrecord"]) - 1, int(asked.query["endrecord"])
        store = f"<datastore><totalrecord>{len(every)}</totalrecord>{records(every[at:end])}</datastore>"
        return Answer(f"{asked.query['callback']}({json.dumps(store)})", "application/javascript")

    portal.answer = answer
    return portal


# TRS intertid


def intertid(key: str, *, api: str, written: bool) -> Portal:
    """`written`: the page has the whole query in its script; else only the ids."""
    every = entries("trs", ORGANS, range(2008, 2014))
    portal = Portal(key, "intertid", by_path(every), NB)
    put_way_in(portal, NB)
    path = f"/intertidwebapp/govChanInfo/{api}"
    usual = "pageSize=20&siteId=1&ChannelType=1&KeyWord=&KeyWordType=&chanId=25&order=1"
    script = (
        f"load('{path}?pageIndex=1&{usual}');" if written else f"var siteId=1, chanId='25'; load('{path}');"
    )
    portal.put(NB, page(f"<div id='list'></div><script>{script}</script>", title="政府信息公开年报"))

    def answer(asked: Asked) -> Answer | None:
        if asked.path != path or (asked.query.get("siteId"), asked.query.get("chanId")) != ("1", "25"):
            return None
        at = (int(asked.query["pageIndex"]) - 1) * int(asked.query["pageSize"])
        shown = [{"docTitle": e.title, "docPubUrl": e.path} for e in every[at : at + 20]]
        return as_json({"totalCount": len(every), "data": shown})

    portal.answer = answer
    return portal


# Guangdong gkmlpt


def gkmlpt(key: str, *, entrance: str, length: int, at_once: bool = False, absolute: bool = False) -> Portal:
    site = "/qxxjyj/gkmlpt"
    every = [
        replace(e, path=f"{site}/content/0/{n // 9}/post_{34400 + n}.html")
        for n, e in enumerate(entries("nfcms"))
    ]
    other = Entry(f"{site}/content/1/1/post_99001.html", ORGANS[1], 2021, "青溪县教育局2021年部门预算公开")
    portal = Portal(key, "gkmlpt", by_path(every), entrance)
    put_way_in(portal, entrance)
    tree = [
        {"id": 10, "name": "法定主动公开内容", "children": [{"id": 11, "name": "财政预决算"}]},
        {"id": 2629, "name": "政府信息公开年报"},
    ]
    script = f"<script>window._CONFIG = {{SID: '752', TREE: {json.dumps(tree)}, x: 1}};</script>"
    portal.put(entrance, page(f"<div id='app'></div>{script}", title="青溪县教育局信息公开目录"))

    def answer(asked: Asked) -> Answer | None:
        if asked.path == f"{site}/api/all/11":
            return as_json({"total": 1, "articles": [{"title": other.title, "url": other.path}]})
        if asked.path != f"{site}/api/all/2629" or asked.query.get("sid") != "752":
            return None
        at = (int(asked.query["page"]) - 1) * length
        if at and at_once:
            return Answer("<html><body>404 Not Found</body></html>", status=404)
        shown = every if at_once else every[at : at + length]
        root = portal.root if absolute else ""
        articles = [
            {"id": n, "title": e.title, "url": root + e.path, "created_at": "2021"}
            for n, e in enumerate(shown)
        ]
        return as_json({"total": len(every), "articles": articles, "classify": {"post_count": len(every)}})

    portal.answer = answer
    return portal


def gkmlpt_portals() -> Iterator[Portal]:
    yield gkmlpt("gkmlpt.paged", entrance="/qxxjyj/gkmlpt/annualreport", length=4)
    yield gkmlpt("gkmlpt.once", entrance="/qxxjyj/gkmlpt/index", length=4, at_once=True, absolute=True)


# Epoint


def epoint(key: str, *, first: int, in_script: bool) -> Portal:
    column = "/zwgk/002005/002005003/002005003006/"
    every = [
        replace(e, path=f"{column}{e.year + 1}0112/653ee5f0-b827-4bbe-a799-{n:012x}.html")
        for n, e in enumerate(entries("trs", ORGANS, range(2010, 2019)))
    ]
    portal = Portal(key, "epoint", by_path(every), column)
    put_way_in(portal, column)
    site = "var siteInfo = {siteGuid: '7eb5f7f1-9041-43ad-8e13-8fcb82ea831a'};"
    portal.put(
        "/js/webBuilderCommon.js", site if in_script else "var x = 1;", media_type="application/javascript"
    )
    script = f"<script src='/js/webBuilderCommon.js'></script><script>{'' if in_script else site}"
    script += "ajax('/EpointWebBuilder/rest/lightfrontaction/getgovinfolist', {deptcode: ''});</script>"
    portal.put(column, page(script, title="政府信息公开年报"))

    def answer(asked: Asked) -> Answer | None:
        if asked.method != "POST" or not asked.path.endswith("getgovinfolist"):
            return None
        query = json.loads(asked.body)
        assert (query["categorynum"], query["siteGuid"][:8]) == ("002005003006", "7eb5f7f1")
        at = max(query["pageIndex"] - first, 0) * query["pageSize"]
        rows = [
            {"title": e.title, "infourl": e.path, "infodate": "2023-01-12"}
            for e in every[at : at + query["pageSize"]]
        ]
        return as_json(
            {"custom": json.dumps({"count": len(every), "infodata": rows}), "status": {"code": "1"}}
        )

    portal.answer = answer
    return portal


# jeecms, NFCMS, Anhui: pagers without links


def jeecms(key: str) -> Portal:
    every = [replace(e, path=f"/jdbsc/{24971000 + n}.jhtml") for n, e in enumerate(entries("trs"))]
    portal = Portal(key, "jeecms", by_path(every), "/xxgknb/index.jhtml")
    put_way_in(portal, "/xxgknb/index.jhtml")
    for number, part in enumerate(parts(every, 5), 1):
        goes = f"location.href=encodeURI('index_{number + 1}.jhtml');"
        button = f'共15条记录 <a onclick="{goes}">下一页</a>'
        path = "/xxgknb/index.jhtml" if number == 1 else f"/xxgknb/index_{number}.jhtml"
        portal.put(path, listing(part, button if number < 3 else "共15条记录"))
    return portal


def by_number(family: str, key: str, first: str, later: str, pager: str) -> Portal:
    """Pages that only a script of the portal knows; the page says how many there are."""
    every = (
        entries(family)
        if family != "anhui-module"
        else [
            replace(e, path=f"/XxgkAnnualReport/show/{6000 + n}.html") for n, e in enumerate(entries("trs"))
        ]
    )
    portal = Portal(key, family, by_path(every), first)
    put_way_in(portal, first)
    for number, part in enumerate(parts(every, 5), 1):
        portal.put(first if number == 1 else later.format(number), listing(part, pager))
    return portal


def openness(key: str, prefix: str) -> Portal:
    """By organ and year; the organs lie beside each other, not below the first one's folder."""
    module = f"{prefix}/OpennessAnnualReport/"
    portal = Portal(key, "anhui-module", {}, f"{module}year/6/2022.html")
    put_way_in(portal, f"{module}year/6/2022.html")
    menu = [(f"{module}year/{code}/2022.html", organ) for code, organ in zip((6, 7, 8), ORGANS, strict=False)]
    for at, (code, organ) in enumerate(zip((6, 7, 8), ORGANS, strict=False)):
        years = [(f"{module}year/{code}/{year}.html", f"{year}年") for year in (2021, 2022)]
        for number, year in enumerate((2021, 2022)):
            own = f"{module}show/{3900 + 10 * at + number}.html"
            links = items([*menu, *years, (own, title_of(organ, year))])
            portal.put(
                f"{module}year/{code}/{year}.html", page(f"<ul>{links}</ul>", title="政府信息公开年报")
            )
            portal.reports[own] = Entry(own, organ, year)
    return portal


def fleet() -> Iterator[Portal]:
    yield from trs_portals()
    yield from jpage_portals()
    yield from annual_modules()
    yield jpaas("jpaas.paged")
    yield jpaas("jpaas.ignored", ignores=True)
    yield truecms("truecms.referer")
    yield intertid("intertid.written", api="getDocuments", written=True)
    yield intertid("intertid.ids", api="getBhDocuments", written=False)
    yield from gkmlpt_portals()
    yield epoint("epoint.zero", first=0, in_script=True)
    yield epoint("epoint.one", first=1, in_script=False)
    yield jeecms("jeecms.buttons")
    yield by_number(
        "nfcms", "nfcms.script", NB, f"{NB}index_{{}}.html", "<script>var totalPage = 3;</script>"
    )
    first = "/XxgkContent/showList/996/0/page_1.html"
    yield by_number("anhui-module", "anhui.list", first, first.replace("_1.", "_{}."), "<i>共3页</i>")
    yield by_number(
        *("generic", "chengdu.index", "/zwgk/column-index-1.shtml", "/zwgk/column-index-{}.shtml"),
        "<i>共3页</i>",
    )
    listed = "/info/iList.jsp?node_id=GKmzs&cat_id=31&cur_page={}"
    yield by_number("generic", "deyang.query", listed.format(1), listed, "<i>共15条记录 1/3</i>")
    yield openness("anhui.openness", "/openness")

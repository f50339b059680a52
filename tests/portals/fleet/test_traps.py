"""Each trap catches an adapter that ignores it: made ignorant, the search goes wrong where the trap is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

import pytest

from gkscrape.documents import html, opening
from gkscrape.portals import (
    Found,
    annual_module,
    disclosure_search,
    discover,
    epoint,
    families,
    feeds,
    gkmlpt,
    info_open,
    jpaas,
    jpage,
    links,
    lists,
    trs,
    truecms,
    walk,
)
from gkscrape.portals.family import family_of_address
from gkscrape.portals.links import Link
from gkscrape.portals.walk import Limits

from .all import FLEET
from .conftest import Search
from .model import Portal

Patch = pytest.MonkeyPatch
Ignorance = Callable[[Patch], None]


def replaced(target: object, name: str, value: object) -> Ignorance:
    return lambda patch: patch.setattr(target, name, value)


def without(adapter: str) -> Ignorance:
    kept = tuple(one for one in families.ADAPTERS if type(one).__name__ != adapter)
    return replaced(families, "ADAPTERS", kept)


def counting_upwards(self: object, page: links.Page, seen: object) -> list[str]:
    return [links.canonical(page.url, f"/zwgk/nb/{number}.htm") or "" for number in (2, 3)]


def counting_from_1(self: object, page: links.Page, seen: object) -> list[str]:
    return [links.canonical(page.url, f"/e/action/ListInfo/?classid=7&page={n}") or "" for n in (2, 3)]


def one_based(pager: trs._Pager, page: links.Page, number: int) -> str:
    return links.canonical(page.url, f"{pager.name}_{number + 1}.{pager.extension}") or ""


def only_from_zero(self: object, page: links.Page, seen: object) -> list[str]:
    pager = trs._pager(page)
    return [pager.url(page, number) for number in range(1, pager.pages)] if pager else []


def stubs_are_pages(patch: Patch) -> None:
    patch.setattr(walk, "classify", lambda *_: None)
    patch.setattr(walk._Course, "_take", lambda self, page: bool(self.pages.append(page)) or True)


def with_address(change: Callable[[str], str]) -> Ignorance:
    real = jpage._address

    def address(proxy: str, ids: dict[str, str], number: int, length: int) -> str:
        return change(real(proxy, ids, number, length))

    return replaced(jpage, "_address", address)


def every_link_is_a_record(self: feeds._Gathered, total: int | None) -> feeds.Feed:
    return feeds.Feed(tuple(self.links), tuple(url for url, _ in self.links), (), total)


def asks_until_nothing_comes(patch: Patch) -> None:
    patch.setattr(feeds, "_TOTALS", ())
    patch.setattr(gkmlpt.GkmlptList, "is_trial", lambda *_: False)


def only_the_first(self: epoint.EpointList, page: links.Page, seen: object) -> list[str]:
    return REAL_EPOINT(self, page, {})[:1]


def fifty_at_once(api: str, column: str, first: int, length: int) -> str:
    return REAL_TRUECMS(api, column, first, 50)


def without_query(url: str) -> str:
    return links.key(url.partition("?")[0])


def as_declared(patch: Patch) -> None:
    def decode(body: bytes, charset: str | None) -> tuple[str, str]:
        return body.decode(charset or "utf-8", errors="replace"), charset or "utf-8"

    patch.setattr(opening, "decode", decode)


def everywhere(self: walk.Opener, url: str) -> bool:
    return True


def from_the_root(base: str, href: str) -> str:
    return urljoin(urljoin(base, "/"), href)


def no_folders(link: Link, in_column: bool) -> bool:
    return not links.is_directory(link.url) and REAL_IS_REPORT(link, in_column)


def of_one_shape(link: Link, in_column: bool) -> bool:
    return family_of_address(link.url).family == "content-id" and REAL_IS_REPORT(link, in_column)


def by_the_folder(url: str, title: str, visit: discover._Visit, list_url: str) -> Found:
    found = REAL_FOUND(url, title, visit, list_url)
    year = re.search(r"/(20\d\d)", url)
    return replace(found, year=int(year[1]) if year else found.year)


def in_one_folder(page: str, url: str) -> bool:
    return links.directory(page) == links.directory(url)


def begins_like(url: str, places: tuple[str, ...]) -> bool:
    return not places or any(place in url for place in places)


REAL_IS_REPORT = discover._is_report_link
REAL_FOUND = discover._found
REAL_TRUECMS = truecms._address
REAL_EPOINT = epoint.EpointList.next_pages
REAL_LINKS = annual_module.drawn_links


def taken_for_granted(page: links.Page) -> list[Link]:
    return [Link(link.url, link.text) for link in REAL_LINKS(page)]


def digits_only() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(one.pattern.replace(annual_module._CODE, r"\d{12,18}")) for one in annual_module._CODED
    )


def first_column(named: str, source: str) -> str:
    return "38939"


NEVER = re.compile("(?!)")
TRAPS: dict[str, tuple[str, Ignorance]] = {
    "TRS counts from 0": ("trs.zero", replaced(trs._Pager, "url", one_based)),
    "TRS's relatives count from 1": ("trs.one", replaced(trs.TrsList, "next_pages", only_from_zero)),
    "a stub with status 200 is no page": ("trs.stub", stubs_are_pages),
    "later pages have another extension": (
        "trs.extension",
        replaced(trs._Pager, "renamed", lambda _: ()),
    ),
    "mobile twins": ("trs.wap", replaced(links, "_MOBILE_TWIN", NEVER)),
    "a cap on static pages": ("trs.cap", replaced(walk, "_ABSENT_IN_A_ROW", 10**6)),
    "addresses that begin at their page": ("trs.zero", replaced(links, "urljoin", from_the_root)),
    "a challenge in the middle": ("trs.lost", replaced(walk, "classify", lambda *_: None)),
    "a proxy that honours only page": (
        "jpage.page",
        with_address(lambda url: re.sub(r"page=\d+&col", "page=1&col", url)),
    ),
    "a proxy that honours only startrecord": (
        "jpage.numbers",
        with_address(lambda url: re.sub(r"startrecord=\d+", "startrecord=1", url)),
    ),
    "a proxy that cuts large pages": ("jpage.short", replaced(jpage, "_length", lambda _: 45)),
    "a proxy with nothing to say": (
        "jpage.rendered",
        replaced(jpage.JpageList, "is_trial", lambda *_: False),
    ),
    "a proxy that answers only a form": ("jpage.posted", replaced(jpage, "_posted", jpage._address)),
    "a proxy of another folder and name": (
        "jpage.several",
        replaced(jpage, "_PROXY", re.compile(r"""["'](/module/web/jpage/dataproxy\.jsp)(\?[^"']*)?["']""")),
    ),
    "ids in the proxy's address": (
        "jpage.several",
        replaced(jpage, "_PROXY", re.compile(r"""["']([^"'<>\s?]*dataproxy\.jsp)()""")),
    ),
    "an answer that is a script's array": ("jpage.literal", replaced(feeds, "_read_script", lambda _: None)),
    "a script that wants a Referer": (
        "truecms.referer",
        replaced(truecms.TruecmsList, "wants_referer", False),
    ),
    "a script that gives few records at once": (
        "truecms.referer",
        replaced(truecms, "_address", fifty_at_once),
    ),
    "XML in a string in a call": (
        "truecms.referer",
        replaced(feeds._Gathered, "_take_records", lambda *_: None),
    ),
    "an API that only a script names": ("intertid.ids", without("IntertidList")),
    "an API that no page names": ("info-open.written", without("InfoOpenList")),
    "columns that a script joins": ("info-open.joined", replaced(info_open, "_columns", first_column)),
    "a call that is commented out": ("info-open.written", replaced(info_open, "_COMMENT", NEVER)),
    "a search that answers only a form": (
        "disclosure.posted",
        replaced(disclosure_search, "_posted", disclosure_search._address),
    ),
    "categories in a frame's tree": ("disclosure.tree", replaced(disclosure_search, "_NODE", NEVER)),
    "a tree in the menu": ("disclosure.menu", replaced(families, "_DRAWERS", ())),
    "a search that ignores the page number": (
        "disclosure.deaf",
        replaced(disclosure_search.DisclosureSearchList, "is_of_list", lambda *_: True),
    ),
    "a column by number of its index": ("chengdu.index", without("NumberedList")),
    "a page's number in the query": ("deyang.query", without("NumberedList")),
    "pages told apart by their query": ("odd.offsets", replaced(walk, "key", without_query)),
    "GBK that nothing declares": ("hex32.years", as_declared),
    "a column divided by years": ("generic.years", replaced(discover, "leads_to_group", lambda _: False)),
    "organs of another county on the host": (
        "odd.prefecture",
        replaced(walk.Opener, "is_within", everywhere),
    ),
    "a county whose number begins like another's": (
        "odd.prefecture",
        replaced(walk, "lies_within", begins_like),
    ),
    "records with a second link": (
        "jpage.numbers",
        replaced(feeds._Gathered, "as_feed", every_link_is_a_record),
    ),
    "years without a report": ("annual.tree", replaced(families, "_DRAWERS", (taken_for_granted,))),
    "credit codes of organs": ("annual.credit", replaced(annual_module, "_CODED", digits_only())),
    "jpaas pages only by paramJson": (
        "jpaas.paged",
        replaced(jpaas, "_numbered", lambda url, n: f"{url}&pageNo={n}"),
    ),
    "an API that ignores the page number": (
        "jpaas.ignored",
        replaced(walk, "_missing", lambda *_, **__: ()),
    ),
    "categories in a script's tree": ("gkmlpt.paged", replaced(families, "_DRAWERS", ())),
    "all at once, and no second page": ("gkmlpt.once", asks_until_nothing_comes),
    "Epoint counts from 1": ("epoint.one", replaced(epoint.EpointList, "next_pages", only_the_first)),
    "the site's id is in another script": (
        "epoint.zero",
        replaced(epoint.EpointList, "script", lambda *_: None),
    ),
    "buttons instead of links": ("jeecms.buttons", without("JeecmsList")),
    "pages that only a script knows": ("nfcms.script", without("NumberedList")),
    "page_1.html without a pager": ("anhui.list", without("NumberedList")),
    "organs beside each other": (
        "anhui.openness",
        replaced(discover, "module_folder", lambda _: None),
    ),
    "VSB counts downwards": ("vsb.paged", replaced(lists.PlainList, "next_pages", counting_upwards)),
    "older pages asked of a script": ("vsb.query", replaced(lists, "_may_follow", in_one_folder)),
    "EmpireCMS counts from 0": (
        "empirecms.paged",
        replaced(lists.PlainList, "next_pages", counting_from_1),
    ),
    "a report that is an index page": (
        "numeric-columns.paged",
        replaced(discover, "_is_report_link", no_folders),
    ),
    "two generations of software": ("odd.migrated", replaced(discover, "_is_report_link", of_one_shape)),
    "a folder's year is not the report's": ("dedecms.years", replaced(discover, "_found", by_the_folder)),
    "groups of organs": ("trs.organs", replaced(discover, "leads_to_group", lambda _: False)),
    "another list's 下一页": ("odd.drift", replaced(lists, "_may_follow", lambda *_: True)),
    "a server that ignores the page number": ("odd.deaf", stubs_are_pages),
    "a list in a frame": ("odd.frames", replaced(links, "_FRAME", NEVER)),
    "menus of pictures": ("odd.pictures", replaced(html, "_ENTER", {**html._ENTER, "img": lambda *_: None})),
    "organs with columns of their own": (
        "odd.subsites",
        replaced(discover, "names_an_organ", lambda _: False),
    ),
    "a page that is the report": (
        "odd.folders",
        replaced(discover._Search, "_as_report", lambda *_: iter(())),
    ),
    "http and https": ("odd.spellings", replaced(discover, "key", lambda url: url)),
    "a page that has moved": ("odd.moved", replaced(walk.Opener, "_leads_on", lambda *_: False)),
    "a picture edition": (
        "odd.renditions",
        replaced(discover, "without_rendition", lambda text: (text, False)),
    ),
    "look-alikes in the list": (
        "generic.paged",
        replaced(discover, "_is_report_link", lambda link, in_column: "报告" in link.text),
    ),
    "titles cut short": ("hex24.organs", replaced(html, "_CUT", ("\0",))),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_catches_who_ignores_it(trap: str, search: Search, monkeypatch: Patch) -> None:
    key, ignore = TRAPS[trap]
    assert is_right(FLEET[key], search)
    ignore(monkeypatch)
    assert not is_right(FLEET[key], search)


def is_right(portal: Portal, search: Search) -> bool:
    """Whether exactly the reports of a portal are found with their years, and exactly its troubles told."""
    found, broken = search(portal, Limits(within=portal.within, pages=80, list_pages=60))
    told = len(broken) == len(portal.troubles) and all(
        words in one.reason for words, one in zip(portal.troubles, broken, strict=True)
    )
    expected = sorted((portal.url(path), entry.year) for path, entry in portal.reports.items())
    return told and [(one.url, one.year) for one in found] == expected

"""Portals whose lists are links: every family told by its addresses, and each way to divide a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .model import Entry, Portal, by_path
from .pages import ORGANS, disclosure, home, items, listing, page

Address = Callable[[int, int], str]
Pager = Callable[[int], str]
YEARS = (2012, 2017, 2022)
HEX = "0123456789abcdef"


def hexes(number: int, length: int) -> str:
    return (f"{number * 7919:x}" + HEX * 3)[:length]


ADDRESSES: dict[str, Address] = {
    "trs": lambda n, y: f"/zwgk/nb/{y + 1}01/t{y + 1}0120_{4000 + n}.html",
    "hanweb": lambda n, y: f"/art/{y + 1}/1/2{n % 9}/art_15445_{3300 + n}.html",
    "nfcms": lambda n, y: f"/zwgk/nb/content/post_{2200 + n}.html",
    "anhui-public": lambda n, y: f"/public/21981/{23600 + n}.html",
    "vsb": lambda n, y: f"/info/1050/{6400 + n}.htm",
    "hex32": lambda n, y: f"/qxx/c104973/{y + 1}02/{hexes(n, 32)}.shtml",
    "hex24": lambda n, y: f"/zwgk/nb/bm/{hexes(n, 24)}.html",
    "content-id": lambda n, y: f"/zwgk/nb/{y}/content_{1645 + n}",
    "c01": lambda n, y: f"/hebqx/c111204/{y + 1}01/c01_{591 + n}.shtml",
    "date-id": lambda n, y: f"/{y + 1}/01-{10 + n % 19}/{8060 + n}.html",
    "numeric-columns": lambda n, y: f"/25074/25162/{37354 + n}/index.htm",
    "siteserver": lambda n, y: f"/contents/31/{4500 + n}.html",
    "empirecms": lambda n, y: f"/e/action/ShowInfo.php?classid=7&id={300 + n}",
    "phpcms": lambda n, y: f"/show-31-{400 + n}-1.html",
    "dedecms": lambda n, y: f"/a/nb/{y + 1}/0120/{700 + n}.html",
    "powereasy": lambda n, y: f"/Item/{1200 + n}.aspx",
    "generic": lambda n, y: f"/xxgk-show-{191200 + n}.html",
}
COLUMNS: dict[str, tuple[str, Pager]] = {
    "empirecms": ("/e/action/ListInfo/?classid=7", lambda n: f"/e/action/ListInfo/?classid=7&page={n - 1}"),
    "phpcms": ("/lists-31-1.html", lambda n: f"/lists-31-{n}.html"),
    "dedecms": ("/a/nb/list_7_1.html", lambda n: f"/a/nb/list_7_{n}.html"),
    "powereasy": ("/Category_31/Index_1.aspx", lambda n: f"/Category_31/Index_{n}.aspx"),
    "siteserver": ("/channels/31.html", lambda n: f"/channels/31_{n}.html"),
    "vsb": ("/zwgk/nb.htm", lambda n: f"/zwgk/nb/{4 - n}.htm"),
}


def entries(
    family: str, organs: Sequence[str] = ORGANS, years: Sequence[int] = YEARS, first: int = 0
) -> list[Entry]:
    pairs = [(organ, year) for year in years for organ in organs]
    return [Entry(ADDRESSES[family](first + n, year), organ, year) for n, (organ, year) in enumerate(pairs)]


def put_way_in(portal: Portal, column: str) -> None:
    portal.put("/", home("/zwgk/"))
    portal.put("/zwgk/", disclosure(column))


def next_link(here: int, pages: int, pager: Pager) -> str:
    following = (
        f'<a href="{pager(here + 1)}">下一页</a><a href="{pager(pages)}">尾页</a>' if here < pages else ""
    )
    return f"<div>共{pages}页 {following}</div>"


def paged(family: str, key: str) -> Portal:
    """One column over several pages, joined by 下一页."""
    every = entries(family, ORGANS[:3])
    column, pager = COLUMNS.get(family, ("/zwgk/nb/", lambda n: f"/zwgk/nb/list_{n}.html"))
    portal = Portal(key, family, by_path(every), column)
    put_way_in(portal, column)
    pages = [every[at : at + 3] for at in range(0, len(every), 3)]
    for number, part in enumerate(pages, 1):
        path = column if number == 1 else pager(number)
        portal.put(path, listing(part, next_link(number, len(pages), pager), look_alikes=number == 1))
    return portal


def by_years(family: str, key: str) -> Portal:
    """A column divided by years, in GBK that nothing declares; the folders' years are not the reports'."""
    every = entries(family, ORGANS[:3])
    portal = Portal(key, family, by_path(every), "/zwgk/nb/", charset="gb18030")
    put_way_in(portal, "/zwgk/nb/")
    parts = [(f"/zwgk/nb/{year + 1}n/", f"{year}年") for year in YEARS]
    portal.put("/zwgk/nb/", page(f"<ul>{items(parts)}</ul>", title="政府信息公开年报"))
    for (path, _), year in zip(parts, YEARS, strict=True):
        portal.put(path, listing([entry for entry in every if f"{year}年" in entry.title]))
    return portal


def by_organs(family: str, key: str) -> Portal:
    """A column divided by groups of organs, and these by organs; cut titles are whole in their attributes."""
    portal = Portal(key, family, {}, "/zwgk/nb/")
    put_way_in(portal, "/zwgk/nb/")
    groups = (("/zwgk/nb/bm/", "县政府部门"), ("/zwgk/nb/xz/", "乡镇年报"))
    portal.put("/zwgk/nb/", page(f"<ul>{items(groups)}</ul>", title="政府信息公开年报"))
    for at, (group, organs) in enumerate(((groups[0][0], ORGANS[1:3]), (groups[1][0], ORGANS[3:4]))):
        names = [(f"{group}o{number}/", organ) for number, organ in enumerate(organs)]
        portal.put(group, page(f"<ul>{items(names)}</ul>", title="政府信息公开年报"))
        for number, (path, organ) in enumerate(names):
            own = entries(family, [organ], YEARS, first=100 * at + 10 * number)
            cut = "".join(f'<a href="{e.path}" title="{e.title}">{e.title[:14]}…</a>' for e in own)
            portal.put(path, page(cut, title=organ))
            portal.reports |= by_path(own)
    return portal


def fleet() -> Iterator[Portal]:
    """Each family three times."""
    for family in ADDRESSES:
        if family != "trs":
            yield paged(family, f"{family}.paged")
        if family not in ("empirecms", "trs"):
            yield by_years(family, f"{family}.years")
    for family in ("trs", "hanweb", "vsb", "hex32", "hex24", "content-id", "generic"):
        yield by_organs(family, f"{family}.organs")

"""Whose portal it is: the name that it gives itself, and the division that its signs agree on."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from gkscrape.documents import Document, open_document
from gkscrape.portals.catalogue import Portal
from gkscrape.portals.discover import Found
from gkscrape.portals.shared import Share
from gkscrape.record import Fetched
from gkscrape.regions import Resolution, load_regions
from gkscrape.text import clean

_SIGNS_WANTED = 2
_TITLES_READ = 20
_CODE = re.compile(r"\d{10}")
_SEAM = re.compile(r"[|_—>»]+|\s-+\s|-{2,}")
_SITE_WORDS = re.compile("中国[·.]|(?:门户|官方|政务)?(?:网站|网)(?:首页|欢迎您?)?$|首页$|欢迎(?:您|访问)?")
_IMPRINT = re.compile("主办|承办|地址|备案|版权")


def with_name(
    entry: Portal, home_page: Fetched, share: Share | None, found: tuple[Found, ...]
) -> tuple[Portal, str]:
    """The entry with name and region, and why its region is what it is.

    On a shared host the name is of the titles, which then are no sign of their own for the region.
    """
    document = open_document(home_page.body, home_page.media_type, home_page.charset)
    name = share.division if share else _name(document) or urlsplit(entry.home).netloc
    region = _region(name, document, () if share else found)
    settled = region.region is not None and len(region.signs) >= _SIGNS_WANTED
    code = region.region.code if region.region and settled else None
    return replace(entry, name=name, region=code), _said(region)


def _name(document: Document) -> str:
    """What the site calls itself: its own mark, else the part of its title that is not furniture."""
    meta = dict(document.meta)
    parts = [meta.get("sitename", ""), *_SEAM.split(document.title or "")]
    return next((name for part in parts if (name := _SITE_WORDS.sub("", clean(part)).strip(" -·"))), "")


def _region(name: str, document: Document, found: tuple[Found, ...]) -> Resolution:
    code = dict(document.meta).get("siteidcode", "")
    imprint = [line.text for line in document.lines if _IMPRINT.search(line.text)]
    titles = [one.title for one in found[:_TITLES_READ]]
    return load_regions().resolve(
        name,
        max(region.last_year for region in load_regions()),
        code_hints=[code[:6]] if _CODE.fullmatch(code) else [],
        elsewhere=[*imprint, *titles],
    )


def _said(region: Resolution) -> str:
    if region.region is None:
        named = ", ".join(f"{one.code} {one.name}" for one in region.candidates)
        return (
            f"not settled, the signs do not agree on one of: {named}" if named else "no sign names a division"
        )
    signs = " and ".join(sign.value for sign in region.signs)
    settled = "" if len(region.signs) >= _SIGNS_WANTED else "; one sign is not enough, so it is left out"
    return f"{region.region.code} {region.region.name} by {signs}{settled}"

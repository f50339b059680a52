"""Which adapters there are: the pagers in the order in which a page is shown to them, and the drawn links."""

from __future__ import annotations

from dataclasses import replace

from gkscrape.portals import annual_module, disclosure_search, gkmlpt
from gkscrape.portals.disclosure_search import DisclosureSearchList
from gkscrape.portals.epoint import EpointList
from gkscrape.portals.gkmlpt import GkmlptList
from gkscrape.portals.info_open import InfoOpenList
from gkscrape.portals.intertid import IntertidList
from gkscrape.portals.jeecms import JeecmsList
from gkscrape.portals.jpaas import JpaasList
from gkscrape.portals.jpage import JpageList
from gkscrape.portals.links import Page
from gkscrape.portals.lists import ListAdapter, PlainList
from gkscrape.portals.numbered import NumberedList
from gkscrape.portals.trs import TrsList
from gkscrape.portals.truecms import TruecmsList

ADAPTERS: tuple[ListAdapter, ...] = (
    JpageList(),
    DisclosureSearchList(),
    TruecmsList(),
    JpaasList(),
    GkmlptList(),
    EpointList(),
    IntertidList(),
    InfoOpenList(),
    JeecmsList(),
    TrsList(),
    PlainList(),
    NumberedList(),
)
_DRAWERS = (gkmlpt.drawn_links, annual_module.drawn_links, disclosure_search.drawn_links)


def adapter_for(page: Page) -> ListAdapter | None:
    """The adapter for a list that goes on behind this page; None where nothing says that it does."""
    return next((adapter for adapter in ADAPTERS if adapter.recognises(page)), None)


def with_drawn_links(page: Page) -> Page:
    """The page with the links that its scripts would draw."""
    drawn = tuple(link for drawer in _DRAWERS for link in drawer(page))
    return replace(page, links=(*page.links, *drawn)) if drawn else page

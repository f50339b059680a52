"""Portals of the catalogue: the plan of a crawl for each, surveys of new ones, and checks of entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gkscrape.errors import UsageError
from gkscrape.fetch import Fetcher
from gkscrape.portals import Scripts
from gkscrape.portals.catalogue import Portal, find_portal, load_catalogue
from gkscrape.portals.links import canonical
from gkscrape.portals.survey import Checked, Survey, check, survey, twin_hosts
from gkscrape.run.nightly import Visit
from gkscrape.run.plan import CrawlPlan, fetch_settings
from gkscrape.store import PortalRow


def plan_for(name: str, plan: CrawlPlan, own: Path | None) -> CrawlPlan:
    """The plan for a portal's id or a bare address. Raises UsageError for an id that has no entry."""
    if "://" in name:
        return replace(plan, start=name)
    return of_entry(find_portal(name, own), plan)


def of_entry(portal: Portal, plan: CrawlPlan) -> CrawlPlan:
    """The plan for an entry of the catalogue."""
    return replace(
        plan,
        start=portal.start,
        hosts=frozenset(portal.hosts),
        within=portal.within,
        legacy_tls=portal.legacy_tls,
        entry=PortalRow(portal.id, portal.name, portal.home, portal.region),
    )


def visits(names: Sequence[str], plan: CrawlPlan, own: Path | None) -> Iterator[Visit]:
    """A visit of a night for each id or address; for each entry of the catalogue where none is given."""
    for name in names:
        if "://" in name:
            yield Visit(replace(plan, start=name), name)
    entries = [find_portal(name, own) for name in names if "://" not in name]
    for entry in entries or ([] if names else load_catalogue(own).values()):
        yield Visit(of_entry(entry, plan), entry.name, entry.expect)


def survey_portal(url: str, plan: CrawlPlan) -> Survey:
    """What a portal is, asked politely.

    Raises UsageError for what is no address, FetchError and InputError where it cannot be found out.
    """
    if canonical(url, "") is None:
        raise UsageError(f"{url}: no address; write it out, as in https://www.example.gov.cn/")
    with _asking(replace(plan, start=url, hosts=twin_hosts(url))) as fetcher:
        return survey(url, fetcher.get, Scripts(fetcher.post, fetcher.get_from))


def check_portal(portal: Portal, plan: CrawlPlan) -> Checked:
    """A whole search by an entry, held against what the entry says."""
    with _asking(of_entry(portal, plan)) as fetcher:
        return check(portal, fetcher.get, Scripts(fetcher.post, fetcher.get_from))


@contextmanager
def _asking(plan: CrawlPlan) -> Iterator[Fetcher]:
    with Fetcher(fetch_settings(plan)) as fetcher:
        yield fetcher

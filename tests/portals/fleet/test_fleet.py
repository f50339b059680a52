"""The whole fleet, asked over HTTP from bare home pages: exactly its reports, none missing, none false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from gkscrape.fetch import Fetcher, FetchSettings
from gkscrape.manners import own_hosts
from gkscrape.portals import Broken, Found, find_reports
from gkscrape.portals.catalogue import as_toml, read_portal
from gkscrape.portals.survey import survey, twin_hosts

from .all import FLEET
from .model import Portal
from .server import serve

Places = Mapping[str, tuple[str, int]]


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    with serve(FLEET) as where:
        yield where


def fetcher(portal: Portal, places: Places, hosts: frozenset[str]) -> Fetcher:
    settings = FetchSettings(
        contact="mailto:crawler@example.org", allowed_hosts=hosts, delay=0.0, retries=0, resolve=places
    )
    return Fetcher(settings)


def search(portal: Portal, places: Places) -> tuple[list[Found], list[Broken]]:
    start = portal.url(portal.start)
    with fetcher(portal, places, own_hosts(start)) as one:
        events = list(find_reports(start, one.get, post=one.post))
    return (
        [event for event in events if isinstance(event, Found)],
        [event for event in events if isinstance(event, Broken)],
    )


def test_the_fleet_is_large() -> None:
    assert len(FLEET) >= 60


@pytest.mark.parametrize("host", FLEET)
def test_exactly_its_reports(host: str, places: Places) -> None:
    portal = FLEET[host]
    found, broken = search(portal, places)
    assert sorted(one.url for one in found) == sorted(map(portal.url, portal.reports))
    reasons = [one.reason for one in broken]
    assert len(reasons) == len(portal.troubles), reasons
    assert all(words in reason for words, reason in zip(portal.troubles, reasons, strict=True)), reasons


@pytest.mark.parametrize("host", [host for host, portal in FLEET.items() if portal.reports])
def test_the_entry_that_add_writes(host: str, places: Places, tmp_path: object) -> None:
    portal = FLEET[host]
    start = portal.url("/")
    with fetcher(portal, places, twin_hosts(start)) as one:
        entry = survey(start, one.get, one.post).portal
    assert entry.family == portal.family
    assert entry.column == (portal.url(portal.column) if portal.column else None)
    assert (entry.name, entry.home, entry.region) == (f"{portal.name}人民政府", start, None)
    assert entry.charset == (None if portal.charset == "utf-8" else portal.charset)
    assert entry.expect.reports == len(portal.reports)
    path = tmp_path / f"{entry.id}.toml"  # type: ignore[operator]
    path.write_text(as_toml(entry), encoding="utf-8")
    assert read_portal(path) == entry

"""The fleet, asked over HTTP from bare home pages: the entries that it is worth, and what its ways tell.

That exactly its reports are found and read is held where it is crawled, in `tests/end_to_end/test_fleet.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.manners import own_hosts
from gkscrape.portals import Found, Limits, Scripts, find_reports
from gkscrape.portals.catalogue import Expectation, read_portal, write_portal
from gkscrape.portals.catalogue import Portal as Entry
from gkscrape.portals.family import load_families
from gkscrape.portals.survey import survey, twin_hosts

from .all import FLEET
from .conftest import Asker, Search
from .model import Portal


def test_the_fleet_is_large_and_has_every_family() -> None:
    assert len(FLEET) >= 60
    assert {portal.family for portal in FLEET.values()} >= {family.id for family in load_families()}


@pytest.mark.parametrize(
    "key", [key for key, portal in FLEET.items() if portal.reports and not portal.within]
)
def test_the_entry_that_add_writes(key: str, asker: Asker, tmp_path: Path) -> None:
    portal = FLEET[key]
    start = portal.url("/")
    with asker(twin_hosts(start)) as one:
        entry = survey(start, one.get, Scripts(one.post, one.get_from)).portal
    assert entry == expected_entry(portal)
    assert read_portal(write_portal(entry, tmp_path)) == entry


def expected_entry(portal: Portal) -> Entry:
    """What a person who has seen the portal would write."""
    return Entry(
        id=portal.place.replace(":", "-"),
        name=f"{portal.county}县人民政府",
        home=portal.url("/"),
        family=portal.family,
        hosts=(portal.place,),
        column=portal.url(portal.column) if portal.column else None,
        charset=None if portal.charset == "utf-8" else portal.charset,
        expect=Expectation(reports=len(portal.reports)),
    )


def test_a_shared_host_is_added_as_a_whole(asker: Asker) -> None:
    portal = FLEET["odd.prefecture"]
    start = portal.url("/")
    with asker(twin_hosts(start)) as one:
        entry = survey(start, one.get).portal
    assert (entry.column, entry.within, entry.expect.reports) == (None, (), len(portal.reports) + 1)


def test_what_robots_forbid_is_named_and_not_asked(search: Search) -> None:
    _, broken = search(FLEET["odd.robots"])
    assert [one.forbidden for one in broken] == [True]


def test_only_a_part_of_a_shared_host(search: Search) -> None:
    portal = FLEET["odd.subsites"]
    limits = Limits(hosts=own_hosts(portal.root), within=("/o1/", "/o2/"))
    found, broken = search(portal, limits)
    assert broken == []
    assert found == sorted(portal.url(path) for path in portal.reports if path.startswith(("/o1/", "/o2/")))


def test_an_organ_is_known_from_the_way_where_the_title_names_none(asker: Asker) -> None:
    portal = FLEET["odd.subsites"]
    start = portal.url("/")
    with asker(own_hosts(start)) as one:
        events = [event for event in find_reports(start, one.get) if isinstance(event, Found)]
    assert {event.unit_hint for event in events if "/o1/" in event.url} == {portal.own("青溪县教育局")}


def test_a_page_that_is_the_report_comes_along(asker: Asker) -> None:
    start = FLEET["odd.folders"].url("/")
    with asker(own_hosts(start)) as one:
        events = [event for event in find_reports(start, one.get) if isinstance(event, Found)]
    assert [event.fetched is not None for event in events] == [True, True]

"""The fleet, asked over HTTP from bare home pages: the entries that it is worth, and what its ways tell.

That exactly its reports are found and read is held where it is crawled, in `tests/end_to_end/test_fleet.py`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gkscrape.manners import own_hosts
from gkscrape.portals import Found, Limits, Scripts, find_reports
from gkscrape.portals.catalogue import Expectation, read_portal, write_portal
from gkscrape.portals.catalogue import Portal as Entry
from gkscrape.portals.family import load_families
from gkscrape.portals.survey import check, survey, twin_hosts

from .all import FLEET
from .conftest import Asker, Search
from .model import Portal
from .odd import NEIGHBOURS


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


def test_a_shared_host_is_added_as_a_whole_by_its_home_page(asker: Asker) -> None:
    portal = FLEET["odd.prefecture"]
    start = portal.url("/")
    with asker(twin_hosts(start)) as one:
        found = survey(start, one.get)
    entry = found.portal
    assert (entry.id, entry.name) == (portal.place.replace(":", "-"), "北山市人民政府")
    assert (entry.column, entry.within, found.share) == (None, (), None)
    assert entry.expect.reports == len(portal.reports) + len(NEIGHBOURS)


def test_a_county_on_a_shared_host_is_added_alone_by_its_list(asker: Asker, tmp_path: Path) -> None:
    portal = FLEET["odd.prefecture"]
    start = portal.url("/year.aspx?dept=206")
    with asker(twin_hosts(start)) as one:
        found = survey(start, one.get)
        checked = check(found.portal, one.get)
    assert found.portal == replace(
        expected_entry(portal),
        id=f"{portal.place.replace(':', '-')}-206",
        name=f"{portal.county}县",
        within=("/year.aspx?dept=206", "/year_details.aspx?dept=206"),
    )
    assert found.share is not None
    assert found.share.others == (("/year.aspx?dept=2061", "远县"), ("/year.aspx?dept=207", "临县"))
    assert sorted(event.url for event in checked.found) == sorted(map(portal.url, portal.reports))
    assert (checked.broken, checked.problems) == ((), ())
    assert read_portal(write_portal(found.portal, tmp_path)) == found.portal


def test_what_robots_forbid_is_named_and_not_asked(search: Search) -> None:
    _, broken = search(FLEET["odd.robots"])
    assert [one.forbidden for one in broken] == [True]


def test_only_a_part_of_a_shared_host(search: Search) -> None:
    portal = FLEET["odd.subsites"]
    limits = Limits(hosts=own_hosts(portal.root), within=("/o1/", "/o2/"))
    found, broken = search(portal, limits)
    assert broken == []
    own = sorted(portal.url(path) for path in portal.reports if path.startswith(("/o1/", "/o2/")))
    assert [one.url for one in found] == own


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

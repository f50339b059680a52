"""The whole fleet, crawled as a person would: exactly its reports in the database, as they are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from gkscrape.archive import Archive
from gkscrape.portals.attachments import FAULT as TABLES_ELSEWHERE
from gkscrape.record import Kind, Report, Status
from gkscrape.store import open_store

from ..portals.fleet.all import FLEET
from ..portals.fleet.model import Entry, Portal
from ..portals.fleet.reports import figures, has_tables
from ..portals.fleet.server import serve
from .shell import gkscrape

BAD = ("broken", "forbidden", "refused")
Known = set[tuple[str, int, str]]


class Crawled(NamedTuple):
    """What one crawl of all portals left behind, and what it told."""

    database: str
    archive: Path
    status: int
    events: list[dict[str, str]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with pytest.MonkeyPatch.context() as patch, serve(list(FLEET.values())):
        patch.setenv("GKSCRAPE_CONTACT", "mailto:crawler@example.org")
        patch.setenv("GKSCRAPE_PORTALS", str(tmp_path_factory.mktemp("own")))
        for portal in FLEET.values():
            if portal.within:
                column = portal.url(portal.start)
                added = gkscrape(
                    "portals", "add", column, "--id", portal.key, "--allow-private", "--delay", 0
                )
                assert added.status == 0, added.err
        yield crawl(FLEET.values(), tmp_path_factory.mktemp("fleet"))


def crawl(portals: Iterable[Portal], folder: Path) -> Crawled:
    """Crawl portals from their home pages, or by the entries that were added, into a folder, in one call."""
    database, archive = str(folder / "g.db"), folder / "archive"
    homes = [portal.key if portal.within else portal.url(portal.start) for portal in portals]
    where = ("--db", database, "--archive", archive, "--allow-private", "--delay", 0, "--json")
    answer = gkscrape("crawl", *homes, *where)
    return Crawled(database, archive, answer.status, [json.loads(line) for line in answer.out.splitlines()])


def read_of(portal: Portal) -> list[Entry]:
    """The reports of a portal that hold a text."""
    return [entry for path, entry in portal.reports.items() if path not in portal.unread | portal.copies]


def expected(portal: Portal) -> Known:
    return {(portal.own(entry.organ), entry.year, portal.url(entry.path)) for entry in read_of(portal)}


def on(portal: Portal, url: str) -> bool:
    return url.startswith((f"{portal.root}/", portal.root.replace("http:", "https:") + "/"))


def printed(report: Report) -> dict[str, Decimal]:
    """The figures that were read; each must stand in print, and nothing else may be one."""
    assert {cell.status for cell in report.cells} == {Status.PRINTED}
    assert {cell.kind for cell in report.cells} == {Kind.NUMBER, Kind.BLANK}
    return {cell.indicator: cell.value for cell in report.cells if cell.value is not None}


def test_hosts_of_their_own(crawled: Crawled) -> None:
    hosts = {portal.place.partition(":")[0] for portal in FLEET.values()}
    assert len(hosts) == len(FLEET) >= 60
    assert all(host.startswith("127.0.0.") for host in hosts)


def test_exactly_the_expected_reports_none_missing_none_false(crawled: Crawled) -> None:
    with open_store(crawled.database) as store:
        stored = {(entry.unit.name, entry.year, entry.url) for entry in store.reports()}
    assert stored == set().union(*map(expected, FLEET.values()))


@pytest.mark.parametrize("key", FLEET)
def test_what_a_portal_does_not_give_is_told_and_nothing_else(crawled: Crawled, key: str) -> None:
    portal = FLEET[key]
    told = [event["message"] for event in crawled.events if on(portal, event["url"]) and event["what"] in BAD]
    expected_words = (*portal.troubles, *portal.refusals)
    assert len(told) == len(expected_words), told
    assert all(words in message for words, message in zip(expected_words, told, strict=True)), told


def test_a_portal_of_no_known_family_says_so_and_no_other(crawled: Crawled) -> None:
    told = {event["url"] for event in crawled.events if event["what"] == "generic"}
    unknown = [one for one in FLEET.values() if one.family == "generic" and one.reports and not one.within]
    assert told == {portal.url(portal.start) for portal in unknown}


def test_files_and_pictures_lie_in_the_archive_as_they_came(crawled: Crawled) -> None:
    archive = Archive(crawled.archive)
    kept = {capture.url: archive.body(capture) for capture in archive.captures()}
    wanted = {portal.url(path): portal.pages[path].body for portal in FLEET.values() for path in portal.files}
    assert {url: kept[url] for url in wanted} == wanted
    told = {event["url"] for event in crawled.events if event["what"] == "attached"}
    assert told == set(wanted)


def test_what_is_known_is_not_asked_for_again(crawled: Crawled, tmp_path: Path) -> None:
    portal = FLEET["odd.attached"]
    once = crawl([portal], tmp_path)
    assert portal.files <= set(portal.asked)
    portal.asked.clear()
    again = crawl([portal], tmp_path)
    assert not {*portal.files, *portal.reports} & set(portal.asked)
    assert {event["what"] for event in once.events} == {"found", "new", "attached", "refused"}
    assert {event["what"] for event in again.events} == {"found"}


def test_a_report_says_that_its_tables_stand_elsewhere(crawled: Crawled) -> None:
    portal = FLEET["odd.attached"]
    with open_store(crawled.database) as store:
        faulty = {
            entry.url
            for entry in store.reports()
            if TABLES_ELSEWHERE in {fault.code for fault in store.report(entry.id).faults}
        }
    elsewhere = [path for path, entry in portal.reports.items() if has_tables(entry)]
    assert faulty == {portal.url(path) for path in elsewhere if path not in portal.unread}


def test_the_same_report_at_two_addresses_is_one(crawled: Crawled) -> None:
    portal = FLEET["odd.twice"]
    copies = {portal.url(path) for path in portal.copies}
    assert {event["what"] for event in crawled.events if event["url"] in copies} == {"found", "kept_old"}
    assert copies < {capture.url for capture in Archive(crawled.archive).captures()}


@pytest.mark.parametrize("key", FLEET)
def test_the_figures_that_a_report_prints(crawled: Crawled, key: str) -> None:
    portal = FLEET[key]
    with open_store(crawled.database) as store:
        entries = {entry.url: entry for entry in store.reports() if on(portal, entry.url or "")}
        for entry in [
            entry for entry in read_of(portal) if has_tables(entry) and entry.path not in portal.pages
        ][:2]:
            report = store.report(entries[portal.url(entry.path)].id)
            assert report.form == "2021"
            assert printed(report) == {code: Decimal(value) for code, value in figures(entry).items()}
            assert not [fault for fault in report.faults if fault.grade == "error"]

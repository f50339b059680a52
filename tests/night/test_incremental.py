"""Night after night: what is asked again and when, what is read, and what becomes of reports that change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gkscrape.archive import Archive
from gkscrape.record import Fetched, Refusal, Report
from gkscrape.run import desk
from gkscrape.run.crawl import CrawlPlan, crawl
from gkscrape.run.events import Event, Tally
from gkscrape.run.reading import read_fetched
from gkscrape.store import Address, open_store

from .clocks import Nights
from .farm import Answer, Farm, Host, farm
from .pages import COLUMN, column, county, path_of, report, title

CONTACT = "mailto:night@example.org"


class Portal:
    """One host, its database, and the nights on which it is crawled."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        self.folder = folder
        self.nights = Nights()
        self.events: list[Event] = []
        self.read: list[str] = []

    def crawl(self, **more: object) -> Tally:
        self.events.clear()
        self.read.clear()
        self.host.log.clear()
        plan = CrawlPlan(self.host.url(COLUMN), CONTACT, allow_private=True, **more)  # type: ignore[arg-type]
        return crawl(plan, self.database, self.folder / "archive", self.events.append, self.nights.clock())

    @property
    def database(self) -> str:
        return str(self.folder / "g.db")

    def told(self, *kinds: str) -> list[str]:
        """The paths of the events of these kinds."""
        return [event.url.removeprefix(self.host.url("")) for event in self.events if event.what in kinds]

    def figures(self, organ: str = "甲溪县教育局") -> set[int]:
        with open_store(self.database) as store:
            entry = next(entry for entry in store.reports() if entry.unit.name == organ)
            return {int(cell.value) for cell in store.report(entry.id).cells if cell.value is not None}

    def address(self, path: str) -> Address:
        with open_store(self.database) as store:
            found = store.queue.address(self.host.url(COLUMN), self.host.url(path))
        assert found is not None
        return found

    def count(self) -> int:
        with open_store(self.database) as store:
            return len(store.reports())


@pytest.fixture(scope="module")
def servers() -> Iterator[Farm]:
    with farm() as one:
        yield one


@pytest.fixture
def portal(servers: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portal:
    one = Portal(servers.add(), tmp_path)
    county(one.host, "甲溪县", organs=3)

    def counted(fetched: Fetched) -> Report | Refusal:
        one.read.append(fetched.url)
        return read_fetched(fetched)

    monkeypatch.setattr(desk, "read_fetched", counted)
    return one


def test_the_second_night_over_an_unchanged_portal_costs_nearly_nothing(portal: Portal) -> None:
    portal.crawl()
    assert len(portal.told("new")) == 3
    first = sum(asked.sent for asked in portal.host.log)
    portal.nights.next()
    portal.crawl()
    second = sum(asked.sent for asked in portal.host.log)
    assert len(portal.told("unchanged")) == 3
    assert {asked.status for asked in portal.host.log if asked.path != "/robots.txt"} == {304}
    assert second <= 0.05 * first
    assert portal.read == []


def test_what_is_calm_is_asked_ever_less_often(portal: Portal) -> None:
    portal.crawl()
    asked = []
    for _ in range(1, 24):
        portal.nights.next()
        portal.crawl()
        asked.append(portal.host.paths().count(path_of(0)))
    nights = [night for night, times in enumerate(asked, start=1) if times]
    assert nights == [1, 3, 7, 14, 21]
    assert set(asked) == {0, 1}


def test_a_crawl_again_asks_for_everything(portal: Portal) -> None:
    portal.crawl()
    portal.crawl()
    assert portal.host.paths() == [COLUMN]
    portal.crawl(again=True)
    assert len(portal.host.paths()) == 4


def test_a_silent_edit_is_told_by_its_figures(portal: Portal) -> None:
    portal.crawl()
    portal.host.pages[path_of(0)] = report("甲溪县教育局", _231="777")
    portal.nights.next()
    portal.crawl()
    (event,) = [event for event in portal.events if event.what == "changed"]
    assert event.url == portal.host.url(path_of(0))
    assert "1 figures changed" in event.message or "figures changed" in event.message
    assert len(portal.told("unchanged")) == 2
    assert portal.read == [portal.host.url(path_of(0))]
    assert 777 in portal.figures()


def test_a_body_that_comes_back_is_current_again_and_is_not_archived_twice(portal: Portal) -> None:
    for figure in ("231", "777", "231"):
        portal.host.pages[path_of(0)] = report("甲溪县教育局", _231=figure)
        portal.crawl(again=True)
        assert (777 in portal.figures()) == (figure == "777")
        portal.nights.next()
    bodies = [c for c in Archive(portal.folder / "archive").captures() if c.url.endswith(path_of(0))]
    assert len({capture.sha256 for capture in bodies}) == 2
    assert len(bodies) == 3


def test_a_page_that_is_set_anew_around_the_same_figures_is_the_same(portal: Portal) -> None:
    portal.crawl()
    portal.host.pages[path_of(0)] = report("甲溪县教育局").replace("<html>", "<html><!-- 42 visitors -->")
    portal.nights.next()
    portal.crawl()
    assert path_of(0) in portal.told("same")
    assert portal.told("changed") == []


def test_a_vanished_report_is_marked_and_kept(portal: Portal) -> None:
    portal.crawl()
    kept = portal.host.pages.pop(path_of(1))
    portal.nights.next()
    portal.crawl()
    assert portal.told("vanished") == [path_of(1)]
    assert portal.address(path_of(1)).state == "vanished"
    assert portal.count() == 3
    portal.host.pages[path_of(1)] = kept
    portal.nights.next()
    portal.crawl()
    assert portal.address(path_of(1)).state == "done"
    assert portal.address(path_of(1)).trouble is None


def test_a_report_that_its_list_no_longer_names_is_looked_for(portal: Portal) -> None:
    portal.crawl()
    for _ in range(3):
        portal.nights.next(7)
        portal.crawl()
    portal.host.pages[COLUMN] = column(
        (path_of(0), title("甲溪县教育局")), (path_of(2), title("甲溪县民政局"))
    )
    del portal.host.pages[path_of(1)]
    portal.nights.next()
    portal.crawl()
    assert portal.told("vanished") == [path_of(1)]
    assert path_of(0) not in portal.host.paths(), "the others are not due"


def many_pages(portal: Portal, pages: int) -> None:
    """A column over so many pages of two reports each, the newest first."""
    for page in range(pages):
        links = []
        for number in (2 * page, 2 * page + 1):
            organ = f"甲溪县第{number + 1}中心"
            portal.host.pages.setdefault(path_of(number), report(organ))
            links.append((path_of(number), title(organ)))
        more = "".join(
            f'<a href="{COLUMN if n == 0 else f"{COLUMN}index_{n}.html"}">{n + 1}</a>' for n in range(pages)
        )
        portal.host.pages[COLUMN if page == 0 else f"{COLUMN}index_{page}.html"] = column(*links, more=more)


def lists(portal: Portal) -> list[str]:
    return [path for path in portal.host.paths() if path.startswith(COLUMN) and "/t2" not in path]


def test_a_list_is_followed_as_far_as_it_is_new(portal: Portal) -> None:
    many_pages(portal, 4)
    portal.crawl()
    assert len(lists(portal)) == 4
    assert portal.count() == 8
    portal.nights.next()
    portal.crawl()
    assert lists(portal) == [COLUMN]
    page = portal.host.pages[COLUMN]
    fresh = f'<li><a href="{path_of(90)}">{title("甲溪县新设局")}</a></li>'
    portal.host.pages[COLUMN] = page.replace("<ul>", f"<ul>{fresh}")
    portal.host.pages[path_of(90)] = report("甲溪县新设局")
    portal.nights.next()
    portal.crawl()
    assert portal.told("new") == [path_of(90)]
    assert lists(portal) == [COLUMN, f"{COLUMN}index_1.html"]
    portal.nights.next(7)
    portal.crawl()
    assert len(lists(portal)) == 4, "every seventh night the whole list is followed"


def test_what_a_list_lost_makes_it_be_followed_to_its_end(portal: Portal) -> None:
    many_pages(portal, 3)
    portal.crawl()
    first = portal.host.pages[COLUMN]
    gone = f'<li><a href="{path_of(0)}">{title("甲溪县第1中心")}</a></li>'
    assert gone in first
    portal.host.pages[COLUMN] = first.replace(gone, "")
    portal.nights.next()
    portal.crawl()
    assert len(lists(portal)) == 3


def test_what_fails_is_tried_again_after_ever_more_nights(portal: Portal) -> None:
    portal.host.answers[path_of(0)] = Answer(b"<script>__jsl_clearance</script>", 521)
    tried = []
    for night in range(1, 16):
        portal.crawl(patient=True)
        if path_of(0) in portal.host.paths():
            tried.append(night)
        portal.nights.next()
    assert tried == [1, 2, 4, 8, 15]
    address = portal.address(path_of(0))
    assert (address.state, address.trouble) == ("refused", "challenge")
    assert address.refused_id is not None
    del portal.host.answers[path_of(0)]
    portal.crawl()
    assert portal.told("new") == [path_of(0)], "a person who asks does not wait"


def test_a_challenge_never_replaces_a_report(portal: Portal) -> None:
    portal.crawl()
    before = portal.figures()
    portal.host.answers[path_of(0)] = Answer(b"<script>__jsl_clearance</script>", 521)
    portal.nights.next()
    portal.crawl()
    assert portal.told("refused") == [path_of(0)]
    assert portal.figures() == before
    del portal.host.answers[path_of(0)]
    portal.nights.next()
    portal.crawl()
    (again,) = [asked for asked in portal.host.log if asked.path == path_of(0)]
    assert again.status == 304, "what was good is still known by its ETag"
    assert portal.address(path_of(0)).state == "done"


def test_retry_after_is_kept_over_nights(portal: Portal) -> None:
    portal.host.answers[path_of(0)] = Answer(b"later", 503, {"Retry-After": str(3 * 86_400)})
    for _ in range(3):
        portal.crawl(patient=True)
        assert portal.host.paths().count(path_of(0)) == (1 if portal.nights.days == 0 else 0)
        portal.nights.next()
    portal.nights.next()
    del portal.host.answers[path_of(0)]
    portal.crawl(patient=True)
    assert path_of(0) in portal.told("new")


def test_a_year_is_asked_for_alone(portal: Portal) -> None:
    county(portal.host, "甲溪县", organs=2, year=2023)
    old = portal.host.pages[COLUMN]
    county(portal.host, "甲溪县", organs=2, year=2024)
    portal.host.pages[COLUMN] = portal.host.pages[COLUMN].replace("</ul>", old.partition("<ul>")[2])
    portal.crawl(years=frozenset({2023}))
    assert portal.told("new") == [path_of(0, 2023), path_of(1, 2023)]
    portal.crawl()
    assert sorted(portal.told("new")) == [path_of(0), path_of(1)]


def test_files_of_a_report_are_asked_once(portal: Portal) -> None:
    page = report("甲溪县教育局").replace("</body>", '<a href="/files/a.pdf">附件</a></body>')
    portal.host.pages[path_of(0)] = page
    portal.host.answers["/files/a.pdf"] = Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    portal.crawl()
    assert portal.told("attached") == ["/files/a.pdf"]
    portal.crawl()
    assert "/files/a.pdf" not in portal.host.paths()
    assert portal.address("/files/a.pdf").kind == "attachment"

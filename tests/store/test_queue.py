"""The queue: what it remembers of addresses and rounds, and the lock that keeps a second crawl away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gkscrape.errors import StoreError
from gkscrape.manners import HostState, RobotsFile
from gkscrape.record import Capture, Report
from gkscrape.store import Address, AddressKind, AddressState, Due, Kept, Store, open_store, queue

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)
PORTAL = "qingxi.gov.cn"


def address(url: str, round_id: int, **more: object) -> Address:
    known = Address(PORTAL, url, AddressKind.REPORT, NOW, round_id, listed_in=round_id, found_on="/list")
    return replace(known, **more)  # type: ignore[arg-type]


def test_a_round_comes_back_as_it_was_kept(store: Store) -> None:
    begun = store.queue.begin(PORTAL, NOW, sweep=True)
    assert store.queue.rounds(PORTAL) == (begun,)
    ended = replace(
        begun,
        finished=NOW,
        listed=3,
        whole=True,
        counts={"new": 3},
        findings=[{"name": "vanished"}],
    )
    store.queue.finish(ended)
    assert store.queue.rounds(PORTAL) == (ended,)
    assert store.queue.rounds("other") == ()


def test_an_address_comes_back_as_it_was_kept(store: Store) -> None:
    id_ = store.queue.begin(PORTAL, NOW, sweep=True).id
    full = address(
        "/a",
        id_,
        state=AddressState.BROKEN,
        tries=2,
        unchanged=1,
        trouble="down",
        reason="no connection",
        title="2025年年报",
        year=2025,
        answered_as="/b",
        etag='"x"',
        last_modified="Thu",
        asked=NOW,
        changed=NOW,
        asked_in=id_,
    )
    store.queue.save(full)
    assert store.queue.address(PORTAL, "/a") == full
    assert list(store.queue.troubled(PORTAL)) == [full]
    assert store.queue.states() == {"broken": 1}


def test_a_known_address_keeps_its_state_when_it_is_named_again(store: Store) -> None:
    first = store.queue.begin(PORTAL, NOW, sweep=True).id
    store.queue.save(address("/a", first, state=AddressState.DONE, etag='"x"'))
    second = store.queue.begin(PORTAL, NOW, sweep=False).id
    noted = store.queue.note(address("/a", second, title="new words", found_on="/list2"))
    assert (noted.state, noted.etag, noted.first_in) == (AddressState.DONE, '"x"', first)
    assert (noted.title, noted.found_on, noted.listed_in) == ("new words", "/list2", second)
    assert store.queue.address(PORTAL, "/a") == noted


def test_what_is_due_comes_new_ones_first_and_never_twice_in_a_round(store: Store) -> None:
    id_ = store.queue.begin(PORTAL, NOW, sweep=True).id
    later = NOW + timedelta(days=1)
    for kept in (
        address("/done", id_, state=AddressState.DONE),
        address("/new", id_),
        address("/later", id_, state=AddressState.DONE, due=later),
        address("/asked", id_, state=AddressState.BROKEN, asked_in=id_),
        address("/unread", id_, asked_in=id_, due=later),
        address("/list", id_, kind=AddressKind.LIST),
        address("/2019", id_, year=2019),
    ):
        store.queue.save(kept)
    due = store.queue.due(PORTAL, Due(NOW, id_))
    assert [one.url for one in due] == ["/2019", "/new", "/unread", "/done"]
    assert [one.url for one in store.queue.due(PORTAL, Due(NOW, id_, years=frozenset({2020})))] == [
        "/new",
        "/unread",
        "/done",
    ]
    first = store.queue.due(PORTAL, Due(NOW, id_), limit=2)
    rest = store.queue.due(PORTAL, Due(NOW, id_, after=first[-1]))
    assert [one.url for one in (*first, *rest)] == [one.url for one in due]
    everything = store.queue.due(PORTAL, Due(NOW, id_, known=True))
    assert {one.url for one in everything} == {one.url for one in due} | {"/later"}


def test_what_lists_no_longer_name(store: Store) -> None:
    first = store.queue.begin(PORTAL, NOW, sweep=True).id
    for url in ("/a", "/b", "/c"):
        store.queue.save(address(url, first))
    store.queue.save(address("/gone", first, state=AddressState.VANISHED))
    store.queue.save(address("/deep", first, found_on="/list_9"))
    assert store.queue.known(PORTAL, ["/a", "/b"], before=first) is False
    second = store.queue.begin(PORTAL, NOW, sweep=False).id
    assert store.queue.known(PORTAL, ["/a", "/b"], before=second) is True
    assert store.queue.known(PORTAL, ["/a", "/z"], before=second) is False
    store.queue.note(address("/a", second))
    assert [one.url for one in store.queue.unlisted(PORTAL, second, ["/list"])] == ["/b", "/c"]
    assert [one.url for one in store.queue.unlisted(PORTAL, second, None)] == ["/b", "/c", "/deep"]


@pytest.mark.parametrize("count", [0, 1, 2, 4, 5])
def test_what_came_in_is_told_whole_however_much_it_is(
    store: Store, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(queue, "_BATCH", 2)
    id_ = store.queue.begin(PORTAL, NOW, sweep=True).id
    wanted = [address(f"/{number}", id_, changed=NOW) for number in range(count)]
    older = address("/0-older", id_, changed=NOW - timedelta(days=1))
    for one in (*reversed(wanted), older, address("/list", id_, changed=NOW, kind=AddressKind.LIST)):
        store.queue.save(one)
    assert list(store.queue.come_in(PORTAL, NOW)) == wanted


def test_a_capture_and_its_address_are_kept_together(store: Store) -> None:
    id_ = store.queue.begin(PORTAL, NOW, sweep=True).id
    capture = Capture("/a", "a" * 64, "text/html", 5, 200, NOW, "a.warc.gz", 7)
    kept = store.queue.captured(address("/a", id_), capture, portal=None, refused=False)
    assert kept.capture_id is not None
    assert store.queue.address(PORTAL, "/a") == kept
    assert store.queue.capture(kept.capture_id) == capture
    assert store.queue.capture_of("/a", "a" * 64) == capture
    assert store.queue.capture_of("/a", "b" * 64) is None
    other = Capture("/a", "b" * 64, "text/html", 5, 521, NOW, "a.warc.gz", 99)
    refused = store.queue.captured(kept, other, portal=None, refused=True)
    assert refused.capture_id == kept.capture_id
    assert refused.refused_id not in (None, kept.capture_id)


def test_an_old_body_that_comes_back_speaks_again(
    store: Store, keep: Callable[..., Kept], report: Report
) -> None:
    changed = replace(report, sections=())
    first = keep(report, "A", day=0)
    keep(changed, "B", day=1)
    assert first.report_id is not None
    assert store.report(first.report_id).sections == ()
    keep(report, "A", day=2)
    assert store.report(first.report_id).sections == report.sections
    keep(changed, "B", day=3)
    assert store.report(first.report_id).sections == ()


def test_a_body_that_was_seen_earlier_changes_nothing(
    store: Store, keep: Callable[..., Kept], report: Report
) -> None:
    first = keep(report, "A", day=5)
    keep(replace(report, sections=()), "B", day=6)
    keep(report, "A", day=1)
    assert store.report(first.report_id or "").sections == ()


def test_what_hosts_ask_for_is_remembered(store: Store) -> None:
    memory = store.memory
    assert (memory.host("a.example"), memory.robots("http://a.example")) == (None, None)
    for asked in (1, 2):
        memory.keep_host("a.example", HostState("2026-03-01", asked, NOW))
        memory.keep_robots("http://a.example", RobotsFile(200, b"\xef\xbb\xbfUser-agent: *", NOW))
    assert memory.host("a.example") == HostState("2026-03-01", 2, NOW)
    assert memory.robots("http://a.example") == RobotsFile(200, b"\xef\xbb\xbfUser-agent: *", NOW)


def test_a_second_crawl_is_told_who_holds_the_database(store: Store, path: Path) -> None:
    told = r"another crawl is at work on it: process \d+ .*`crawl a`"
    with (
        store.held("crawl a"),
        open_store(str(path)) as second,
        pytest.raises(StoreError, match=told),
        second.held("crawl b"),
    ):
        pass
    with store.held("crawl c"):
        pass


HOLDER = """
import sys
from gkscrape.store import open_store
with open_store(sys.argv[1]) as store, store.held("doomed"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_killed_process_leaves_no_lock_behind(store: Store, path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="`doomed`"), store.held("next"):
            pass
        process.kill()
    with store.held("next"):
        pass

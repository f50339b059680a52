"""Two databases become one: without doubles, without loss, and whichever is merged into which."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkscrape.errors import StoreError, UsageError
from gkscrape.manners import HostState, RobotsFile
from gkscrape.record import (
    Capture,
    Cell,
    Identity,
    Kind,
    Place,
    Refusal,
    RefusalKind,
    Report,
    Scope,
    Section,
    Source,
    Status,
)
from gkscrape.run.database import merge_databases
from gkscrape.store import (
    Address,
    AddressKind,
    AddressState,
    IndicatorRow,
    Kept,
    PortalRow,
    RegionRow,
    Ruling,
    Store,
    Verdict,
    currency,
    damages,
    merge,
    open_store,
    settling,
    snapshot,
    writing,
)

from .canon import Said, said

Keeper = Callable[..., Kept]

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
PORTAL = "990101-yunling"
CODES = ("requests/received/total", "requests/total/total")


@dataclass(frozen=True)
class Deed:
    """One thing that a machine does: it fetches a body, reads or refuses it, and what else it may do then."""

    hour: int
    address: int
    body: int
    value: int | None
    reader: str
    also: str


deeds = st.builds(
    Deed,
    hour=st.integers(0, 30),
    address=st.integers(0, 2),
    body=st.integers(0, 2),
    value=st.none() | st.integers(0, 3),
    reader=st.sampled_from(["0.9", "0.10", "1.0"]),
    also=st.sampled_from(["", "verdict", "restore", "refuse", "queue", "host", "stop"]),
)


def report(deed: Deed, url: str, sha256: str) -> Report:
    content = (Kind.BLANK, Status.MISSING, None) if deed.value is None else (Kind.NUMBER, Status.PRINTED)
    value = None if deed.value is None else Decimal(deed.value)
    cells = (
        Cell(CODES[0], content[0], content[1], value, None if value is None else str(value), Place(3)),
        Cell(CODES[1], Kind.NUMBER, Status.PRINTED, Decimal(7), "7", Place(4, 0, 1)),
    )
    identity = Identity("云岭县财政局", "990101", Scope.ORGAN, 2021 - deed.address // 2, "年度报告", None)
    section = Section(1, "总体情况", f"第{deed.body}版")
    return Report(
        Source(sha256, "text/html", 9, url), identity, "2021", "grid", cells, (), (section,), (), ()
    )


def do(store: Store, deed: Deed) -> None:
    """The deed at its hour, and nothing that depends on what was done before on this machine alone."""
    moment = BEGIN + timedelta(hours=deed.hour)
    with patch.object(writing, "_now", return_value=moment):
        _do(store, deed, moment)


def _do(store: Store, deed: Deed, moment: datetime) -> None:
    url = f"http://portal.example/{deed.address}"
    sha256 = hashlib.sha256(f"{deed.address} {deed.body}".encode()).hexdigest()
    run = store.start_run(f"crawl {deed.hour}")
    where = (f"{deed.hour}.warc.gz", 100 * deed.address + deed.body)
    capture = store.capture(Capture(url, sha256, "text/html", 9, 200, moment, *where), portal=PORTAL)
    read = report(deed, url, sha256)
    if deed.also == "refuse":
        store.refuse(Refusal(read.source, RefusalKind.NOTICE, "a notice"), capture, reader=deed.reader)
    else:
        kept = store.keep(read, capture, reader=deed.reader)
        _also(store, deed, kept, moment)
    if deed.also != "stop":
        store.finish_run(run, 0, {"new": deed.body})


def _also(store: Store, deed: Deed, kept: Kept, moment: datetime) -> None:
    if deed.also == "restore":
        store.restore(kept.reading_id, f"the page was right at {deed.hour}")
    elif deed.also == "verdict":
        seen = {CODES[0]: str(deed.value)}
        ruling = Ruling.ACCEPTED if deed.body else Ruling.DISMISSED
        store.give_verdict(
            Verdict("f1", kept.report_id or "", "a.b", CODES[:1], seen, ruling, "seen", moment)
        )
    elif deed.also == "queue":
        _queue(store, deed, moment)
    elif deed.also == "host":
        day = f"2026-03-0{1 + deed.body}"
        store.memory.keep_host("portal.example", HostState(day, deed.hour, moment if deed.body else None))
        store.memory.keep_robots("http://portal.example", RobotsFile(200, str(deed).encode(), moment))


def _queue(store: Store, deed: Deed, moment: datetime) -> None:
    begun = store.queue.begin(PORTAL, moment, sweep=False)
    url = f"http://portal.example/{deed.address}"
    found = Address(
        PORTAL,
        url,
        AddressKind.REPORT,
        moment,
        begun.id,
        state=AddressState.DONE,
        asked=moment,
        asked_in=begun.id,
        listed_in=begun.id,
        tries=deed.body,
    )
    store.queue.save(found)
    if deed.body:
        store.queue.finish(replace(begun, finished=moment, listed=deed.body, whole=True, counts={"new": 1}))


def seed(store: Store) -> None:
    rows = [IndicatorRow(code, code, "总计", "件", ("2021",)) for code in CODES]
    region = RegionRow("990101", "云岭县", "county", "990100", 2007, 2026)
    store.seed(indicators=rows, regions=[region], portals=[PortalRow(PORTAL, "云岭县", "http://a.example/")])


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded database, to be copied: to make one takes longer."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    with open_store(str(path)) as store:
        seed(store)
    return path


class Machines:
    """A folder with databases that are filled and merged."""

    def __init__(self, empty: Path, folder: str) -> None:
        self._empty, self._folder, self._count = empty, Path(folder), 0

    def filled(self, deeds: Sequence[Deed]) -> str:
        path = self._new()
        shutil.copy(self._empty, path)
        with open_store(path) as store:
            for deed in deeds:
                do(store, deed)
        return path

    def merged(self, *parts: str) -> str:
        path = self._new()
        shutil.copy(parts[0], path)
        for part in parts[1:]:
            with snapshot(part) as other:
                merge(path, other)
        return path

    def _new(self) -> str:
        self._count += 1
        return str(self._folder / f"{self._count}.db")


@pytest.fixture
def machines(empty: Path) -> Iterator[Callable[[], Machines]]:
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(10**6))

        def new() -> Machines:
            own = Path(folder, str(next(numbers)))
            own.mkdir()
            return Machines(empty, str(own))

        yield new


several = st.lists(deeds, max_size=5, unique_by=lambda deed: (deed.hour, deed.address, deed.body))


@settings(max_examples=25, deadline=None)
@given(one=several, both=several, other=several)
def test_it_does_not_matter_which_is_merged_into_which(
    empty: Path, one: list[Deed], both: list[Deed], other: list[Deed]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machines = Machines(empty, folder)
        here, there = machines.filled([*both, *one]), machines.filled([*both, *other])
        merged = machines.merged(here, there)
        found = said(merged)
        assert found == said(machines.merged(there, here))
        assert found == said(machines.merged(merged, here)), "what came in once comes in again"
        assert found == said(machines.merged(here, here, there)), "a database with itself is not itself"
        assert list(damages(merged)) == []


@settings(max_examples=15, deadline=None)
@given(done=several, chance=st.randoms(use_true_random=False))
def test_what_two_machines_read_is_what_one_had_read(empty: Path, done: list[Deed], chance: Any) -> None:
    """Bodies that only one of both saw: then the merged database says what one machine would say."""
    plain = [replace(deed, also="") for deed in done]
    bodies = {(deed.address, deed.body): chance.random() < 0.5 for deed in plain}
    with tempfile.TemporaryDirectory() as folder:
        machines = Machines(empty, folder)
        parts = [
            machines.filled([deed for deed in plain if bodies[deed.address, deed.body] is side])
            for side in (True, False)
        ]
        alone, merged = machines.filled(plain), machines.merged(*parts)
        for table in ("reports", "readings", "captures", "reading_faults", "cell_store", "units"):
            assert said(merged)[table] == said(alone)[table]


@settings(max_examples=10, deadline=None)
@given(here=several, there=several)
def test_what_comes_in_at_once_is_as_if_settled_one_by_one(
    empty: Path, here: list[Deed], there: list[Deed]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machines = Machines(empty, folder)
        parts = machines.filled(here), machines.filled(there)
        at_once = said(machines.merged(*parts))
        with patch.object(settling, "_without_choice", return_value=[]):
            assert said(machines.merged(*parts)) == at_once


def test_only_where_there_is_a_choice_the_rules_are_asked(machines: Callable[[], Machines]) -> None:
    """Of one address three bodies are of one report; the body of another address is alone with its own."""
    room = machines()
    done = [Deed(body, 0, body, body, "1.0", "") for body in range(3)]
    alone = Deed(9, 2, 0, 1, "1.0", "")
    part = room.filled([*done, alone])
    with patch("gkscrape.store.settling.settle", wraps=currency.settle) as settled:
        room.merged(str(room.filled([])), part)
    assert settled.call_count == len(done)


def test_nothing_is_lost(machines: Callable[[], Machines]) -> None:
    """Every table holds afterwards what either held before, but for what must be one."""
    room = machines()
    one = [
        Deed(1, 0, 0, 1, "1.0", "verdict"),
        Deed(2, 1, 0, 2, "1.0", "queue"),
        Deed(3, 2, 0, 3, "1.0", "host"),
    ]
    other = [
        Deed(4, 0, 1, 1, "1.0", "restore"),
        Deed(5, 1, 1, 2, "1.0", "queue"),
        Deed(6, 2, 1, 3, "1.0", ""),
    ]
    parts = [room.filled(one), room.filled(other)]
    before, after = [said(part) for part in parts], said(room.merged(*parts))
    for table in (
        "captures",
        "runs",
        "rounds",
        "verdicts",
        "hosts",
        "robots",
        "reading_sections",
        "cell_store",
    ):
        for held in before:
            assert held[table] <= after[table], table
    assert sum(after["readings"].values()) == 6
    assert [sum(held["restorations"].values()) for held in (*before, after)] == [0, 1, 1]
    assert sum(after["queue"].values()) == 1


def test_the_counts_of_what_came_in(machines: Callable[[], Machines]) -> None:
    room = machines()
    here = room.filled([Deed(1, 0, 0, 1, "1.0", "")])
    there = room.filled([Deed(1, 0, 0, 1, "1.0", ""), Deed(2, 2, 0, 2, "1.0", "")])
    (first,) = merge_databases(here, [there])
    (again,) = merge_databases(here, [there])
    assert (first[1].captures, first[1].readings, first[1].reports) == (1, 1, 1)
    assert (again[1].captures, again[1].readings, again[1].reports) == (0, 0, 0)


def test_two_archives_with_one_name_are_refused(machines: Callable[[], Machines]) -> None:
    room = machines()
    here, there = room.filled([]), room.filled([])
    for path, name in ((here, "a"), (there, "b")):
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        with open_store(path) as store:
            store.capture(
                Capture(f"http://{name}.example/", sha256, "text/html", 1, 200, BEGIN, "x.warc.gz", 0)
            )
    before = said(here)
    with pytest.raises(StoreError, match=r"both have a file x\.warc\.gz, with different pages"):
        list(merge_databases(here, [there]))
    assert said(here) == before


def test_a_database_is_not_merged_into_itself(machines: Callable[[], Machines]) -> None:
    here = machines().filled([])
    with pytest.raises(UsageError, match="is the database itself"):
        list(merge_databases(here, [here]))


def test_the_other_database_is_left_as_it_is(machines: Callable[[], Machines]) -> None:
    room = machines()
    here, there = room.filled([]), room.filled([Deed(1, 0, 0, 1, "1.0", "")])
    before = Path(there).read_bytes()
    list(merge_databases(here, [there]))
    assert Path(there).read_bytes() == before


def test_merging_on_each_kind_of_database(
    store: Store, url: str, fresh: Callable[[], str], keep_in: Keeper, report: Report, indicators: Any
) -> None:
    """One machine has an older reading of a body and a newer one of another; both kinds come out alike."""
    other = fresh()
    keep_in(store, report, "first", reader="1.0")
    with open_store(other) as there:
        there.seed(indicators=indicators[::-1])
        newer = report.cells[0]._replace(value=Decimal(13), raw="13")
        keep_in(there, replace(report, cells=(newer, *report.cells[1:])), "first", reader="1.1")
        keep_in(there, report, "second", day=3)
        begun = there.queue.begin("p", BEGIN, sweep=True)
        there.queue.save(Address("p", "http://a.example/", AddressKind.LIST, BEGIN, begun.id))
    with snapshot(other) as source:
        merged = merge(url, source)
    assert (merged.captures, merged.readings, merged.reports) == (1, 2, 0)
    assert store.queue.begin("p", BEGIN, sweep=True).id == 2
    assert list(damages(url)) == []
    entry = store.reports()[0]
    assert store.captured(entry.id).sha256 == hashlib.sha256(b"second").hexdigest()
    assert [fault.code for fault in store.report(entry.id).faults][-1] == "report.conflict"


def test_a_file_and_a_server_say_the_same(
    store: Store, url: str, tmp_path: Path, machines: Callable[[], Machines]
) -> None:
    done = [
        Deed(1, 0, 0, 1, "1.0", "verdict"),
        Deed(2, 0, 1, 2, "1.0", "queue"),
        Deed(3, 2, 0, 3, "1.0", "restore"),
    ]
    there = machines().filled(done)
    seed(store)
    with snapshot(there) as other:
        merge(url, other)
    held: Said = said(there)
    here = said(url)
    for table in ("captures", "readings", "reports", "verdicts", "restorations", "queue", "rounds", "runs"):
        assert here[table] == held[table], table

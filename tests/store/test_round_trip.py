"""What is kept is read back equal, whatever decimal, text, place or fault it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkscrape.errors import StoreError
from gkscrape.record import (
    Capture,
    Cell,
    Extra,
    Fact,
    Fault,
    Grade,
    Identity,
    Kind,
    Place,
    Report,
    Scope,
    Section,
    Source,
    Status,
    Suspect,
)
from gkscrape.store import IndicatorRow, Kept, Store, open_store

Asker = Callable[[str], list[tuple[object, ...]]]
T = TypeVar("T")

NUMBERS = count()
CODES = tuple(f"requests/row{number}/total" for number in range(6))

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
small = st.integers(0, 2000)
decimals = st.one_of(
    st.integers(-(10**25), 10**25).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
)
places = st.builds(
    Place,
    st.integers(1, 10**6),
    *[st.none() | small for _ in range(5)],
)
maybe_place = st.none() | places


@st.composite
def cells(draw: st.DrawFn, code: str) -> Cell:
    status = draw(st.sampled_from(Status))
    if status is Status.AMBIGUOUS:
        kind = Kind.UNREADABLE
    else:
        kind = draw(
            st.sampled_from([kind for kind in Kind if (status, kind) != (Status.MISSING, Kind.NUMBER)])
        )
    value = draw(decimals) if kind is Kind.NUMBER else None
    raw = draw(st.none() | st.just("") | words | st.just(None if value is None else str(value)))
    candidates = draw(st.lists(st.none() | decimals, max_size=3)) if status is Status.AMBIGUOUS else []
    reason, computed = draw(st.none() | words), draw(st.none() | decimals)
    return Cell(code, kind, status, value, raw, draw(maybe_place), reason, tuple(candidates), computed)


printed_times = st.datetimes(datetime(2003, 1, 1), datetime(2090, 1, 1)).map(
    lambda time: time.replace(microsecond=0)
)
extras = st.builds(Extra, words, st.none() | words, st.none() | decimals, st.none() | words, words, places)
sections = st.builds(Section, st.integers(0, 9), words, words, maybe_place)
facts = st.builds(
    Fact,
    st.none() | st.integers(0, 9),
    words,
    decimals,
    st.none() | words,
    words,
    maybe_place,
    st.booleans(),
)
faults = st.builds(
    Fault,
    words.filter(bool),
    st.sampled_from(Grade),
    words,
    st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
    st.none() | decimals,
    st.none() | decimals,
    st.sampled_from(Suspect),
)


def few(values: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, max_size=2).map(tuple)


reports = st.builds(
    Report,
    source=st.just(Source("0" * 64, "text/plain", 9, "http://portal.example/1")),
    identity=st.builds(
        Identity,
        unit=words.filter(bool),
        region=st.none() | st.just("990101"),
        scope=st.none() | st.sampled_from(Scope),
        year=st.integers(2003, 2100),
        title=st.none() | words,
        published=st.none() | printed_times,
    ),
    form=st.sampled_from(["2014", "2019", "2021", "narrative"]),
    layout=words,
    cells=st.permutations(CODES).flatmap(lambda codes: st.tuples(*[cells(code) for code in codes[:4]])),
    extras=few(extras),
    sections=few(sections),
    facts=few(facts),
    faults=few(faults),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "sqlite":
        where = str(tmp_path_factory.mktemp("store") / "gkscrape.db")
    else:
        where = request.getfixturevalue("postgres").url(request.getfixturevalue("module_database"))
    with open_store(where) as store:
        store.seed(indicators=[IndicatorRow(code, code, "总计", "件", ("2021",)) for code in CODES])
        yield store


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=reports)
def test_a_report_comes_back_equal(shared: Store, report: Report) -> None:
    number = next(NUMBERS)
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    report = replace(
        report,
        source=replace(report.source, sha256=sha256),
        identity=replace(report.identity, unit=f"{report.identity.unit}{number}"),
    )
    source = report.source
    fetched = datetime(2026, 3, 1, tzinfo=UTC)
    capture = Capture(source.url or "", sha256, source.media_type, source.bytes, 200, fetched, "a.warc.gz", 0)
    kept = shared.keep(report, shared.capture(capture))
    assert shared.reading(kept.reading_id) == report


def test_one_of_everything_comes_back_equal(store: Store, keep: Callable[..., Kept], report: Report) -> None:
    kept = keep(report, "body")
    assert kept.report_id is not None
    found = store.report(kept.report_id)
    assert replace(found, source=report.source) == report
    assert found.source.sha256 == hashlib.sha256(b"body").hexdigest()


def test_values_are_numbers_to_sql(ask: Asker, keep: Callable[..., Kept], report: Report) -> None:
    keep(report)
    assert ask("SELECT indicator, value, kind, status, raw FROM cells") == [
        ("requests/received/total", 12, "number", "printed", "12"),
        ("requests/carried_in/total", None, "blank", "printed", ""),
        ("requests/granted/total", 4, "number", "inferred", "48"),
        ("requests/partial/total", None, "unreadable", "ambiguous", "8"),
        ("requests/total/total", 8, "number", "printed", "8"),
        ("requests/carried_out/total", None, "blank", "missing", None),
        ("disclosure/fees/amount", 25.1, "number", "printed", "251000元"),
    ]


def test_the_published_time_is_kept_in_utc(ask: Asker, keep: Callable[..., Kept], report: Report) -> None:
    keep(report)
    assert ask("SELECT published FROM reports") == [("2022-01-15T03:03:00Z",)]


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(keep: Callable[..., Kept], report: Report, value: str) -> None:
    broken = report.cells[0]._replace(value=Decimal(value))
    with pytest.raises(StoreError, match="not a number"):
        keep(replace(report, cells=(broken,)))


def test_an_unknown_indicator_is_refused_whole(
    store: Store, keep: Callable[..., Kept], report: Report
) -> None:
    stranger = report.cells[0]._replace(indicator="requests/unheard_of/total")
    with pytest.raises(StoreError, match="unheard_of"):
        keep(replace(report, cells=(*report.cells, stranger)))
    assert store.status().reports == 0

"""Many reports kept at once are as if each were kept after the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkscrape.errors import StoreError
from gkscrape.record import Capture, Cell, Kind, Place, Refusal, RefusalKind, Report, Source, Status
from gkscrape.store import IndicatorRow, Kept, Outcome, Store, open_store, vacuum
from gkscrape.store.columns import exact_and_digits, exact_number, place_text
from gkscrape.store.digest import content_digest
from gkscrape.store.places import pack_places, unpack_places

from .canon import Said, said

RECEIVED = "requests/received/total"
MOMENT = datetime(2026, 4, 1, 9, tzinfo=UTC)
FIRST_FETCH = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

Body = tuple[Capture, Report]
Both = Callable[[Sequence[Sequence[Body]]], tuple[list[Kept], list[Kept], Said, Said]]

units = st.sampled_from(["云岭县财政局", "云岭县教育局", None])
bodies = st.lists(
    st.tuples(units, st.sampled_from([2020, 2021]), st.integers(1, 3), st.integers(1, 3), st.integers(0, 3)),
    max_size=10,
)


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkscrape.store.writing._now", lambda: MOMENT)


def body(report: Report, said: tuple[str | None, int, int, int, int]) -> Body:
    """A body at one of three addresses, one of whose figures is `value`; equal content is one body."""
    unit, year, page, value, day = said
    address = f"https://portal.example/{page}.html"
    sha256 = hashlib.sha256(repr((unit, year, value)).encode()).hexdigest()
    cells = tuple(
        cell._replace(value=Decimal(value), raw=str(value)) if cell.indicator == RECEIVED else cell
        for cell in report.cells
    )
    source = Source(sha256, "text/html", 9, address)
    identity = replace(report.identity, unit=unit, year=year)
    fetched = FIRST_FETCH + timedelta(days=day)
    capture = Capture(address, sha256, "text/html", 9, 200, fetched, "a.warc.gz", value)
    return capture, replace(report, source=source, identity=identity, cells=cells)


def one_by_one(store: Store, some: Sequence[Body]) -> list[Kept]:
    return [store.keep(report, store.capture(capture)) for capture, report in some]


@pytest.fixture
def both(indicators: tuple[IndicatorRow, ...], tmp_path: Path) -> Both:
    """Keeps batches one by one in one file and together in another, and gives what each says."""
    empty, single, bulk = (tmp_path / f"{name}.db" for name in ("empty", "single", "bulk"))
    with open_store(str(empty)) as store:
        store.seed(indicators=indicators)
    vacuum(str(empty))

    def kept(batches: Sequence[Sequence[Body]]) -> tuple[list[Kept], list[Kept], Said, Said]:
        for path in (single, bulk):
            path.write_bytes(empty.read_bytes())
        with open_store(str(single)) as store:
            ours = [one for some in batches for one in one_by_one(store, some)]
        with open_store(str(bulk)) as store:
            theirs = [one for some in batches for one in store.keep_many(some)]
        return ours, theirs, said(str(single)), said(str(bulk))

    return kept


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(bodies, max_size=2))
def test_it_ends_as_one_by_one(
    both: Both,
    report: Report,
    batches: list[list[tuple[str | None, int, int, int, int]]],
) -> None:
    ours, theirs, single, bulk = both([[body(report, one) for one in some] for some in batches])
    assert theirs == ours
    assert bulk == single


def test_it_ends_alike_on_both_kinds_of_database(
    store: Store, url: str, fresh: Callable[[], str], report: Report, indicators: tuple[IndicatorRow, ...]
) -> None:
    some = [
        body(report, ("云岭县财政局", year, page, page, 0)) for page in (1, 2, 3) for year in (2019, 2020)
    ]
    other = fresh()
    kept = store.keep_many(some)
    with open_store(other) as single:
        single.seed(indicators=indicators)
        assert list(kept) == one_by_one(single, some)
    assert said(url) == said(other)
    assert {one.outcome for one in kept} > {Outcome.NEW}


def test_captures_read_again_together_end_as_one_by_one(
    store: Store, url: str, fresh: Callable[[], str], report: Report, indicators: tuple[IndicatorRow, ...]
) -> None:
    """The same, another figure, a lost cell, a page that is no report any more, and one that is again."""
    bodies = [body(report, ("云岭县财政局", 2017 + page, page, page, 0)) for page in range(1, 6)]
    other = fresh()
    with open_store(other) as single:
        single.seed(indicators=indicators)
        for each in (store, single):
            each.keep_many(bodies, reader="1.0")
        refusal = Refusal(bodies[4][1].source, RefusalKind.NOTICE, "a notice")
        for each in (store, single):
            each.refuse(refusal, 5, reader="1.1")
        same, changed, lost, refused, lifted = (read for _, read in bodies)
        results: list[tuple[int, Report | Refusal]] = [
            (1, same),
            (2, replace(changed, cells=body(report, (None, 2020, 1, 99, 0))[1].cells)),
            (3, replace(lost, cells=lost.cells[:4] + lost.cells[5:])),
            (4, Refusal(refused.source, RefusalKind.NOTICE, "a notice")),
            (5, lifted),
        ]
        told = store.keep_again(results, reader="2.0")
        for (id_, result), again in zip(results, told, strict=True):
            before = single.said(id_)
            if isinstance(result, Refusal):
                single.refuse(result, id_, reader="2.0")
                assert again.kept is None
                continue
            assert again.kept == single.keep(result, id_, reader="2.0")
            after = single.said(id_)
            assert (again.before, again.after) == ((before, after) if id_ == 2 else (None, None))
    outcomes = [again.kept and again.kept.outcome for again in told]
    assert outcomes == [Outcome.SAME, Outcome.REPLACED, Outcome.KEPT_OLD, None, Outcome.SAME]
    assert said(url) == said(other)


def test_captures_read_again_are_all_kept_or_none(store: Store, report: Report) -> None:
    bodies = [body(report, ("云岭县财政局", 2017 + page, page, page, 0)) for page in (1, 2)]
    store.keep_many(bodies, reader="1.0")
    before = store.fingerprint()
    changed = replace(bodies[0][1], form="2019")
    with pytest.raises(StoreError, match="there is no capture 9"):
        store.keep_again([(1, changed), (9, changed)], reader="2.0")
    assert store.fingerprint() == before


def test_all_are_kept_or_none(store: Store, report: Report) -> None:
    good, bad = body(report, ("云岭县财政局", 2020, 1, 1, 0)), body(report, ("云岭县教育局", 2020, 2, 2, 0))
    unknown = Cell("requests/none/total", Kind.NUMBER, Status.PRINTED, Decimal(1), "1")
    with pytest.raises(StoreError, match="'requests/none/total' is not in the database's dictionary"):
        store.keep_many([good, (bad[0], replace(bad[1], cells=(unknown,)))])
    assert store.status().captures == 0


def test_what_was_read_must_be_the_body_that_came(store: Store, report: Report) -> None:
    capture, read = body(report, ("云岭县财政局", 2020, 1, 1, 0))
    other = replace(read, source=replace(read.source, sha256="b" * 64))
    with pytest.raises(StoreError, match="but what was read is bbbbbbbbbbbb"):
        store.keep_many([(capture, other)])


numbers = (
    st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.integers().map(Decimal)
)
small = st.integers(0, 400)
places = st.none() | st.builds(Place, small, *[st.none() | small] * 5)
cells = st.builds(
    Cell,
    st.text(max_size=8),
    st.sampled_from(Kind),
    st.sampled_from(Status),
    numbers,
    st.none() | st.text(max_size=8),
    places,
    st.none() | st.text(max_size=8),
    st.lists(numbers, max_size=2).map(tuple),
    numbers,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(cells, max_size=6))
def test_the_digest_is_that_of_one_json_object(report: Report, made: list[Cell]) -> None:
    """An independent writing of what a digest has been from the first version on."""
    whole = replace(report, cells=tuple(made), extras=(), sections=(), facts=(), faults=())
    content = {
        "identity": [getattr(whole.identity, field.name) for field in fields(whole.identity)],
        "form": whole.form,
        "layout": whole.layout,
        "cells": [[spelt(getattr(cell, name)) for name in cell._fields] for cell in made],
        **{part: [] for part in ("extras", "sections", "facts", "faults")},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=spelt)
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert content_digest(whole) == hashlib.sha256(text.encode()).hexdigest()


def spelt(value: object) -> object:
    if isinstance(value, Place):
        return place_text(value)
    if isinstance(value, Decimal):
        return str(exact_number(value))
    return value.isoformat() if isinstance(value, datetime) else value


@given(st.lists(numbers))
def test_numbers_together_are_as_numbers_alone(some: list[Decimal | None]) -> None:
    together, digits = exact_and_digits(some)
    alone = [exact_number(value) for value in some]
    assert together == alone
    assert list(map(type, together)) == list(map(type, alone))
    assert digits == [None if one is None else str(one) for one in alone]


def test_no_number_is_refused_among_others_too() -> None:
    with pytest.raises(StoreError, match="NaN is not a number"):
        exact_and_digits([Decimal(1), Decimal("NaN")])


@given(st.lists(st.tuples(small, places)))
def test_places_come_back_as_they_were(some: list[tuple[int, Place | None]]) -> None:
    packed = pack_places([number for number, _ in some], [place for _, place in some])
    assert unpack_places(packed) == some

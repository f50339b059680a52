"""Verdicts are kept beside the reports, one for each fault and the figures that were seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gkscrape.errors import StoreError
from gkscrape.store import Ruling, Store, Verdict

GIVEN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def verdict() -> Verdict:
    return Verdict(
        fault_id="abc-def",
        report_id="u1-2021-organ",
        code="requests.balance",
        indicators=("requests/received/total", "requests/total/total"),
        seen={"requests/received/total": "12", "requests/total/total": "blank"},
        ruling=Ruling.ACCEPTED,
        note="印刷错误，已电话核实",
        given_at=GIVEN,
    )


def test_a_verdict_comes_back_as_it_was_given(store: Store, verdict: Verdict) -> None:
    store.give_verdict(verdict)
    assert store.verdicts() == (verdict,)
    assert store.verdicts("u1-2021-organ") == (verdict,)
    assert store.verdicts("u2-2021-organ") == ()


def test_a_second_verdict_on_the_same_figures_takes_the_place_of_the_first(
    store: Store, verdict: Verdict
) -> None:
    store.give_verdict(verdict)
    other = replace(verdict, ruling=Ruling.DISMISSED, note="no", seen=dict(reversed([*verdict.seen.items()])))
    store.give_verdict(other)
    assert store.verdicts() == (other,)


def test_a_verdict_on_other_figures_stands_beside_the_first(store: Store, verdict: Verdict) -> None:
    later = replace(
        verdict, seen={**verdict.seen, "requests/received/total": "13"}, given_at=GIVEN.replace(month=4)
    )
    store.give_verdict(later)
    store.give_verdict(verdict)
    assert store.verdicts() == (verdict, later)


def test_a_verdict_without_a_word_is_refused_and_leaves_the_old_one(store: Store, verdict: Verdict) -> None:
    store.give_verdict(verdict)
    with pytest.raises(StoreError, match="ck_verdicts_note"):
        store.give_verdict(replace(verdict, note=""))
    assert store.verdicts() == (verdict,)

"""Addresses that came already, told by digests."""

from __future__ import annotations

import random

from gkscrape.portals.seen import Seen


def test_it_says_what_a_set_says() -> None:
    dice = random.Random(1)
    seen, known = Seen(), set[str]()
    for _ in range(3000):
        text = f"http://a.example/年报/{dice.randrange(1000)}.html"
        assert (text in seen) == (text in known)
        assert seen.add(text) == (text not in known)
        known.add(text)
    assert len(seen) == len(known)


def test_what_is_no_address_is_held_too() -> None:
    seen = Seen()
    assert not seen
    assert [seen.add(text) for text in ("", "\ud800", "\ud800")] == [True, True, False]
    assert "\ud801" not in seen
    assert len(seen) == 2

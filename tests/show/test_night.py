"""The page of a night: each finding by a name that people know, and nothing from elsewhere as markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gkscrape.errors import Why
from gkscrape.record import RefusalKind
from gkscrape.run.doubts import Doubt
from gkscrape.show.night import NAMES, headline, night_page

ROOT = Path(__file__).parents[2]


def night(**finding: Any) -> dict[str, Any]:
    known = {"name": "challenge", "words": "status 521", "breaks": True, "lines": [], "count": 0}
    portal = {
        "portal": "http://portal.example/",
        "name": "云溪县",
        "start": "http://portal.example/",
        "came": "broken",
        "words": "",
        "findings": [known | finding],
        **dict.fromkeys(("listed", "stored", "new", "changed", "vanished", "requests"), 1),
    }
    return {"started": "2026-01-16T18:39:00+00:00", "stopped": False, "portals": [portal]}


@pytest.mark.parametrize("name", [*Why, *RefusalKind, *Doubt])
def test_whatever_keeps_a_report_away_has_a_chinese_name(name: str) -> None:
    assert str(name) in NAMES


def test_every_name_is_in_the_documentation_and_the_other_way_round() -> None:
    text = (ROOT / "docs" / "nights.md").read_text(encoding="utf-8").partition("## What a night finds")[2]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(NAMES)


def test_a_finding_has_its_chinese_name_and_its_word() -> None:
    assert '遇到验证或防火墙 <span class="english">challenge</span> status 521' in night_page(night())


def test_a_name_that_is_not_known_is_shown_as_it_is() -> None:
    assert '<span class="english">odd</span> status 521' in night_page(night(name="odd"))


def test_nothing_from_a_portal_is_markup() -> None:
    page = night_page(night(words="<script>x</script>", lines=[{"url": "<b>", "words": "<i>"}], count=1))
    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_one_portal_is_one() -> None:
    assert headline(night()) == "1 portal: 1 not as expected · 1 new, 1 changed, 1 vanished"

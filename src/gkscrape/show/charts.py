"""Small bar charts as SVG inside a page: one indicator over all sides, with its figures in digits."""

from __future__ import annotations

from decimal import Decimal

from gkscrape.record import Change, Comparable, Entry
from gkscrape.show.changes import digits, value_text
from gkscrape.show.safe import html_text

_WIDTH, _HEIGHT = 280, 132
_TOP, _BASE, _GAP = 22, 104, 0.25
_ALL_FIGURES = 8
_KEY_LENGTH = 6


def chart(change: Change) -> str:
    """The chart as an SVG element, empty where fewer than two sides are known or nothing may be compared.

    A side without a known figure has no bar, but the mark that a table shows; no figure below 0 is drawn.
    """
    known = [entry.value for entry in change.entries if entry.value is not None]
    if change.comparable is Comparable.NO or len(known) < 2 or min(known) < 0:
        return ""
    step = _WIDTH / len(change.entries)
    bars = "".join(
        _bar(entry, index * step, step, (max(known), len(change.entries)))
        for index, entry in enumerate(change.entries)
    )
    told = ", ".join(f"{entry.key}: {value_text(entry)}" for entry in change.entries)
    name = html_text(f"{change.label} {told}")
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{name}">'
        f'<line x1="0" x2="{_WIDTH}" y1="{_BASE}" y2="{_BASE}" class="axis"/>{bars}</svg>'
    )


def _bar(entry: Entry, left: float, step: float, scale: tuple[Decimal, int]) -> str:
    most, sides = scale
    middle = left + step / 2
    name = f"{html_text(entry.key)}: {html_text(value_text(entry))}"
    key = f'<text x="{middle:.1f}" y="{_BASE + 16}" class="key">{html_text(_short(entry.key, sides))}</text>'
    if entry.value is None:
        mark = "–" if entry.kind is None else "?"
        none = f'<text x="{middle:.1f}" y="{_BASE - 6}" class="none">{mark}</text>'
        return f"<g><title>{name}</title>{none}{key}</g>"
    height = float(entry.value / most) * (_BASE - _TOP) if most else 0.0
    top = _BASE - height
    across = f'x="{left + step * _GAP / 2:.1f}" width="{step * (1 - _GAP):.1f}"'
    bar = f'<rect {across} y="{top:.1f}" height="{height:.1f}"/>'
    label = f'<text x="{middle:.1f}" y="{top - 5:.1f}" class="figure">{digits(entry.value)}</text>'
    return f"<g><title>{name}</title>{bar}{label if sides <= _ALL_FIGURES else ''}{key}</g>"


def _short(key: str, sides: int) -> str:
    """The name of a side where there is room: of many years the last two digits, of a unit its last words.

    >>> _short("2019", 3), _short("2019", 12), _short("霁川县市场监督管理局", 3)
    ('2019', '19', '…督管理局')
    """
    if sides > _ALL_FIGURES and key.isdigit():
        return key[-2:]
    return key if len(key) <= _KEY_LENGTH else f"…{key[1 - _KEY_LENGTH + 1 :]}"

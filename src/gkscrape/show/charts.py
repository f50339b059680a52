"""Small bar charts as SVG inside a page: one indicator over all sides, with its figures in digits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from gkscrape.record import Change, Comparable, Entry
from gkscrape.show.changes import value_text
from gkscrape.show.safe import html_text

_WIDTH, _HEIGHT = 280, 132
_TOP, _BASE, _GAP = 22, 104, 0.25
_ALL_FIGURES = 8
_CHAR = 11
"""The width of a Chinese character in the units of the drawing."""


def chart(change: Change) -> str:
    """The chart as an SVG element, empty where fewer than two sides are known or nothing may be compared.

    A side without a known figure has no bar, but the mark that a table shows; no figure below 0 is drawn.
    """
    known = [entry.value for entry in change.entries if entry.value is not None]
    if change.comparable is Comparable.NO or len(known) < 2 or min(known) < 0:
        return ""
    step = _WIDTH / len(change.entries)
    names = short_names([entry.key for entry in change.entries], int(step / _CHAR))
    bars = "".join(
        _bar(entry, name, number * step, (max(known), step))
        for number, (entry, name) in enumerate(zip(change.entries, names, strict=True))
    )
    told = ", ".join(f"{entry.key}: {value_text(entry)}" for entry in change.entries)
    name = html_text(f"{change.label} {told}")
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{name}">'
        f'<line x1="0" x2="{_WIDTH}" y1="{_BASE}" y2="{_BASE}" class="axis"/>{bars}</svg>'
    )


def _bar(entry: Entry, short: str, left: float, scale: tuple[Decimal, float]) -> str:
    most, step = scale
    middle = left + step / 2
    name = f"{html_text(entry.key)}: {html_text(value_text(entry))}"
    key = f'<text x="{middle:.1f}" y="{_BASE + 16}" class="key">{html_text(short)}</text>'
    if entry.value is None:
        mark = "–" if entry.kind is None else "?"
        none = f'<text x="{middle:.1f}" y="{_BASE - 6}" class="none">{mark}</text>'
        return f"<g><title>{name}</title>{none}{key}</g>"
    height = float(entry.value / most) * (_BASE - _TOP) if most else 0.0
    top = _BASE - height
    across = f'x="{left + step * _GAP / 2:.1f}" width="{step * (1 - _GAP):.1f}"'
    bar = f'<rect {across} y="{top:.1f}" height="{height:.1f}"/>'
    label = f'<text x="{middle:.1f}" y="{top - 5:.1f}" class="figure">{html_text(value_text(entry))}</text>'
    return f"<g><title>{name}</title>{bar}{label if _WIDTH / step <= _ALL_FIGURES else ''}{key}</g>"


def short_names(keys: Sequence[str], room: int) -> list[str]:
    """The names of the sides in as many Chinese characters each: years by their last digits where need be,
    units without what the names of all begin with.

    >>> short_names(["2019", "2020"], 8), short_names(["2019", "2020"], 1)
    (['2019', '2020'], ['19', '20'])
    >>> short_names(["霁川县市场监督管理局", "霁川县教育局"], 5)
    ['市场监督…', '教育局']
    """
    if all(key.isdigit() for key in keys):
        return [key if room > 1 else key[-2:] for key in keys]
    alike = takewhile(lambda chars: len(set(chars)) == 1, zip(*keys, strict=False))
    common = len([*alike])
    tails = [key[common:] or key for key in keys]
    return [tail if len(tail) <= room else f"{tail[: max(room - 1, 1)]}…" for tail in tails]

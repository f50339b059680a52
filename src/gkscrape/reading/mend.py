"""Finds labels that are misprinted: words between two anchors that are nearly a label missing there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gkscrape.likeness import likeness
from gkscrape.reading.anchors import Alignment, Anchor, Station
from gkscrape.reading.lexicon import Match, breaks_before, enumerated
from gkscrape.reading.page import Page, is_words

_WIDEST_GAP = 4000
_LEAST_RATIO = 70.0
_LEAST_RATIO_OTHER_NUMERAL = 85.0
_SHORTEST = 4

_RUN = re.compile(
    "(?:[(]?[一二三四五六七八九十]{1,3}[)、.,])?(?P<words>[\u3400-\u9fff][\u3400-\u9fff、,.()/:;。]*)"
)

Runs = Callable[[int, int], Sequence[Match]]
"""The runs of words that stand between two positions."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    likeness: float
    station: Station
    match: Match


def mended(alignment: Alignment, runs: Runs) -> Alignment:
    """The alignment with the misprinted labels of its tables added, each between its neighbours."""
    added: list[Anchor] = []
    for above, below, missing in alignment.gaps:
        if above.end < below.start <= above.end + _WIDEST_GAP:
            added += _between(missing, runs(above.end, below.start))
    if not added:
        return alignment
    believed = sorted((*alignment.anchors, *added), key=lambda anchor: anchor.start)
    return replace(alignment, anchors=tuple(believed))


def runs_of(page: Page, start: int, end: int) -> Sequence[Match]:
    """The runs of words between two folded positions; a label that is split over lines is one run."""
    runs: list[tuple[int, int]] = []
    for first, last in stretches(page, start, end):
        if runs and runs[-1][1] == first:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return [enumerated(page.folded, *run) for run in runs]


def stretches(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each stretch of words inside a chunk of text that is no figure with its unit or change."""
    position = start
    while position < end:
        stop = next((at for at in range(position + 1, end) if breaks_before(page.folded, at)), end)
        chunk = page.folded.text[position:stop]
        if is_words(chunk):
            for run in _RUN.finditer(chunk):
                yield position + run.start("words"), position + run.end("words")
        position = stop


def _between(missing: Sequence[Station], runs: Sequence[Match]) -> list[Anchor]:
    """The likeliest pair of a missing label and a run of words, and then those on either side of it."""
    candidates = [
        _Candidate(found, station, run)
        for station in missing
        for run in runs
        if (found := _likeness(station, run))
    ]
    if not candidates:
        return []
    best = max(candidates, key=lambda one: (one.likeness, -one.station.index))
    start, _ = best.match.begin(best.station.numeral)
    anchor = Anchor(best.station, start, best.match.end, best.match)
    before = [station for station in missing if station.index < best.station.index]
    after = [station for station in missing if station.index > best.station.index]
    return [
        *_between(before, [run for run in runs if run.end <= anchor.start]),
        anchor,
        *_between(after, [run for run in runs if run.start >= anchor.end]),
    ]


def _likeness(station: Station, match: Match) -> float:
    """How like the words are to a label of the station, in percent; 0 where too little speaks for it."""
    if len(match.core) < _SHORTEST:
        return 0.0
    best = max(likeness(match.core, name) for name in station.cores)
    agrees = not match.numeral or station.numeral is None or match.begin(station.numeral)[1]
    return best if best >= (_LEAST_RATIO if agrees else _LEAST_RATIO_OTHER_NUMERAL) else 0.0

"""Finds text that stands in other reports too, sentence by sentence. The door to rensa (MinHash)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gkscrape.compare.prose import sentences
from gkscrape.errors import UsageError
from gkscrape.record import Copy, Passage, Section
from gkscrape.text import fold

ALIKE = 0.7
"""From which share of common three-character runs on two sentences are called alike."""
LEAST_SHARE = Decimal("0.3")
"""From which share on a section is called copied."""
_SHORTEST = 16
_RUN = 3
_PERMUTATIONS, _BANDS, _SEED = 64, 16, 1
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TWO_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of one report; `report` is what tells it from the others."""

    report: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as printed, as it is matched (folded, every number as 0), and its length when folded."""

    printed: str
    matched: str
    length: int


@dataclass(frozen=True, slots=True)
class _Pool:
    """The sentences of the sources: which sources hold each and as what, and which are like another."""

    holders: Mapping[str, Mapping[str, str]]
    likes: Mapping[str, Mapping[str, float]]

    def holding(self, sentence: _Sentence) -> dict[str, tuple[str, float]]:
        """The sources in which a sentence like this one stands: the likest one as printed, and how like."""
        found: dict[str, tuple[str, float]] = {}
        for matched, alike in self.likes.get(sentence.matched, {}).items():
            for source, printed in self.holders[matched].items():
                if source not in found or found[source][1] < alike:
                    found[source] = (printed, alike)
        return found


def copies(
    reports: Sequence[Prose], sources: Sequence[Prose], least: Decimal = LEAST_SHARE
) -> tuple[Copy, ...]:
    """For each section of `reports` the one source that most of it stands in, where that is at least `least`.

    Sentences are alike if they share most runs of three characters, figures aside, so that exchanged names
    and years do not hide a copy. Sentences of fewer than sixteen characters never count, so neither a blank
    section nor `无。` is a copy. A report is no source of itself. Raises UsageError without rensa installed.
    """
    holders = _holders(sources)
    wanted = [
        (one.report, section, _long_enough(section.text)) for one in reports for section in one.sections
    ]
    matched = dict.fromkeys(sentence.matched for _, _, parts in wanted for sentence in parts)
    pool = _Pool(holders, _likes([*matched], [*holders]))
    found = (_copy(report, section, parts, pool) for report, section, parts in wanted if parts)
    return tuple(copy for copy in found if copy is not None and copy.share >= least)


def _copy(report: str, section: Section, parts: Sequence[_Sentence], pool: _Pool) -> Copy | None:
    """What of the section stands in the source that holds most of it, the first by name among equals."""
    holding = [(sentence, pool.holding(sentence)) for sentence in parts]
    lengths: Counter[str] = Counter()
    for sentence, sources in holding:
        for source in sources:
            lengths[source] += sentence.length
    del lengths[report]
    if not lengths:
        return None
    source = min(lengths, key=lambda name: (-lengths[name], name))
    passages = tuple(
        Passage(sentence.printed, printed, Decimal(alike).quantize(_TWO_PLACES))
        for sentence, sources in holding
        if source in sources
        for printed, alike in [sources[source]]
    )
    share = (Decimal(lengths[source]) / len(fold(section.text))).quantize(_TWO_PLACES)
    return Copy(report, section.number, section.heading, source, share, passages)


def _long_enough(text: str) -> tuple[_Sentence, ...]:
    cut = ((printed.strip(), fold(printed)) for printed in sentences(text))
    return tuple(
        _Sentence(printed, _NUMBER.sub("0", folded), len(folded))
        for printed, folded in cut
        if len(folded) >= _SHORTEST
    )


def _holders(sources: Sequence[Prose]) -> dict[str, dict[str, str]]:
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    for source in sources:
        for section in source.sections:
            for sentence in _long_enough(section.text):
                holders[sentence.matched].setdefault(source.report, sentence.printed)
    return holders


def _likes(wanted: Sequence[str], stored: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each wanted sentence the stored ones that are alike, and by which share of their runs.

    MinHash proposes the candidates (it misses about one in a hundred at the threshold), the sets decide.
    """
    rensa = _rensa()
    runs, others = [*map(_runs, wanted)], [*map(_runs, stored)]
    index = rensa.RMinHashLSH(threshold=ALIKE, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    index.insert_many(rensa.RMinHash.from_token_sets(map(list, others), _PERMUTATIONS, _SEED))
    proposed = index.query_all(rensa.RMinHash.from_token_sets(map(list, runs), _PERMUTATIONS, _SEED))
    shared = frozenset(wanted) & frozenset(stored)
    likes: dict[str, dict[str, float]] = {}
    for sentence, mine, numbers in zip(wanted, runs, proposed, strict=True):
        asked = likes if sentence in shared else {}
        found = (
            (stored[number], _share(sentence, mine, stored[number], others[number], asked))
            for number in numbers
        )
        likes[sentence] = {other: share for other, share in found if share >= ALIKE}
    return likes


def _share(
    sentence: str,
    mine: frozenset[str],
    other: str,
    runs: frozenset[str],
    asked: Mapping[str, Mapping[str, float]],
) -> float:
    """The share of common runs; 0 if it was `asked` the other way round and too small."""
    if other in asked:
        return asked[other].get(sentence, 0.0)
    common = len(mine & runs)
    return common / (len(mine) + len(runs) - common)


def _runs(text: str) -> frozenset[str]:
    return frozenset(text[start : start + _RUN] for start in range(len(text) - _RUN + 1))


def _rensa() -> Any:
    try:
        import rensa
    except ImportError as error:
        raise UsageError("finding copied text needs rensa: pip install 'gkscrape[copied]'") from error
    return rensa

"""The rules as data (`data/checks.toml`): their words, grades and limits, and what they find in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from gkscrape.catalog import data_path, load_toml
from gkscrape.errors import DataFileError
from gkscrape.record import Grade


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `message` is what its fault says, with {subject}, {found} and {expected} put in."""

    id: str
    grade: Grade
    formula_zh: str
    formula_en: str
    message: str
    meaning: str
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """Which figures of the text a rule holds against the sum of which cells (`table`, or as well `also`).

    A figure is meant if the pattern `said` is found in its folded words and the pattern `unlike` is not; nor
    `shared`, what the same figure counts besides, unless the figure is 0 and so holds for each.
    """

    rule: str
    said: str
    unlike: str
    table: tuple[str, ...]
    also: tuple[str, ...] = ()
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """The largest likely amounts in 万元 by level, and the pattern by which a township's name is known."""

    township: int
    organ: int
    consolidated: int
    township_names: str


@dataclass(frozen=True, slots=True)
class Jump:
    """By which factor figures may differ from those of the year before, where one is at least `least`.

    `any_form` are indicators that every form counts alike, `same_form` those compared within one form only.
    """

    factor: int
    least: int
    any_form: tuple[str, ...]
    same_form: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """Which figures are held against those of other units: `sums` against the divisions below, `zeros`
    against at least `least` peers whose middle figure is at least `median`."""

    sums: tuple[str, ...]
    zeros: tuple[str, ...]
    least: int
    median: int


class Finder(StrEnum):
    """Who finds a fault that is no rule's: whoever reads a page, keeps readings, or looks around a page."""

    READER = "reader"
    STORE = "store"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class KnownFault:
    """A fault that no rule finds: who does, what holds where there is none, and what it means."""

    id: str
    by: Finder
    holds_zh: str
    holds_en: str
    meaning: str


@dataclass(frozen=True)
class Rulebook:
    """All rules in the order of the file, and the faults that are found while a page is read or kept."""

    rules: tuple[Rule, ...]
    mentions: tuple[Mention, ...]
    money: Money
    jump: Jump
    peers: Peers
    faults: tuple[KnownFault, ...] = ()
    restatements: tuple[Mention, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def __getitem__(self, rule: str) -> Rule:
        """The rule with this id. Raises DataFileError where the file has none."""
        if rule not in self.by_id:
            raise DataFileError(str(data_path("checks.toml")), [f"there is no rule {rule!r}: write one"])
        return self.by_id[rule]


@cache
def load_rules() -> Rulebook:
    """The rules of `data/checks.toml`. Raises DataFileError with every fault of the file."""
    path = data_path("checks.toml")
    book = load_toml(path, Rulebook)
    faults = [*_faults(book)]
    if faults:
        raise DataFileError(str(path), faults)
    return book


def peer_indicators() -> tuple[str, ...]:
    """Every indicator that is held against the reports of other units."""
    return tuple(dict.fromkeys((*load_rules().peers.sums, *load_rules().peers.zeros)))


def _faults(book: Rulebook) -> Iterator[str]:
    ids = [rule.id for rule in book.rules]
    named = [*ids, *(fault.id for fault in book.faults)]
    yield from (f"rule {rule!r} stands twice" for rule in sorted({id for id in named if named.count(id) > 1}))
    for rule in book.rules:
        try:
            rule.message.format(subject="", found="", expected="")
        except (KeyError, IndexError, ValueError) as error:
            yield f"rule {rule.id}: message has a placeholder that is not known or not closed: {error}"
    for mention in (*book.mentions, *book.restatements):
        if mention.rule not in ids:
            yield f"a mention names the rule {mention.rule!r}, which is not there"
        yield from _pattern_faults(mention.rule, mention.said, mention.unlike, mention.shared)
    yield from _pattern_faults("money", book.money.township_names)


def _pattern_faults(where: str, *patterns: str) -> Iterator[str]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{where}: {pattern!r} is no pattern: {error}"

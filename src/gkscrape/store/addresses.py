"""What the queue knows of an address and of a round: values that go into it and come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class AddressKind(StrEnum):
    """What an address is asked for as."""

    LIST = "list"
    REPORT = "report"
    ATTACHMENT = "attachment"


class AddressState(StrEnum):
    """How things stand with an address.

    `waiting`: not asked yet, or not read yet. `done`: its body is archived, and read where it is a report's.
    `refused`: what came was no page, or no report. `broken`: nothing came. `forbidden`: robots.txt forbids
    it. `vanished`: it was done once, and is not there any more.
    """

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    BROKEN = "broken"
    FORBIDDEN = "forbidden"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Address:
    """One row of the queue; what each field means is said in the data dictionary. Times are aware."""

    portal: str
    url: str
    kind: AddressKind
    due: datetime
    first_in: int
    state: AddressState = AddressState.WAITING
    tries: int = 0
    unchanged: int = 0
    trouble: str | None = None
    reason: str | None = None
    title: str | None = None
    year: int | None = None
    found_on: str | None = None
    answered_as: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    capture_id: int | None = None
    refused_id: int | None = None
    asked: datetime | None = None
    changed: datetime | None = None
    listed_in: int | None = None
    asked_in: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a portal. `listed` is None while it is under way."""

    id: int
    portal: str
    started: datetime
    sweep: bool
    whole: bool = False
    finished: datetime | None = None
    listed: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """Which addresses are due.

    `not_in` is the round that asks: what it has dealt with is not due again, but for what it asked and could
    not read yet. `failed`: what failed before is due at once; `known`: so is what came well. `years` are
    those wanted, all if empty. `after` is the last one that was given: those before it are not given again.
    """

    now: datetime
    not_in: int
    failed: bool = False
    known: bool = False
    years: frozenset[int] = frozenset()
    after: Address | None = None

"""What the queue knows of an address: its kind, its state, when it is asked again, and what came last."""

from __future__ import annotations

from enum import StrEnum


class AddressKind(StrEnum):
    """What an address is asked for as."""

    LIST = "list"
    REPORT = "report"
    ATTACHMENT = "attachment"


class AddressState(StrEnum):
    """How things stand with an address.

    `waiting`: not asked yet. `done`: its body is archived, and read where it is a report's. `refused`: what
    came was no page. `broken`: nothing came. `forbidden`: robots.txt forbids it. `vanished`: it was done
    once, and is not there any more.
    """

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    BROKEN = "broken"
    FORBIDDEN = "forbidden"
    VANISHED = "vanished"

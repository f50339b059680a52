"""What has to outlast a run: robots.txt for a day, a day's requests, how long a host is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt as it was answered. `fetched_at` is aware."""

    status: int
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class HostState:
    """How often a host was asked on a day (`2026-01-15`, in China), and until when it is left alone."""

    day: str
    asked: int
    closed_until: datetime | None = None


class Memory(Protocol):
    """Where manners keep what they have to remember between two runs."""

    def robots(self, origin: str) -> RobotsFile | None:
        """The robots.txt of an origin that was read last."""

    def keep_robots(self, origin: str, file: RobotsFile) -> None:
        """Keep a robots.txt in place of the one before."""

    def host(self, host: str) -> HostState | None:
        """What is known of a host; None for one that was never asked."""

    def keep_host(self, host: str, state: HostState) -> None:
        """Keep it in place of what was known."""

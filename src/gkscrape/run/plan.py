"""What to crawl, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gkscrape.errors import FetchError, UsageError
from gkscrape.fetch import FetchSettings
from gkscrape.manners import own_hosts
from gkscrape.portals import Found
from gkscrape.run.schedule import SWEEP_NIGHTS
from gkscrape.store import PortalRow


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl and how. `years` are those wanted, all if empty; `limit` ends after so many reports.

    `hosts`, `within` and `legacy_tls` are those of a catalogue entry; a bare address asks its own host only.
    """

    start: str
    contact: str | None
    years: frozenset[int] = frozenset()
    limit: int | None = None
    delay: float = 2.0
    allow_private: bool = False
    resolve: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Hosts that are played by a server elsewhere: the sample portal's name, and its loopback port."""
    hosts: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()
    legacy_tls: frozenset[str] = frozenset()
    entry: PortalRow | None = None
    """The portal, where the catalogue has it."""
    again: bool = False
    """Ask for every known address, and follow each list to its end."""
    patient: bool = False
    """What failed before is not tried again before it is due."""
    sweep_nights: int = SWEEP_NIGHTS
    budget: int | None = None
    """The most requests a day to one host."""
    fast: bool = False
    """Ask through libcurl, which takes the extra `fast`."""

    @property
    def portal(self) -> str:
        """The name under which the queue knows the portal: its id, or the address that was given."""
        return self.entry.id if self.entry else self.start

    @property
    def allowed(self) -> frozenset[str]:
        """The allow-list. Raises UsageError where the start is no address."""
        try:
            return self.hosts or own_hosts(self.start)
        except FetchError as error:
            raise UsageError(str(error)) from error

    def wants(self, found: Found) -> bool:
        """Whether the report is of a wanted year, as far as its list tells."""
        return not self.years or found.year is None or found.year in self.years


def fetch_settings(plan: CrawlPlan) -> FetchSettings:
    """How the requests of a crawl are made. Raises UsageError where the start is no address."""
    return FetchSettings(
        contact=plan.contact,
        allowed_hosts=plan.allowed,
        delay=plan.delay,
        allow_private=plan.allow_private,
        resolve=plan.resolve,
        legacy_tls=plan.legacy_tls,
        budget=plan.budget,
        fast=plan.fast,
    )

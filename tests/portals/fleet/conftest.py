"""The fleet under way: served once for all tests of it, and asked like any portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gkscrape.fetch import Fetcher, FetchSettings
from gkscrape.manners import own_hosts
from gkscrape.portals import Broken, Found, Limits, Scripts, find_reports

from .all import FLEET
from .model import Portal
from .server import serve

Asker = Callable[[frozenset[str]], Fetcher]
Search = Callable[..., tuple[list[Found], list[Broken]]]


@pytest.fixture(scope="package")
def asker() -> Iterator[Asker]:
    with serve(list(FLEET.values())):

        def ask(hosts: frozenset[str]) -> Fetcher:
            settings = FetchSettings(
                contact="mailto:crawler@example.org",
                allowed_hosts=hosts,
                delay=0.0,
                retries=0,
                allow_private=True,
            )
            return Fetcher(settings)

        yield ask


@pytest.fixture(scope="package")
def search(asker: Asker) -> Search:
    """What is found from a portal's start, in order of the addresses, and what went wrong."""

    def run(portal: Portal, limits: Limits | None = None) -> tuple[list[Found], list[Broken]]:
        start = portal.url(portal.start)
        with asker(own_hosts(start)) as one:
            scripts = Scripts(one.post, one.get_from)
            events = list(find_reports(start, one.get, scripts=scripts, limits=limits))
        found = sorted((event for event in events if isinstance(event, Found)), key=lambda one: one.url)
        return found, [event for event in events if isinstance(event, Broken)]

    return run

"""The demo: the sample portal served on loopback, crawled by the very same crawler as any other."""

from __future__ import annotations

from pathlib import Path

from gkscrape.demo.server import serve
from gkscrape.run.crawl import CrawlPlan, crawl
from gkscrape.run.events import Listener, Tally

CONTACT = "https://demo.gkscrape.invalid/contact"
DELAY = 0.05


def crawl_demo(database: str, archive: Path, listen: Listener) -> Tally:
    """Serve the sample portal, crawl it, and leave database and archive behind."""
    with serve() as portal:
        plan = CrawlPlan(portal.home, CONTACT, delay=DELAY, allow_private=True, resolve=portal.resolve)
        return crawl(plan, database, archive, listen)

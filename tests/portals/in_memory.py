"""A portal in memory for the tests: pages by address, and a record of what was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from gkscrape.errors import FetchError
from gkscrape.portals import Broken, Found, Limits, find_reports
from gkscrape.record import Fetched

ROOT = "http://www.qingxi.example"
_FILLER = "青溪县人民政府主办 网站标识码 联系我们 "


def fetched(url: str, body: str | bytes, status: int = 200) -> Fetched:
    data = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", "text/html"),)
    return Fetched(url, status, headers, data, datetime(2026, 1, 15, tzinfo=UTC), "text/html")


def page(*links: tuple[str, str], title: str = "青溪县人民政府", more: str = "") -> str:
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return (
        f"<html><head><title>{title}</title></head><body><ul>{items}</ul>{more}<p>{_FILLER}</p></body></html>"
    )


def report(organ: str, year: int) -> str:
    return f"{organ}{year}年政府信息公开工作年度报告"


@dataclass
class Site:
    pages: dict[str, str]
    asked: list[str] = field(default_factory=list)

    def get(self, url: str) -> Fetched:
        path = url.removeprefix(ROOT)
        self.asked.append(path)
        if path in self.pages:
            return fetched(url, self.pages[path])
        if not url.startswith(ROOT):
            raise FetchError(f"{url}: off the allow-list")
        return fetched(url, "<html><body>Not Found</body></html>", 404)

    def search(self, start: str = "/", limits: Limits | None = None) -> tuple[list[Found], list[Broken]]:
        events = list(find_reports(ROOT + start, self.get, limits=limits))
        found = [event for event in events if isinstance(event, Found)]
        return found, [event for event in events if isinstance(event, Broken)]


def paths(found: list[Found]) -> list[str]:
    return [event.url.removeprefix(ROOT) for event in found]

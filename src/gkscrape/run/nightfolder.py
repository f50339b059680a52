"""The folder of a night: its summary for people and for machines, its log, and each page that broke it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gkscrape.errors import ArchiveError, FolderError
from gkscrape.run.events import Event
from gkscrape.run.findings import NEWS, Finding, Line
from gkscrape.run.nightly import Night, PortalNight
from gkscrape.run.tools import Tools
from gkscrape.show import night_page

_MOST_PAGES = 20
_MOST_BYTES = 2_000_000


@dataclass(slots=True)
class NightFolder:
    """A folder that takes a log while the night lasts, and its summary at the end."""

    path: Path
    _pages: dict[int, str] = field(default_factory=dict)

    def log(self, moment: str, portal: str, event: Event) -> None:
        """Write what happened into the log that a person reads."""
        line = " ".join(f"{moment} {event.what:9} {portal} {event.url} {event.message}".split())
        self._put("log.txt", "a", line + "\n")

    def close(self, tools: Tools, night: Night) -> dict[str, Any]:
        """Write the pages that broke the night and its summary; the summary as JSON has it."""
        summary = _summary(night, lambda portal: [*self._findings(tools, portal)])
        self._write("summary.json", json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
        self._write("index.html", night_page(summary))
        return summary

    def _findings(self, tools: Tools, portal: PortalNight) -> Iterator[dict[str, Any]]:
        for finding in portal.findings:
            lines = [self._line(tools, finding, line, number) for number, line in enumerate(finding.lines)]
            yield {
                "name": finding.name,
                "words": finding.words,
                "breaks": finding.breaks,
                "count": finding.count,
                "lines": lines,
            }

    def _line(self, tools: Tools, finding: Finding, line: Line, number: int) -> dict[str, Any]:
        keep = finding.name not in NEWS and number < _MOST_PAGES and line.capture_id is not None
        page = self._page(tools, line.capture_id) if keep and line.capture_id is not None else None
        return {"url": line.url, "words": line.words, "page": page}

    def _page(self, tools: Tools, capture_id: int) -> str | None:
        """Where the page lies that shows what is wrong, as plain text that no browser runs."""
        if capture_id not in self._pages:
            try:
                fetched = tools.desk.archived(capture_id)
            except ArchiveError:
                return None
            name = f"pages/{capture_id}.txt"
            self._write(name, f"{fetched.status} {fetched.url}\n\n".encode() + fetched.body[:_MOST_BYTES])
            self._pages[capture_id] = name
        return self._pages[capture_id]

    def _write(self, name: str, content: str | bytes) -> None:
        self._put(name, "w", content)

    def _put(self, name: str, mode: str, content: str | bytes) -> None:
        path = self.path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open(f"{mode}b") as file:
                file.write(content.encode() if isinstance(content, str) else content)
        except OSError as error:
            raise FolderError(
                f"{path}: cannot be written ({error.strerror}); make it writable, or name another --report"
            ) from error


def _summary(night: Night, findings: Any) -> dict[str, Any]:
    return {
        "started": night.started.isoformat(),
        "finished": night.finished.isoformat(),
        "stopped": night.stopped,
        "exit_status": int(night.exit_status),
        "portals": [_portal(one) | {"findings": findings(one)} for one in night.portals],
    }


def _portal(one: PortalNight) -> dict[str, Any]:
    counts = one.round.counts if one.round else {}
    return {
        "portal": one.portal,
        "name": one.name,
        "start": one.start,
        "came": one.came.value,
        "words": one.words,
        "listed": one.round.listed if one.round else None,
        "stored": counts.get("stored"),
        "requests": counts.get("requests", 0),
        "bytes": counts.get("bytes", 0),
        "unchanged": counts.get("unchanged", 0),
        "new": one.count("new"),
        "changed": one.count("changed"),
        "vanished": one.count("vanished"),
    }

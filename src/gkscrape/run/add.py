"""Local files, mirrored folders and WARC files, archived and stored as if they had been fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gkscrape.archive import Archive, read_warc
from gkscrape.documents import sniff_media_type
from gkscrape.errors import ExitStatus
from gkscrape.record import Fetched
from gkscrape.run.desk import Desk
from gkscrape.run.events import Listener, Tally, What
from gkscrape.run.mirrors import original_address
from gkscrape.run.seeds import seed
from gkscrape.store import open_store

PAGES = {".html", ".htm", ".shtml", ".jhtml", ".txt"}
SCRIPTS = {"", ".jsp", ".aspx", ".asp", ".php", ".do", ".action"}
"""Endings of addresses that may be pages; a file so named is one if it looks like HTML."""
WARC = (".warc", ".warc.gz")
_START = 4096


def add(paths: Sequence[Path], database: str, archive: Path, listen: Listener) -> Tally:
    """Archive, read and store what lies at these paths.

    A folder is searched for pages and WARC files; where it holds the archive itself, that is left alone.

    Raises OSError for a path that cannot be read, and StoreError or ArchiveError.
    """
    counts: Counter[What] = Counter()
    with open_store(database) as store, Archive(archive) as kept:
        seed(store)
        run = store.start_run("add " + " ".join(map(str, paths)))
        desk = Desk(kept, store)
        for fetched in bodies(paths, archive):
            event = desk.read(fetched, desk.capture(fetched)).event
            counts[event.what] += 1
            listen(event)
        tally = Tally(dict(counts))
        status = ExitStatus.REFUSED if tally.refused else ExitStatus.DONE
        store.finish_run(run, status, {what.value: n for what, n in counts.items()})
    return tally


def bodies(paths: Sequence[Path], archive: Path) -> Iterator[Fetched]:
    """The bodies at these paths, in order; the files of a folder by name."""
    own = archive.resolve()
    for path in paths:
        inside = path.resolve().is_relative_to(own)
        for file in sorted(filter(_is_page, path.rglob("*"))) if path.is_dir() else [path]:
            if not inside and file.resolve().is_relative_to(own):
                continue
            if file.name.endswith(WARC):
                yield from read_warc(file)
            else:
                yield _from_file(file)


def _is_page(file: Path) -> bool:
    """Whether a file of a folder is a page or a WARC file, be its name that of a script with its query."""
    if not file.is_file() or file.name == "robots.txt":
        return False
    ending = Path(file.name.partition("?")[0]).suffix.lower()
    if ending in PAGES or file.name.endswith(WARC):
        return True
    return ending in SCRIPTS and sniff_media_type(_start(file)) == "text/html"


def _start(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_START)


def _from_file(file: Path) -> Fetched:
    body = file.read_bytes()
    written = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    return Fetched(
        url=original_address(file, body) or f"file:{file.as_posix()}",
        status=200,
        headers=(),
        body=body,
        fetched_at=written,
        media_type=sniff_media_type(body, None),
    )

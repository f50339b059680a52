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
WARC = (".warc", ".warc.gz")


def add(paths: Sequence[Path], database: str, archive: Path, listen: Listener) -> Tally:
    """Archive, read and store what lies at these paths. A folder is searched for pages and WARC files.

    Raises OSError for a path that cannot be read, and StoreError or ArchiveError.
    """
    counts: Counter[What] = Counter()
    with open_store(database) as store, Archive(archive) as kept:
        seed(store)
        run = store.start_run("add " + " ".join(map(str, paths)))
        desk = Desk(kept, store)
        for fetched in bodies(paths):
            event = desk.read(fetched, desk.capture(fetched)).event
            counts[event.what] += 1
            listen(event)
        tally = Tally(dict(counts))
        status = ExitStatus.REFUSED if tally.refused else ExitStatus.DONE
        store.finish_run(run, status, {what.value: n for what, n in counts.items()})
    return tally


def bodies(paths: Sequence[Path]) -> Iterator[Fetched]:
    """The bodies at these paths, in order; the files of a folder by name."""
    for path in paths:
        files = sorted(file for file in path.rglob("*") if _is_page(file)) if path.is_dir() else [path]
        for file in files:
            if file.name.endswith(WARC):
                yield from read_warc(file)
            else:
                yield _from_file(file)


def _is_page(file: Path) -> bool:
    return file.is_file() and (file.suffix.lower() in PAGES or file.name.endswith(WARC))


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

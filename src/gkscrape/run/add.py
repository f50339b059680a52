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
from gkscrape.run.events import Event, Listener, Tally, What
from gkscrape.run.mirrors import original_address
from gkscrape.run.seeds import seed
from gkscrape.store import open_store

PAGES = {".html", ".htm", ".shtml", ".jhtml", ".txt"}
SCRIPTS = {"", ".jsp", ".aspx", ".asp", ".php", ".do", ".action"}
"""Endings of addresses that may be pages; a file so named is one if it looks like HTML."""
DOCUMENTS = (
    "application/pdf",
    "application/x-ole-storage",
    "application/vnd.openxmlformats-officedocument.",
    "application/ofd",
    "application/rtf",
    "multipart/related",
)
"""How the media types begin of files that may hold a report, if perhaps one that cannot be read yet."""
WARC = (".warc", ".warc.gz")
_NO_REPORT = {"robots.txt", "thumbs.db"}
_REACH = 65536


def add(paths: Sequence[Path], database: str, archive: Path, listen: Listener) -> Tally:
    """Archive, read and store what lies at these paths.

    A folder is searched for pages, documents and WARC files, and each other file is told as passed over;
    where it holds the archive itself, that is left alone. A file of a folder that cannot be opened is told.

    Raises OSError for a path that cannot be read, and StoreError or ArchiveError.
    """
    counts: Counter[What] = Counter()
    with open_store(database) as store, Archive(archive) as kept:
        seed(store)
        run = store.start_run("add " + " ".join(map(str, paths)))
        desk = Desk(kept, store)
        for found in bodies(paths, archive):
            event = found if isinstance(found, Event) else desk.read(found, desk.capture(found)).event
            counts[event.what] += 1
            listen(event)
        tally = Tally(dict(counts))
        status = ExitStatus.REFUSED if tally.refused else ExitStatus.DONE
        store.finish_run(run, status, {what.value: n for what, n in counts.items()})
    return tally


def bodies(paths: Sequence[Path], archive: Path) -> Iterator[Fetched | Event]:
    """The bodies at these paths, in order; of a folder by name, and what to tell of its other files."""
    own = archive.resolve()
    for path in paths:
        inside = path.resolve().is_relative_to(own)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_dir() or (not inside and file.resolve().is_relative_to(own)):
                continue
            yield from _in_folder(file) if path.is_dir() else _bodies_of(file)


def _bodies_of(file: Path) -> Iterator[Fetched]:
    if file.name.endswith(WARC):
        yield from read_warc(file)
    else:
        yield _from_file(file)


def _in_folder(file: Path) -> Iterator[Fetched | Event]:
    """What a file of a folder holds, or why it is left out."""
    try:
        why = _left_out(file)
        if why is None:
            yield from _bodies_of(file)
        else:
            yield Event(What.PASSED_OVER, f"file:{file.as_posix()}", why)
    except OSError as error:
        words = f"the file cannot be opened: {error.strerror or error}"
        yield Event(What.BROKEN, f"file:{file.as_posix()}", words)


def _left_out(file: Path) -> str | None:
    """What a file is that is no page, document or WARC file; None for these.

    A page may have the name of a script, be it with its query.
    """
    ending = Path(file.name.partition("?")[0]).suffix.lower()
    if file.name.lower() in _NO_REPORT:
        return file.name
    if ending in PAGES or file.name.endswith(WARC):
        return None
    kind = sniff_media_type(_start_and_end(file))
    if kind.startswith(DOCUMENTS) or (ending in SCRIPTS and kind == "text/html"):
        return None
    return ending or "no ending"


def _start_and_end(file: Path) -> bytes:
    """What tells the kind of a file, however long it is."""
    with file.open("rb") as stream:
        start = stream.read(_REACH)
        stream.seek(max(_REACH, file.stat().st_size - _REACH))
        return start + stream.read(_REACH)


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

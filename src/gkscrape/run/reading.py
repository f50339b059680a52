"""One body to a Report or a Refusal: opened, classified, read and checked, offline."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from gkscrape.checks import check
from gkscrape.documents import open_document, sniff_media_type
from gkscrape.errors import InputError
from gkscrape.form import load_forms
from gkscrape.portals.attachments import tables_elsewhere
from gkscrape.portals.bodies import find_body
from gkscrape.reading import Trace
from gkscrape.reading.report import explain_document, read_document
from gkscrape.record import Fetched, Refusal, RefusalKind, Report, Source
from gkscrape.refusals import classify_fetched


def read_fetched(fetched: Fetched) -> Report | Refusal:
    """What a response says, its status and headers considered: a challenge or soft 404 is refused."""
    source = _source(fetched.body, fetched.media_type, fetched.url)
    verdict = classify_fetched(fetched)
    if verdict is not None:
        return Refusal(source, verdict.kind, verdict.message)
    return read_body(fetched.body, fetched.media_type, url=fetched.url, charset=fetched.charset)


def read_body(
    body: bytes, media_type: str | None = None, *, url: str | None = None, charset: str | None = None
) -> Report | Refusal:
    """What a body says, whatever it was called on its way here; `url` is where it came from, if known."""
    try:
        document = open_document(body, media_type, charset)
    except InputError as error:
        return Refusal(_source(body, media_type, url), RefusalKind.UNREADABLE, str(error))
    source = _source(body, document.media_type, url)
    place = find_body(document, url)
    result = read_document(document, source, place.text(document))
    if isinstance(result, Refusal):
        return result
    result = place.unsettled(result)
    known = {(fault.code, fault.indicators) for fault in result.faults}
    faults = (*check(result, load_forms()), *tables_elsewhere(result, document, url or ""))
    new = (fault for fault in faults if (fault.code, fault.indicators) not in known)
    return replace(result, faults=(*result.faults, *new))


def _source(body: bytes, media_type: str | None, url: str | None) -> Source:
    known = media_type or sniff_media_type(body, None)
    return Source(hashlib.sha256(body).hexdigest(), known, len(body), url)


def read_path(path: Path, stream: BinaryIO | None = None) -> Report | Refusal:
    """What the file at `path` says, or what `stream` says in its place. A file that is none is refused."""
    try:
        body = stream.read() if stream is not None else path.read_bytes()
    except OSError as error:
        empty = Source(hashlib.sha256(b"").hexdigest(), "application/octet-stream", 0)
        told = error.strerror or str(error)
        if path.is_dir():
            told = f"a folder is no page; name its files, or keep all of them: gkscrape add {path}"
        return Refusal(empty, RefusalKind.UNREADABLE, told)
    return read_body(body)


def explain_path(path: Path) -> Trace | None:
    """Why the tables of a file were read as they were; None for a file without any, or unreadable."""
    try:
        document = open_document(path.read_bytes())
        return explain_document(find_body(document).text(document))
    except (OSError, InputError):
        return None

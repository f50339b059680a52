"""Responses as WARC/1.1 records and back; the door to warcio.

The same response gives the same record on every machine. Layout: ISO 28500:2017.
"""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from gkscrape import __version__
from gkscrape.archive.deflate import deflated
from gkscrape.archive.members import Member, members
from gkscrape.errors import ArchiveError
from gkscrape.record import Capture, Fetched

_BUILDER = RecordBuilder(warc_version="WARC/1.1")
_ORIGINAL = "X-Archive-Orig-"
_TOKEN = "!#$%&'*+-.^_`|~"
_RECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_UNPACKED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_HELD = ("response", "revisit")


@dataclass(frozen=True, slots=True)
class Record:
    """A response or revisit record. `refers_to` is where the response lies that a revisit repeats."""

    url: str
    moment: datetime
    sha256: str
    redirected_from: str | None
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    refers_to: tuple[str, int] | None

    def as_fetched(self, body: bytes) -> Fetched:
        """The response as it came, with this body; its Content-Type was added if it had none."""
        media_type, charset = _content_type(self.headers)
        headers = tuple((name.removeprefix(_ORIGINAL), value) for name, value in self.headers[:-1])
        return Fetched(
            self.url, self.status, headers, body, self.moment, media_type, charset, self.redirected_from
        )

    def as_capture(self, warc: str, offset: int) -> Capture:
        """The capture that `put` returned for it."""
        media_type, _ = _content_type(self.headers)
        size = int(_header(self.headers, "content-length") or len(self.body))
        return Capture(self.url, self.sha256, media_type, size, self.status, self.moment, warc, offset)


def response(fetched: Fetched, digest: str) -> bytes:
    """A response record with its body, as one gzip member. `digest` is the sha256 of the body."""
    return _pack("response", fetched, digest, {}, fetched.body)


def revisit(fetched: Fetched, digest: str, known: Capture, place: tuple[str, int]) -> bytes:
    """A revisit record of the same bytes as `known`, whose response record lies at `place`."""
    refers = {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To-Target-URI": known.url,
        "WARC-Refers-To-Date": _date(known.fetched_at),
        "WARC-Refers-To-Filename": place[0],
        "WARC-Refers-To-File-Offset": str(place[1]),
    }
    return _pack("revisit", fetched, digest, refers, b"")


def _pack(kind: str, fetched: Fetched, digest: str, more: dict[str, str], body: bytes) -> bytes:
    """One record as a gzip member; the same response unpacks to the same bytes on every machine."""
    date = _date(fetched.fetched_at)
    headers = {
        "WARC-Record-ID": _record_id(f"{kind} {fetched.url} {date} {digest}"),
        "WARC-Date": date,
        "WARC-Payload-Digest": f"sha256:{base64.b32encode(bytes.fromhex(digest)).decode()}",
        **more,
    }
    if fetched.redirected_from:
        headers["Redirected-From"] = fetched.redirected_from
    http = StatusAndHeaders(_status_line(fetched.status), _http_headers(fetched), protocol="HTTP/1.1")
    http.compute_headers_buffer()
    return _written(fetched.url, kind, headers, [http.headers_buff, body])


def _written(url: str, kind: str, headers: dict[str, str], block: list[bytes]) -> bytes:
    """A record with these headers, to which warcio adds those of its kind; the body is copied only once."""
    digest = hashlib.sha1(usedforsecurity=False)
    for part in block:
        digest.update(part)
    named = {**headers, "WARC-Block-Digest": f"sha1:{base64.b32encode(digest.digest()).decode()}"}
    record = _BUILDER.create_warc_record(url, kind, warc_headers_dict=named)
    record.rec_headers.add_header("Content-Type", record.content_type)
    record.rec_headers.add_header("Content-Length", str(sum(map(len, block))))
    return deflated(b"".join([record.rec_headers.to_bytes(encoding="utf-8"), *block, b"\r\n\r\n"]))


def warcinfo(name: str, moment: datetime) -> bytes:
    """The record that opens a file and says what wrote it."""
    fields = f"software: gkscrape/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    date = _date(moment)
    headers = {"WARC-Record-ID": _record_id(f"{name} {date}"), "WARC-Date": date, "WARC-Filename": name}
    return _written("", "warcinfo", headers, [fields])


def _record_id(words: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, words)}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment(date: str) -> datetime:
    return datetime.fromisoformat(date).astimezone(UTC)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _http_headers(fetched: Fetched) -> list[tuple[str, str]]:
    """The headers as they came; those that decoding made untrue are marked, the true length is last.

    What no name may hold is written as in addresses, what has no name is left out.
    """
    headers = [
        (f"{_ORIGINAL}{name}" if name.lower() in _RECODED else quote(name, safe=_TOKEN), _one_line(value))
        for name, value in fetched.headers
        if name
    ]
    if _header(fetched.headers, "content-type") is None:
        charset = f"; charset={fetched.charset}" if fetched.charset else ""
        headers.append(("Content-Type", f"{fetched.media_type}{charset}"))
    return [*headers, ("Content-Length", str(len(fetched.body)))]


def _one_line(value: str) -> str:
    return " ".join(value.splitlines()).strip()


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _content_type(headers: tuple[tuple[str, str], ...]) -> tuple[str, str | None]:
    printed = _header(headers, "content-type")
    if not printed:
        return "application/octet-stream", None
    message = Message()
    message["Content-Type"] = printed
    return printed.partition(";")[
        0
    ].strip().lower() or "application/octet-stream", message.get_content_charset()


def parse(path: Path, member: Member) -> Record | None:
    """The response or revisit in a member; None for records of other types."""
    try:
        record = next(ArchiveIterator(io.BytesIO(member.data)))
        http, warc = _http(record), record.rec_headers
        if record.rec_type not in _HELD or http is None:
            return None
        place = warc.get_header("WARC-Refers-To-Filename"), warc.get_header("WARC-Refers-To-File-Offset")
        return Record(
            url=warc.get_header("WARC-Target-URI"),
            moment=_moment(warc.get_header("WARC-Date")),
            sha256=base64.b32decode(warc.get_header("WARC-Payload-Digest").removeprefix("sha256:")).hex(),
            redirected_from=warc.get_header("Redirected-From"),
            status=int(http.get_statuscode()),
            headers=tuple(http.headers),
            body=record.raw_stream.read(),
            refers_to=(place[0], int(place[1])) if record.rec_type == "revisit" else None,
        )
    except (ArchiveLoadFailed, StopIteration, ValueError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path} at {member.start}: not a record of gkscrape ({error})") from error


def _http(record: Any) -> StatusAndHeaders | None:
    """The HTTP headers of a record; those of a local file, which warcio leaves unread, are read here."""
    if record.http_headers is None and record.rec_headers.get_header("WARC-Target-URI", "").startswith(
        "file:"
    ):
        record.http_headers = StatusAndHeadersParser(["HTTP/1.1"]).parse(record.raw_stream)
    return record.http_headers


def read_warc(path: Path) -> Iterator[Fetched]:
    """The responses of any WARC file, also of other tools, bodies after content decoding.

    Revisits and other records are passed over; a body in an encoding that cannot be undone keeps its
    Content-Encoding. Raises ArchiveError for what is no WARC file, or breaks off.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            for stream in _unpacked(path) if packed else [file]:
                for record in ArchiveIterator(stream):
                    if record.rec_type == "response" and _http(record) is not None:
                        yield _foreign(path, record)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror})") from error
    except (ArchiveLoadFailed, zlib.error, ValueError, EOFError) as error:
        raise ArchiveError(f"{path}: not a WARC file that can be read ({error})") from error


def _unpacked(path: Path) -> Iterator[io.BytesIO]:
    end = 0
    for member in members(path):
        yield io.BytesIO(member.data)
        end = member.end
    if end < path.stat().st_size:
        raise ArchiveError(f"{path} at {end}: the file breaks off here")


def _foreign(path: Path, record: Any) -> Fetched:
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    media_type, charset = _content_type(headers)
    untrue = _RECODED if (_header(headers, "content-encoding") or "").lower() in _UNPACKED else frozenset()
    body = record.content_stream().read()
    record.raw_stream.read()
    if record.raw_stream.limit > 0:
        raise ArchiveError(
            f"{path}: the file breaks off in the last {record.raw_stream.limit} bytes of a record"
        )
    return Fetched(
        url=record.rec_headers.get_header("WARC-Target-URI", "").strip("<>"),
        status=int(record.http_headers.get_statuscode()),
        headers=tuple(item for item in headers if item[0].lower() not in untrue),
        body=body,
        fetched_at=_moment(record.rec_headers.get_header("WARC-Date")),
        media_type=media_type,
        charset=charset,
    )

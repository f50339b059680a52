"""Where a saved page came from, by what browsers and mirroring tools leave in it or in its path."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote

_NOTES = (
    re.compile(rb"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s>]+)\s*-->", re.IGNORECASE),
    re.compile(rb"<!--\s*Mirrored from ([\w.-]+(?::\d+)?/[^\s>]*) by HTTrack", re.IGNORECASE),
)
_START = 4096
_ADDED = re.compile(r"(\?[^/]*)\.html$")
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:cn|com|net|org|gov)(?:[:+]\d{{1,5}})?", re.IGNORECASE)


def original_address(file: Path, body: bytes) -> str | None:
    """The address that a saved page had; None where nothing tells it.

    A browser notes it in the page (`saved from url=`), HTTrack too; wget and HTTrack name a folder by the
    host, and keep the path below it. Neither keeps the scheme: it is given as http, which portals redirect
    from.
    """
    for note in _NOTES:
        if found := note.search(body[:_START]):
            address = found[1].decode("ascii", "replace")
            return address if "://" in address else f"http://{address}"
    return _by_folder(PurePosixPath(file.as_posix()))


def _by_folder(path: PurePosixPath) -> str | None:
    """The address that the path spells from the last folder on that is named like a host.

    What wget puts behind a query to make the file a page (`-E`) is taken off again.

    >>> _by_folder(PurePosixPath("/data/www.qingxi.gov.cn/zwgk/t1_2.html"))
    'http://www.qingxi.gov.cn/zwgk/t1_2.html'
    >>> _by_folder(PurePosixPath("m/www.qingxi.gov.cn:8080/a.jsp?id=3"))
    'http://www.qingxi.gov.cn:8080/a.jsp?id=3'
    >>> _by_folder(PurePosixPath("m/www.qingxi.gov.cn/a.jsp?id=3.html"))
    'http://www.qingxi.gov.cn/a.jsp?id=3'
    >>> _by_folder(PurePosixPath("2021/a.html"))
    """
    folders = path.parts[:-1]
    for place in reversed(range(len(folders))):
        if _HOST.fullmatch(folders[place]):
            host = folders[place].lower().replace("+", ":")
            rest = _ADDED.sub(r"\1", "/".join(path.parts[place + 1 :]))
            return f"http://{host}/" + quote(rest, safe="/?&=%+,;:@!$'()*~")
    return None

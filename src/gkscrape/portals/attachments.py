"""The files and pictures of a report's page, in which its tables may stand.

A file is known by its extension or by the download script of a CMS; a picture by lying among the page's own
files, which the furniture of a portal (logos, buttons, codes to scan) does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from gkscrape.documents import Document
from gkscrape.portals.links import canonical, directory
from gkscrape.record import Fault, Grade, Kind, Report, Status, Suspect
from gkscrape.text import fold

FAULT = "report.tables_in_attachment"
MOST = 30
"""So many attachments of one page are recognised; more belong to a page that is no report."""

_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar|7z)$", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"/(?:OpennessContent|XxgkContent)/download/|/_content/download\.jsp|/downfile\.jsp|/download\.do$", re.I
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", re.IGNORECASE)
_OWN_FILES = re.compile(
    r"/(?:uploads?|upfiles?|uploadfiles?|attach(?:ments?)?|attached|pictures?|photo|ueditor|userfiles|__local"
    r"|ewebeditor|kindeditor|files?)(?:/|_)|/[WP]0\d{10,}",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|ico|banner|qr|qrcode|ewm|erweima|weixin|wx|weibo|wb|bg|btn|button|top|foot|footer|head"
    r"|header|share|print|close|arrow|jiucuo|error|red|blue|beian|gongan|conac|dzjg|search|spacer|blank|line|nav)"
    r"\d*(?:[/_.-]|$)",
    re.IGNORECASE,
)
_OTHER_FILE = re.compile("申请(?:表|书)|办事指南|公开指南|使用(?:说明|手册)|客户端|浏览器|阅读器|插件")
_ANNEX = re.compile("附[件表]|统计表")
_FIRST_TABLES, _FIRST_ANNEXES = 2019, 2014


class AttachmentKind(StrEnum):
    """What an attachment is to a reader of the page."""

    FILE = "file"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or picture of a page. `url` is None for a picture that the page holds in itself."""

    kind: AttachmentKind
    url: str | None
    text: str = ""


def attachments(document: Document, url: str) -> tuple[Attachment, ...]:
    """The files that a page links to or frames, then the pictures among its own files, each once."""
    base = urljoin(url, document.base or "")
    found = dict.fromkeys((*_files(document, base), *_pictures(document, base)))
    return tuple(found)[:MOST]


def tables_elsewhere(report: Report, document: Document, url: str) -> tuple[Fault, ...]:
    """The fault that says so when tables of a report can only stand in its files and pictures."""
    if report.cells and not _lacks_a_table(report):
        return ()
    held = attachments(document, url)
    files = sum(one.kind is AttachmentKind.FILE for one in held)
    pictures = len(held) - files
    if not held or not _lacks_tables(report, bool(files), _speaks_of_annex(document)):
        return ()
    message = (
        f"tables are missing from the text; the page has {files} files and {pictures} pictures, in which "
        "they may stand: those are archived, and not read yet"
    )
    return (Fault(FAULT, Grade.ERROR, message, suspect=Suspect.PUBLISHER),)


def _lacks_tables(report: Report, has_files: bool, speaks_of_annex: bool) -> bool:
    """Whether a report that should print tables lacks all cells of one; before 2019 they were an annex."""
    year = report.identity.year
    if report.cells:
        return _lacks_a_table(report)
    if year is None or year >= _FIRST_TABLES:
        return True
    return year >= _FIRST_ANNEXES and (has_files or speaks_of_annex)


def _lacks_a_table(report: Report) -> bool:
    """Whether all cells of one of the report's tables are missing."""
    groups = {cell.indicator.partition("/")[0] for cell in report.cells}
    there = {
        cell.indicator.partition("/")[0]
        for cell in report.cells
        if cell.status is not Status.MISSING or cell.kind is Kind.NUMBER
    }
    return bool(groups - there)


def _speaks_of_annex(document: Document) -> bool:
    return any(_ANNEX.search(fold(line.text)) for line in document.lines)


def _files(document: Document, base: str) -> Iterator[Attachment]:
    for href, text in document.links:
        address = _shown(canonical(base, href), base)
        if address is not None and _is_file(address) and not _OTHER_FILE.search(fold(text)):
            yield Attachment(AttachmentKind.FILE, address, text)


def _shown(address: str | None, base: str) -> str | None:
    """The file behind a viewer's address (`viewer.html?file=…`); any other address as it is."""
    if address is None:
        return None
    parts = urlsplit(address)
    shown = dict(parse_qsl(parts.query)).get("file", "")
    if parts.path.endswith("viewer.html") and _FILE.search(shown):
        return canonical(base, shown)
    return address


def _is_file(address: str) -> bool:
    parts = urlsplit(address)
    named = any(_FILE.search(value) for _, value in parse_qsl(parts.query))
    return bool(_FILE.search(unquote(parts.path)) or _DOWNLOAD.search(parts.path)) or named


def _pictures(document: Document, base: str) -> Iterator[Attachment]:
    for src in document.images:
        if src.lower().startswith("data:image"):
            yield Attachment(AttachmentKind.PICTURE, None)
            continue
        address = canonical(base, src)
        if address is not None and _is_own_picture(address, base):
            yield Attachment(AttachmentKind.PICTURE, address)


def _is_own_picture(address: str, base: str) -> bool:
    path = urlsplit(address).path
    if not _PICTURE.search(path) or _FURNITURE.search(path):
        return False
    home = directory(base)
    beside = address.startswith(home) and urlsplit(home).path.count("/") > 1
    return beside or _OWN_FILES.search(path) is not None

"""What a body is, told from its bytes before anything that a server or a file name declares."""

from __future__ import annotations

import codecs
import re

HTML = "text/html"
PLAIN = "text/plain"
BINARY = "application/octet-stream"

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIP = "application/zip"
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
)
_ZIPPED = (
    (b"word/document.xml", _OFFICE + "wordprocessingml.document"),
    (b"xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
    (b"OFD.xml", "application/ofd"),
)
UNREADABLE = {
    "application/pdf": "a PDF",
    "application/x-ole-storage": "a Word, Excel or WPS file in the format of before 2007",
    _OFFICE + "wordprocessingml.document": "a Word file (DOCX)",
    _OFFICE + "spreadsheetml.sheet": "an Excel file (XLSX)",
    _OFFICE + "presentationml.presentation": "a PowerPoint file (PPTX)",
    "application/ofd": "an OFD file",
    "application/rtf": "an RTF file",
    _ZIP: "a ZIP archive",
    "application/vnd.rar": "a RAR archive",
    "application/x-7z-compressed": "a 7z archive",
    "application/gzip": "a gzip archive",
    "multipart/related": "a web archive (MHTML)",
    "image/png": "a picture (PNG)",
    "image/jpeg": "a picture (JPEG)",
    "image/gif": "a picture (GIF)",
    "image/tiff": "a picture (TIFF)",
    "image/bmp": "a picture (BMP)",
    "image/webp": "a picture (WebP)",
    BINARY: "binary data of no known format",
}
"""The types that cannot be opened as text, each as a reader would call it."""
ARCHIVES = {_ZIP, "application/vnd.rar", "application/x-7z-compressed", "application/gzip"}

_REACH = 65536
_ROOT = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<\?xml\b", re.I)
_TAG = re.compile(rb"<(?:/?[a-z][a-z0-9:]*(?:\s[^<>]*)?/?>|!doctype\b|!--|!\[)", re.I)
_KNOWN_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|span|table|tbody|tr|td|br|ul|li|script|style|font|center"
    rb"|strong|h[1-6]|a\s+href)\b[^<>]*>",
    re.I,
)


def sniff_media_type(body: bytes, declared: str | None = None) -> str:
    """Return the media type of a body, without parameters: by its magic bytes, the declared type, its look.

    A declared type is believed only as far as the bytes allow: a page served as text/plain is HTML, a text
    served as text/html without one tag is plain text.

    >>> sniff_media_type(b"%PDF-1.7", "text/html"), sniff_media_type(b"<p>1</p>"), sniff_media_type(b"1 2 3")
    ('application/pdf', 'text/html', 'text/plain')
    """
    binary = _binary_type(body)
    if binary is not None:
        return binary
    start = _as_ascii(body[:_REACH])
    named = (declared or "").partition(";")[0].strip().lower()
    if _ROOT.match(start):
        return HTML
    if named in (HTML, "application/xhtml+xml"):
        return HTML if _TAG.search(start) or not start.strip() else PLAIN
    if named.endswith(("/xml", "+xml")) or _XML.match(start):
        return "application/xml"
    if named.startswith("text/") or named.endswith(("json", "javascript")):
        return named
    return HTML if _KNOWN_TAG.search(start) else PLAIN


def _binary_type(body: bytes) -> str | None:
    if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    if b"%PDF-" in body[:1024] and not _ROOT.match(body[:_REACH]):
        return "application/pdf"
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        names = body[:_REACH] + body[-_REACH:]
        return next((media for name, media in _ZIPPED if name in names), _ZIP)
    for magic, media in _MAGIC:
        if body.startswith(magic):
            return media
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    if body.startswith(b"MIME-Version:") and b"multipart/related" in body[:1024]:
        return "multipart/related"
    if b"\0" not in body:
        return None
    return "image/bmp" if body.startswith(b"BM") else BINARY


def _as_ascii(start: bytes) -> bytes:
    """Return the opening with its markup in ASCII, also where the body is UTF-16."""
    if start.startswith(codecs.BOM_UTF8):
        return start[len(codecs.BOM_UTF8) :]
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return start.decode("utf-16", "replace").encode("utf-8", "replace")
    return start

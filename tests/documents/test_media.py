"""What a body is, told from its bytes."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from gkscrape.documents import open_document, sniff_media_type
from gkscrape.documents.media import BINARY, UNREADABLE
from gkscrape.errors import ExitStatus, InputError

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return buffer.getvalue()


MAGIC = {
    "application/pdf": b"%PDF-1.4\n%\xe2\xe3",
    "application/zip": zipped("a.txt"),
    "application/ofd": zipped("OFD.xml", "Doc_0/Document.xml"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": zipped("word/document.xml"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": zipped("xl/workbook.xml"),
    "application/x-ole-storage": OLE2,
    "application/vnd.rar": b"Rar!\x1a\x07\x00" + bytes(20),
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c" + bytes(20),
    "application/gzip": b"\x1f\x8b\x08" + bytes(20),
    "application/rtf": rb"{\rtf1\ansi",
    "multipart/related": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n",
    "image/png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "image/jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "image/gif": b"GIF89a" + bytes(20),
    "image/tiff": b"II*\x00" + bytes(20),
    "image/bmp": b"BM" + bytes(20),
    "image/webp": b"RIFF\x00\x00\x00\x00WEBP" + bytes(20),
    BINARY: b"\x01\x02\x00\x03",
}


@pytest.mark.parametrize(("media", "body"), MAGIC.items(), ids=MAGIC)
def test_bytes_overrule_any_declaration(media: str, body: bytes) -> None:
    for declared in (None, "text/html; charset=utf-8", "text/plain"):
        assert sniff_media_type(body, declared) == media
    assert media in UNREADABLE


@pytest.mark.parametrize(("media", "body"), MAGIC.items(), ids=MAGIC)
def test_what_cannot_be_read_is_refused_by_its_name(media: str, body: bytes) -> None:
    with pytest.raises(InputError) as refused:
        open_document(body, "text/html")
    assert UNREADABLE[media] in str(refused.value)
    assert refused.value.exit_status == ExitStatus.REFUSED


@pytest.mark.parametrize(
    ("body", "declared", "media"),
    [
        (b"<!DOCTYPE html><p>1", "text/plain", "text/html"),
        (b"<?xml version='1.0'?><!-- x --><html>", "text/xml", "text/html"),
        (b"\xef\xbb\xbf<html>", None, "text/html"),
        ("<html>年报".encode("utf-16"), None, "text/html"),
        (b"  <div>1</div>", None, "text/html"),
        (b"<p class=MsoNormal>1</p>", "application/octet-stream", "text/html"),
        (b"<table><tr><td>1", "TEXT/HTML;charset=gbk", "text/html"),
        (b"", "text/html", "text/html"),
        ("规章 0 0 0\n".encode(), "text/html", "text/plain"),
        (b"a < b and b > c", "text/html", "text/plain"),
        (b"1\t2\t3", None, "text/plain"),
        (b"", None, "text/plain"),
        (b"<p>1</p>", "text/plain", "text/plain"),
        (b'{"html": "<p>1</p>"}', "application/json", "application/json"),
        (b"<?xml version='1.0'?><rows/>", None, "application/xml"),
        (b"<rss/>", "application/rss+xml", "application/xml"),
        (b"<html>%PDF-1.4 is a format", None, "text/html"),
    ],
)
def test_text_is_told_by_declaration_and_look(body: bytes, declared: str | None, media: str) -> None:
    assert sniff_media_type(body, declared) == media


def test_a_hostile_opening_does_not_stall_it() -> None:
    started = time.perf_counter()
    assert sniff_media_type(b"<!---->" * 9000) == "text/plain"
    assert sniff_media_type(b"<!--" * 16000) == "text/plain"
    assert time.perf_counter() - started < 2

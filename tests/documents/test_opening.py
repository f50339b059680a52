"""The door itself: what is opened, what is refused, and in which words."""

from __future__ import annotations

import random
import time

import pytest

from gkscrape import documents
from gkscrape.documents import Document, Line, open_document
from gkscrape.errors import InputError


def test_the_public_names_are_there() -> None:
    assert all(hasattr(documents, name) for name in documents.__all__)


def test_a_pdf_is_called_a_pdf() -> None:
    with pytest.raises(InputError, match="a PDF, which this version cannot read yet"):
        open_document(b"%PDF-1.7 ...")


def test_a_body_over_the_cap_is_refused_with_its_size() -> None:
    with pytest.raises(InputError, match=r"20,000,001 bytes; bodies of more than 20,000,000"):
        open_document(b" " * 20_000_001, "text/html")
    assert open_document(b"12345", limit=5).lines == (Line(1, "12345"),)
    with pytest.raises(InputError):
        open_document(b"123456", limit=5)


def test_bytes_that_are_text_in_no_charset_are_refused() -> None:
    dice = random.Random(1)
    noise = bytes(dice.choice([*range(1, 9), *range(128, 256)]) for _ in range(2000))
    with pytest.raises(InputError, match="not text in UTF-8, GB18030"):
        open_document(noise, "text/html")


@pytest.mark.parametrize(
    "body", [b"", b"   \n", b"<html><body></body></html>", b"<!-- -->", b"<p>&nbsp;</p>"]
)
def test_a_page_without_content_has_no_lines(body: bytes) -> None:
    document = open_document(body, "text/html")
    assert isinstance(document, Document)
    assert document.lines == document.blocks == ()


def test_the_charset_may_stand_in_the_media_type() -> None:
    body = "資訊公開".encode("big5")
    assert open_document(body, "text/plain; charset=Big5").lines[0].text == "資訊公開"
    assert open_document(body, "text/plain", "big5").charset == "big5hkscs"


def test_a_cut_last_character_does_not_refuse_a_short_body() -> None:
    assert open_document("年报".encode()[:-1]).lines == (Line(1, "年\ufffd"),)


def test_xml_and_json_open_as_their_text() -> None:
    document = open_document(b"<?xml version='1.0'?>\n<r><![CDATA[<a href='x'>1</a>]]></r>", "text/xml")
    assert document.media_type == "application/xml"
    assert document.lines[1].text == "<r><![CDATA[<a href='x'>1</a>]]></r>"


HOSTILE = {
    "nested div": "<div>" * 100_000,
    "nested div, with stray closings before": "</div>" * 50_000 + "<div>" * 50_000,
    "nested div, closings in comments": "<div><!--</div>-->" * 50_000,
    "nested tables": "<table><tr><td>" * 50_000,
    "nested lists": "<ul><li>" * 30_000,
    "nested list items of two kinds": "<dd><li>" * 30_000,
    "nested span, properly closed": "<span>" * 30_000 + "x" + "</span>" * 30_000,
    "unclosed formatting": "".join(f"<p><font size={n}>x" for n in range(3000)),
    "formatting open through many paragraphs": "".join(f"<p><font a={n}>x" for n in range(499)) * 10,
    "attributes of one tag": "<html><p " + " ".join(f"a{n}=x" for n in range(100_000)) + ">x",
    "attributes that hold tags": "<html><p " + " ".join(f"a{n}='<p>'" for n in range(100_000)) + ">x",
    "millions of tags": "<br>x" * 500_001,
    "spans beyond measure": "<table><tr><td>a<td>b" + "<tr><td colspan=1000 rowspan=65534>x<td>y" * 1000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_refused_soon(page: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError):
        open_document(page.encode(), "text/html")
    assert time.perf_counter() - started < 3


HARMLESS = {
    "deep but bearable": "<div>" * 2000 + "text",
    "unclosed cells": "<table>" + "<tr><td>1<td>2" * 6000,
    "unclosed paragraphs": "<p>x" * 12_000,
    "the same font again and again": "<p><font size=2>x" * 3000,
    "a picture within its tag": f"<img src='data:image/png;base64,{'iVBOR w0K/Ggo ' * 20_000}'>x",
    "many closed fonts": "".join(f"<font size={n}>x</font>" for n in range(3000)),
    "unclosed comment": "x" + "<!--" * 40_000,
    "unclosed tags": "x" + "<b <font " * 20_000,
    "thousands of nested frames": "x" + "<table><tr><td>" * 1500,
}


@pytest.mark.parametrize("page", HARMLESS.values(), ids=HARMLESS)
def test_a_merely_careless_page_is_opened_soon(page: str) -> None:
    started = time.perf_counter()
    assert open_document(page.encode(), "text/html").lines
    assert time.perf_counter() - started < 3

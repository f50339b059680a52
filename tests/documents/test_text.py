"""Plain text: its lines are those of the file."""

from __future__ import annotations

import pytest

from gkscrape.documents import Document, open_document
from gkscrape.errors import InputError


def texts(body: bytes) -> list[str]:
    document = open_document(body, "text/plain")
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    assert document.blocks == document.lines
    return [line.text for line in document.lines]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(end: str) -> None:
    assert texts(end.join(["一", "", "二", ""]).encode()) == ["一", "", "二"]


def test_line_ends_may_be_mixed() -> None:
    assert texts(b"a\r\nb\nc\rd\n\re") == ["a", "b", "c", "d", "", "e"]


def test_a_last_line_without_an_end_counts() -> None:
    assert texts(b"a\nb") == ["a", "b"]


def test_a_form_feed_or_a_separator_is_no_line_end() -> None:
    assert texts("a\fb\n\fc\x0bd\u2028e\x85f\n".encode()) == ["a\fb", "\fc\x0bd\u2028e\x85f"]


def test_lines_stay_as_they_stand() -> None:
    assert texts("　规章\t0 |  \u00a0\n 0 \n".encode()) == ["　规章\t0 |  \u00a0", " 0 "]


def test_an_empty_body_is_a_document_without_lines() -> None:
    assert open_document(b"") == Document("text/plain", "utf-8", None, (), (), ())


def test_a_text_of_millions_of_lines_is_refused() -> None:
    with pytest.raises(InputError, match="1,000,001 lines"):
        open_document(b"\n" * 1_000_001)


def test_a_byte_order_mark_is_no_text() -> None:
    assert texts(b"\xef\xbb\xbf1\n") == ["1"]

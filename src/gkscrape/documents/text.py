"""Opens a plain text: its physical lines, numbered as an editor numbers them."""

from __future__ import annotations

import re

from gkscrape.documents.model import Document, Line
from gkscrape.errors import InputError

MAX_LINES = 1_000_000

_LINE_END = re.compile(r"\r\n|\r|\n")


def open_text(text: str, media_type: str, charset: str) -> Document:
    """Return a Document with every physical line as it stands, blank ones too; InputError beyond 1,000,000.

    Lines end at \\r\\n, \\n or \\r only. A form feed stays in its line, because editors count none there.
    """
    parts = _LINE_END.split(text)
    if parts[-1] == "":
        parts.pop()
    if len(parts) > MAX_LINES:
        raise InputError(f"the text has {len(parts):,} lines; beyond {MAX_LINES:,} a text is not read")
    lines = tuple(Line(number, part) for number, part in enumerate(parts, 1))
    return Document(media_type=media_type, charset=charset, title=None, meta=(), lines=lines, blocks=lines)

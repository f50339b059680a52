"""Opens the bytes of any body that this version can read, and refuses the others by name."""

from __future__ import annotations

import re

from gkscrape.documents.charset import LOST, decode
from gkscrape.documents.html import open_html
from gkscrape.documents.media import ARCHIVES, HTML, UNREADABLE, sniff_media_type
from gkscrape.documents.model import Document
from gkscrape.documents.text import open_text
from gkscrape.errors import InputError

MAX_BYTES = 20_000_000

_CHARSET_PARAMETER = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_CONTROLS = bytes((*range(9), *range(14, 32)))
_JUNK_SHARE = 0.1


def open_document(
    body: bytes, media_type: str | None = None, charset: str | None = None, limit: int = MAX_BYTES
) -> Document:
    """Return the body as a Document; one without content has no lines.

    `media_type` and `charset` are what the server or the file name declares; both may be wrong or missing.
    InputError names what cannot be read: a body of more than `limit` bytes, a format that this version cannot
    open, bytes that are text in no known charset, a page nested or spanned beyond all measure.
    """
    if len(body) > limit:
        raise InputError(f"the body has {len(body):,} bytes; bodies of more than {limit:,} are not read")
    kind = sniff_media_type(body, media_type)
    if kind in UNREADABLE:
        raise InputError(
            f"the body is {UNREADABLE[kind]}, which this version cannot read yet; {_remedy(kind)}"
        )
    text, used = decode(body, charset or _parameter(media_type))
    _refuse_junk(text)
    return (open_html if kind == HTML else open_text)(text, kind, used)


def _remedy(kind: str) -> str:
    """What a person can do about a format that cannot be read."""
    if kind in ARCHIVES:
        return "unpack it, and give what it holds"
    if kind.startswith("image/"):
        return "write out its text, and give that"
    return "save it as HTML or text, and give that"


def _parameter(media_type: str | None) -> str | None:
    found = _CHARSET_PARAMETER.search(media_type or "")
    return found[1] if found else None


def _refuse_junk(text: str) -> None:
    """Refuse what decodes only to rubbish; a last character cut in two is none."""
    whole = text.removesuffix(LOST)
    written = whole.encode("utf-8", "surrogatepass")
    lost = whole.count(LOST) if LOST in whole else 0
    junk = lost + len(written) - len(written.translate(None, _CONTROLS))
    if junk > _JUNK_SHARE * len(text):
        raise InputError(
            "the body is not text in UTF-8, GB18030 or its declared charset:"
            f" {junk:,} of its {len(text):,} characters cannot be read"
        )

"""From bytes to text: which charset a body is really in.

What a server or a page declares is often wrong, and old pages that say gb2312 hold characters of GBK, so the
bytes themselves are asked first: byte order mark, then strict UTF-8, then the declaration (the header before
the <meta>) if it decodes, then strict GB18030, and at last whatever loses the fewest characters.
"""

from __future__ import annotations

import codecs
import re

LOST = "\ufffd"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Single-byte charsets are left out on purpose: they decode anything, so a declaration of one proves nothing.
_LABELS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
    **dict.fromkeys(
        (
            "gb2312",
            "gb_2312-80",
            "gb_2312",
            "x-gb2312",
            "csgb2312",
            "euc-cn",
            "gbk",
            "x-gbk",
            "cp936",
            "ms936",
        ),
        "gb18030",
    ),
    **dict.fromkeys(("windows-936", "gb18030", "gb18030-2000", "gb-18030", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "big-5", "big5-hkscs", "cn-big5", "x-x-big5", "cp950"), "big5hkscs"),
}
_META_REACH = 4096
_CONVINCING = 4
_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)


def decode(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text of a body and the name of the charset that it was decoded from.

    A last character of which the body holds only a part (a body cut short) becomes one U+FFFD and does not
    speak against a charset in which the characters before it make sense.

    >>> decode("岜圲螅".encode("gbk"), "gb2312")
    ('岜圲螅', 'gb18030')
    >>> decode("年报".encode(), "gb2312")
    ('年报', 'utf-8')
    >>> decode("政府信息公开年报".encode()[:-1], "gbk")
    ('政府信息公开年\ufffd', 'utf-8')
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    likely = list(dict.fromkeys(("utf-8", *_declarations(body, declared), "gb18030")))
    for name in likely:
        text = _strict(body, name)
        if text is not None:
            return text, name
    loose = ((body.decode(name, "replace"), name) for name in likely)
    return min(loose, key=lambda found: found[0].count(LOST))


def canonical(label: str | None) -> str | None:
    """Return the codec for a declared charset, widened where pages say less than they use; None if unknown.

    >>> canonical(" GB2312 "), canonical("x-gbk"), canonical("UTF8"), canonical("iso-8859-1"), canonical(None)
    ('gb18030', 'gb18030', 'utf-8', None, None)
    """
    return _LABELS.get((label or "").strip().strip("\"'").lower())


def _declarations(body: bytes, header: str | None) -> list[str]:
    found = _META_CHARSET.search(body[:_META_REACH])
    names = (canonical(header), canonical(found[1].decode("ascii", "replace")) if found else None)
    return [name for name in names if name is not None]


def _strict(body: bytes, name: str) -> str | None:
    """Return the text if every byte fits the charset, or all but a cut last character; otherwise None.

    A few characters of GBK may by chance be UTF-8 with its end cut off: so few prove nothing.
    """
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        text = decoder.decode(body)
    except UnicodeDecodeError:
        return None
    if not decoder.getstate()[0]:
        return text
    return text + LOST if sum(map("\x7f".__lt__, text)) >= _CONVINCING else None

"""Refuses a page whose source says that parsing it would cost beyond measure, before it is parsed.

Four shapes make the work of an HTML parser grow far beyond what a page of text costs: very many tags;
elements nested very deep (100,000 nested <div> take most of a minute); very many attributes of one tag, each
compared with all before it (200,000 take minutes); and formatting elements left open, of which each is opened
again in every paragraph that follows (500 open <font>, 5,000 paragraphs: gigabytes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from gkscrape.errors import InputError

MAX_TAGS = 500_000
MAX_DEPTH = 10_000
MAX_REOPENED = 500_000
MAX_ATTRIBUTES = 5_000

_ROOM_FOR_ATTRIBUTES = 100_000
"""A page of fewer characters has no room for so many attributes of one tag that they would cost seconds."""

# Elements without content, and those that end by themselves where the next of their kind begins, do not nest.
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|td|th|tr|tbody|thead|tfoot"
    r"|option|colgroup|caption|html|head|body)\b)[a-z]",
    re.IGNORECASE,
)
_NOT_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"""<[a-zA-Z][^>"']*+(?:(?:"[^"]*"|'[^']*')[^>"']*+)*+""")
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_FORMATTING = r"(?:[bisuBISU]|big|code|em|EM|font|FONT|nobr|small|strike|strong|STRONG|tt)\b[^<>]*>"
_OPENING_FORMATTING = re.compile("<" + _FORMATTING)
_ANY_FORMATTING = re.compile("<(/?)" + _FORMATTING)


def refuse_beyond_bounds(html: str) -> None:
    """Raise InputError for too many tags, or attributes of one, nested too deep, too much left open.

    Depth and open formatting are upper estimates; for a page of ordinary size they are not even made.
    """
    tags = html.count("<")
    if tags > MAX_TAGS:
        raise InputError(f"the page holds {tags:,} tags; beyond {MAX_TAGS:,} it is not read")
    if tags > MAX_DEPTH:
        depth = _deepest(_NESTING.findall(_NOT_MARKUP.sub("", html)))
        if depth > MAX_DEPTH:
            raise InputError(f"the page nests {depth:,} elements deep; beyond {MAX_DEPTH:,} it is not read")
    if len(html) > _ROOM_FOR_ATTRIBUTES:
        most = max((_attributes(tag) for tag in _TAG.findall(html) if len(tag) > MAX_ATTRIBUTES), default=0)
        if most > MAX_ATTRIBUTES:
            raise InputError(f"a tag has {most:,} attributes; beyond {MAX_ATTRIBUTES:,} the page is not read")
    # A parser opens at most three of one tag again, so only tags that differ in their attributes count.
    distinct = len(set(_OPENING_FORMATTING.findall(html)))
    if distinct * tags > MAX_REOPENED:
        unclosed = min(distinct, _deepest(_ANY_FORMATTING.findall(_NOT_MARKUP.sub("", html))))
        if unclosed * tags > MAX_REOPENED:
            raise InputError(
                f"the page leaves {unclosed:,} formatting elements open among {tags:,} tags; it is not read"
            )


def _attributes(tag: str) -> int:
    """How many different names stand in a tag, more or less.

    >>> _attributes('<td colspan="2" style="width: 1pt; height: 2pt" nowrap')
    4
    """
    return len(set(_QUOTED.sub(" ", tag).replace("/", " ").split()))


def _deepest(slashes: Iterable[str]) -> int:
    """Return the most openings that are ever left open, from "" for an opening tag and "/" for a closing one.

    >>> _deepest(["/", "/", "", "", "/", "", ""])
    3
    """
    heights = list(accumulate((-1 if slash else 1 for slash in slashes), initial=0))
    lows = accumulate(heights, min)
    return max(high - low for high, low in zip(heights, lows, strict=True))

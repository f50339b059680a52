"""How deep a page nests, estimated from its source, so that a hostile page is refused before it is parsed.

Two shapes make an HTML parser's work grow with the square of the page: elements nested very deep (100,000
nested <div> take most of a minute), and very many unclosed formatting elements, each of which is opened again
in every paragraph that follows (3,000 unclosed <font> take gigabytes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from gkscrape.errors import InputError

MAX_DEPTH = 10_000
MAX_UNCLOSED = 500

# Elements without content, and those that end by themselves where the next of their kind begins, do not nest.
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|td|th|tr|tbody|thead|tfoot"
    r"|option|colgroup|caption|html|head|body)\b)[a-z]",
    re.IGNORECASE,
)
_NOT_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_FORMATTING = r"(?:[bisuBISU]|big|code|em|EM|font|FONT|nobr|small|strike|strong|STRONG|tt)\b[^<>]*>"
_OPENING_FORMATTING = re.compile("<" + _FORMATTING)
_ANY_FORMATTING = re.compile("<(/?)" + _FORMATTING)


def refuse_deep_nesting(html: str) -> None:
    """Raise InputError for a page nested more than 10,000 deep, or with 500 formatting elements left open.

    The depth is an upper estimate; a page with fewer tags than the limit is not even counted.
    """
    if html.count("<") > MAX_DEPTH:
        depth = _deepest(_NESTING.findall(_NOT_MARKUP.sub("", html)))
        if depth > MAX_DEPTH:
            raise InputError(
                f"the page nests about {depth:,} elements deep; pages beyond {MAX_DEPTH:,} are not read"
            )
    # A parser opens at most three of one tag again, so only tags that differ in their attributes count.
    if len(set(_OPENING_FORMATTING.findall(html))) > MAX_UNCLOSED:
        unclosed = _deepest(_ANY_FORMATTING.findall(_NOT_MARKUP.sub("", html)))
        if unclosed > MAX_UNCLOSED:
            raise InputError(
                f"the page leaves {unclosed:,} formatting elements open; beyond {MAX_UNCLOSED} it is not read"
            )


def _deepest(slashes: Iterable[str]) -> int:
    """Return the most openings that are ever left open, from "" for an opening tag and "/" for a closing one.

    >>> _deepest(["/", "/", "", "", "/", "", ""])
    3
    """
    heights = list(accumulate((-1 if slash else 1 for slash in slashes), initial=0))
    lows = accumulate(heights, min)
    return max(high - low for high, low in zip(heights, lows, strict=True))

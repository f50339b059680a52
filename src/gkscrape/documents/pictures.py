"""Tells a picture that may show a figure from a spacer, which old pages set to hold cells open."""

from __future__ import annotations

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

_DEFERRED = ("data-src", "data-original", "data-lazy-src", "srcset", "data-srcset")
"""Where pages keep the address of a picture that is loaded once it comes into view."""

_THIN = re.compile(r"\s*0*[0-3](?:\.\d*)?\s*(?:px)?\s*", re.IGNORECASE)
_THIN_STYLE = re.compile(
    r"(?:^|;)\s*(?:width|height)\s*:\s*0*[0-3](?:\.\d*)?\s*(?:px)?\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE
)
_SPACERS = frozenset(
    f"{name}.{kind}"
    for name in ("spacer", "blank", "transparent", "space", "clear", "pixel", "1x1")
    for kind in ("gif", "png")
)
_ONE_PIXEL = ("data:image/gif;base64,R0lGODlhAQABA", "data:image/gif;base64,R0lGODdhAQABA")


def shows_something(attributes: Attributes) -> bool:
    """Whether an <img> with these attributes has a picture to show, and is neither thin nor a known spacer.

    >>> shows_something({"src": "num5.gif"}), shows_something({"src": "/images/spacer.gif"})
    (True, False)
    >>> shows_something({"src": "line.gif", "width": "1"}), shows_something({"alt": "5"})
    (False, False)
    """
    for side in ("width", "height"):
        if (long := attributes.get(side)) and _THIN.fullmatch(long):
            return False
    if (style := attributes.get("style")) and _THIN_STYLE.search(style):
        return False
    address = (attributes.get("src") or "").strip()
    if address and not address.startswith(_ONE_PIXEL) and _name(address) not in _SPACERS:
        return True
    return any(attributes.get(name) for name in _DEFERRED)


def _name(address: str) -> str:
    """The name of the file that an address ends with, in lower case."""
    return address[address.rfind("/") + 1 :].partition("?")[0].lower()

"""Text from pages, made harmless for the place where it is shown."""

from __future__ import annotations

import html
import re
import unicodedata

_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#|~!])")


def visible(text: str) -> str:
    """The text on one line, white space as plain spaces, controls and invisible marks as U+FFFD.

    >>> visible("甲\\u3000乙\\n\\x1b[31m丙")
    '甲 乙 \\ufffd[31m丙'
    """
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    return "\ufffd" if category in ("Cc", "Cf", "Cs", "Co", "Cn") else char


def csv_text(text: str) -> str:
    """The text for a cell of a spreadsheet, with an apostrophe before what one would take for a formula.

    >>> csv_text("=1+1"), csv_text("规章"), csv_text(" @甲")
    ("'=1+1", '规章', "' @甲")
    """
    return (
        f"'{text}" if text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS) else text
    )


def markdown_text(text: str) -> str:
    """The text for a cell of a Markdown table, with nothing in it that Markdown or HTML would act on.

    >>> markdown_text("a|b <i>*c*")
    'a\\\\|b \\\\<i\\\\>\\\\*c\\\\*'
    """
    return _MARKDOWN.sub(r"\\\1", visible(text))


def html_text(text: str) -> str:
    """The text for an element or attribute of an HTML page."""
    return html.escape(visible(text))

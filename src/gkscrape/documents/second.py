"""A second, independent reading of a page's tables: the only door to BeautifulSoup and html5lib.

It answers one question, what a cell of a page says, by another parser, another tree and another way of
expanding spans than `documents.html`. Only the guess of the charset is shared. It is slow, and made for
holding the first reading against it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import PageElement, PreformattedString, Tag

from gkscrape.documents.charset import decode
from gkscrape.errors import InputError

MAX_CHARACTERS = 3_000_000
MAX_PLACES = 400_000

_WIDEST = 1000
_UNSEEN = frozenset(("script", "style", "noscript", "template", "noembed", "noframes", "iframe"))
_BREAKING = frozenset(
    ("br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul")
)
_SHIFTED = {
    "sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
_STRUCK = frozenset(("del", "s", "strike"))
_FIGURE = re.compile(r"[0-9][0-9.,]*")
_BOXED = re.compile(r"[0-9０-９][0-9０-９.,，]*|[-/—无]+")
_DIGITS = re.compile(r"\s*\+?(\d+)")

Spot = tuple[int, int, int]
"""Table, row and column, each counted from 1, in the table with its spans expanded."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What each place of each table of a page says; a cell of several places says it at each of them."""

    cells: Mapping[Spot, str]

    def at(self, table: int, row: int, column: int) -> str | None:
        """The text at a place, its lines divided by newlines; None where no cell is."""
        return self.cells.get((table, row, column))


def second_opinion(body: bytes, charset: str | None = None) -> SecondOpinion:
    """The tables of an HTML page; `charset` is what the server declared.

    Raises InputError for a page of more than 3,000,000 characters or 400,000 places in its tables.
    """
    text, _ = decode(body, charset)
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"the page has {len(text):,} characters; too many to read twice")
    cells: dict[Spot, str] = {}
    for number, table in enumerate(_tables(_parsed(text)), 1):
        for (row, column), said in _places(table, MAX_PLACES - len(cells)).items():
            cells[number, row, column] = said
    return SecondOpinion(cells)


def _parsed(text: str) -> Tag:
    """The page as a tree; that it looks like XML or like a file's name is no reason to warn anybody."""
    with warnings.catch_warnings():
        for category in (MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning):
            warnings.simplefilter("ignore", category)
        return BeautifulSoup(text, "html5lib")


def _tables(page: Tag) -> Iterator[Tag]:
    """The tables that are not hidden, in the order in which they begin."""
    hidden: set[int] = set()
    for element in page.descendants:
        if isinstance(element, Tag):
            if id(element.parent) in hidden or _is_unseen(element):
                hidden.add(id(element))
            elif element.name == "table" and not _is_box(element):
                yield element


def _places(table: Tag, room: int) -> dict[tuple[int, int], str]:
    """What stands at each row and column of a table, from 1."""
    taken: dict[tuple[int, int], str] = {}
    above = 0
    for group in _row_groups(table):
        for number, row in enumerate(group):
            column = 1
            for cell in row:
                while (above + number + 1, column) in taken:
                    column += 1
                down = min(_span(cell, "rowspan", 0) or len(group), len(group) - number)
                across = min(max(1, _span(cell, "colspan", 1)), _WIDEST)
                if len(taken) + down * across > room:
                    raise InputError(
                        f"the tables span more than {MAX_PLACES:,} places, too many to read twice"
                    )
                said = _said(cell)
                for y in range(above + number + 1, above + number + 1 + down):
                    for x in range(column, column + across):
                        taken.setdefault((y, x), said)
                column += across
        above += len(group)
    return taken


def _row_groups(table: Tag) -> list[list[list[Tag]]]:
    """The cells of each row of each row group, footers last."""
    groups = [*_children(table, "thead", "tbody"), *_children(table, "tfoot")]
    return [[_children(row, "td", "th") for row in _children(group, "tr")] for group in groups]


def _children(parent: Tag, *names: str) -> list[Tag]:
    found = (child for child in parent.children if isinstance(child, Tag) and child.name in names)
    return [child for child in found if not _is_unseen(child)]


def _said(cell: Tag) -> str:
    """The text of a cell without that of tables inside it; line breaks and blocks end a line."""
    pieces: list[str] = []
    waiting: list[PageElement | str] = [*reversed(cell.contents)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Tag):
            edge, before = _edge(part), next(filter(None, reversed(pieces)), "")
            waiting += [edge, *reversed(_inside(part, before)), edge]
        elif not isinstance(part, PreformattedString):
            pieces.append(str(part))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _edge(part: Tag) -> str:
    """What divides the text of an element from that beside it."""
    if part.name in (*_BREAKING, "td", "th") or _is_box(part):
        return "\n"
    return " " if part.name in _STRUCK else ""


def _inside(part: Tag, before: str) -> list[PageElement | str]:
    """What an element adds to its cell: raised digits behind a figure as such, a field by what fills it."""
    if _is_unseen(part) or (part.name == "table" and not _is_box(part)):
        return []
    if part.name in _SHIFTED and before[-1:].isdigit():
        return [part.get_text().translate(_SHIFTED[part.name])]
    if part.name == "bdo" and str(part.get("dir") or "").strip().lower() == "rtl" and part.get_text().strip():
        return [f"\u202e{part.get_text()}\u202c"]
    if part.name == "input" and str(part.get("type") or "text") in ("text", "number"):
        filled = str(part.get("value") or "").strip()
        return [filled] if _FIGURE.fullmatch(filled) else []
    return [*part.contents]


def _is_box(element: Tag) -> bool:
    """Whether a table in a cell only draws a box around a figure, and so is text of that cell."""
    if element.name != "table" or element.find_parent(("td", "th")) is None or element.find("table"):
        return False
    rows = element.find_all("tr")
    figures = [line for row in rows for line in row.get_text("\n").split() if line]
    one_each = all(len(row.find_all(("td", "th"))) < 2 for row in rows)
    return bool(figures) and one_each and all(map(_BOXED.fullmatch, figures))


def _is_unseen(element: Tag) -> bool:
    """Whether the element or its own markup says that it is not shown."""
    if element.name in _UNSEEN:
        return True
    if element.name in ("html", "body"):
        return False
    return element.has_attr("hidden") or _display(str(element.get("style") or "")) == "none"


def _display(style: str) -> str:
    """The last value that an inline style gives to `display`.

    >>> _display("COLOR:red; Display: none !important"), _display("mso-display:none")
    ('none', '')
    """
    declared = [part.split(":", 1) for part in style.lower().split(";") if ":" in part]
    values = [value for name, value in declared if name.strip() == "display"]
    return values[-1].replace("!important", "").strip() if values else ""


def _span(cell: Tag, name: str, least: int) -> int:
    """A span as printed: its leading digits; 1 where there are none."""
    found = _DIGITS.match(str(cell.get(name) or ""))
    return max(least, int(found[1][:6])) if found else 1

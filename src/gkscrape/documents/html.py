"""Opens a page of HTML: the only door to selectolax (Lexbor), which builds the tree that a browser builds.

The tree is walked once, in reading order, without recursion. Block elements and <br> end a line, inline
elements do not. Scripts, styles, templates, frames' fallbacks and what an inline style or the `hidden`
attribute hides are not text; links are kept from hidden parts too, because menus are hidden until they open,
and the words of longer ones, because a tab may hold what nobody sees here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gkscrape.documents.bounds import refuse_beyond_bounds
from gkscrape.documents.model import Container, Document
from gkscrape.documents.outline import Mark, OutlineCell, OutlineTable, RowGroup, assemble
from gkscrape.documents.spans import MAX_COLSPAN, MAX_ROWSPAN

_TEXT = "-text"
_SKIPPED = ("script", "style", "noscript", "template", "noembed", "noframes", "-comment", "!doctype")
_BLOCKS = (
    *("address", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog"),
    *("dir", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header"),
    *("hgroup", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "legend", "li", "menu", "nav", "ol"),
    *("optgroup", "option", "p", "search", "select", "summary", "ul"),
)
_CONTAINERS = ("div", "article", "section", "main")
_PREFORMATTED = ("pre", "textarea", "listing", "xmp", "plaintext")
_FRAMES = ("iframe", "frame", "embed")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_STRUCK = ("del", "s", "strike")
_DRAWINGS = ("canvas", "object", "svg")
_RIGHT_TO_LEFT, _END_OF_OVERRIDE = "\u202e", "\u202c"
_ROW_GROUPS = ("thead", "tbody", "tfoot")

_BLANKS = re.compile(r"[ \t\n\f\r]+")
_EDGES = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x2010)))) + (
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_HIDING = '[hidden],[style*="display" i]'
_NUMBER = re.compile(r"[ \t\n\f\r]*\+?([0-9]+)")
_FIGURE = re.compile(r"[0-9][0-9.,]*")
_FIELDS = ("text", "number")
_CUT = ("…", "...")
_LONG_PART = 40

_Leave = Callable[[], None]


def open_html(text: str, media_type: str, charset: str) -> Document:
    """Return the page as a Document; InputError if its tags, nesting or spans are beyond all measure."""
    refuse_beyond_bounds(text)
    tree = LexborHTMLParser(text, scripting=True)
    walk = _Walk({node.mem_id for node in tree.css(_HIDING) if _is_hidden(node)})
    if tree.root is not None:
        walk.run(tree.root)
    lines, blocks = assemble(walk.page)
    return Document(
        media_type=media_type,
        charset=charset,
        title=walk.title,
        meta=tuple(walk.meta),
        lines=lines,
        blocks=blocks,
        links=tuple(walk.links),
        images=tuple(walk.images),
        hidden=tuple(walk.hidden),
        base=walk.base,
        containers=walk.containers(),
    )


class _Anchor(NamedTuple):
    """An anchor being read: its place among the links, its address and title, and what stands in it."""

    number: int
    href: str
    title: str | None
    words: list[str]
    pictures: list[str]


class _Walk:
    """One walk over a tree: collects text items, tables, links, images and the head's values as it goes.

    A method that enters an element returns what to do on leaving it, or None to pass over its content.
    """

    def __init__(self, hidden: set[int]) -> None:
        self.page = OutlineCell()
        self.links: list[tuple[str, str]] = []
        self.images: list[str] = []
        self.hidden: list[str] = []
        self.meta: list[tuple[str, str]] = []
        self.title: str | None = None
        self.base: str | None = None
        self._containers: list[tuple[str, Mark, Mark]] = []
        self._hidden = hidden
        self._holder = self.page
        self._holders: list[OutlineCell] = []
        self._pieces: list[str] = []
        self._anchors: list[_Anchor] = []
        self._tables: list[OutlineTable] = []
        self._rows: RowGroup = []
        self._rows_outside: list[RowGroup] = []
        self._preformatted = 0

    def run(self, root: LexborNode) -> None:
        """Visit every node below the root once, in document order."""
        hidden, read_text = self._hidden, self._text
        open_elements: list[tuple[LexborNode, _Leave | None]] = []
        node: LexborNode | None = root
        while node is not None:
            leave: _Leave | None = None
            if (text := node.text_content) is not None:
                read_text(text)
            elif hidden and node.mem_id in hidden:
                self._keep_hidden(node)
            elif (enter := _ENTER.get(node.tag or "")) is None or (leave := enter(self, node)):
                child = node.first_child
                text = child.text_content if child else None
                if child and (text is None or child.next):
                    open_elements.append((node, leave))
                    node = child
                    continue
                if text is not None:
                    read_text(text)
                if leave:
                    leave()
            following = node.next
            while following is None and open_elements:
                node, leave = open_elements.pop()
                if leave:
                    leave()
                following = node.next
            node = following if open_elements else None
        self._end_line()

    def containers(self) -> tuple[Container, ...]:
        """Return the named containers that print a line, once the lines are numbered; inner ones first."""
        return tuple(
            Container(tuple(names.split(" ")), start.line, end.line - 1)
            for names, start, end in self._containers
            if 0 < start.line < end.line
        )

    def _text(self, text: str) -> None:
        if self._anchors:
            self._anchors[-1].words.append(text)
        if not self._pieces and text.isspace():
            return
        if not self._preformatted:
            self._pieces.append(text)
            return
        first, *others = text.split("\n")
        self._pieces.append(first)
        for other in others:
            self._end_line()
            self._pieces.append(other)

    def _end_line(self) -> None:
        if not self._pieces:
            return
        line = "".join(self._pieces)
        self._pieces.clear()
        if not line.isalnum():
            line = (line if self._preformatted else _BLANKS.sub(" ", line)).strip(_EDGES)
        if line:
            self._holder.lines.append(line)
        if self._anchors:
            self._anchors[-1].words.append(" ")

    def _block(self, _: LexborNode) -> _Leave:
        if self._pieces:
            self._end_line()
        return self._end_line

    def _container(self, node: LexborNode) -> _Leave:
        if self._pieces:
            self._end_line()
        attributes = node.attributes
        names = [f"#{name}" for name in (attributes.get("id") or "").split()]
        names += [f".{name}" for name in (attributes.get("class") or "").split()]
        if not names:
            return self._end_line
        return partial(self._leave_container, " ".join(names), self._holder.add_mark())

    def _leave_container(self, names: str, start: Mark) -> None:
        self._end_line()
        self._containers.append((names, start, self._holder.add_mark()))

    def _line_break(self, _: LexborNode) -> None:
        self._end_line()

    def _shift(self, node: LexborNode, digits: dict[int, int]) -> _Leave | None:
        """A note's number behind a figure is none of its digits: 12 with a raised 1 is 12¹."""
        if not (self._pieces and self._pieces[-1][-1:].isdigit()):
            return _nothing
        self._text(node.text(deep=True).translate(digits))
        return None

    def _strike(self, _: LexborNode) -> _Leave:
        """What is struck out stands apart from what is written beside it."""
        self._stand_apart()
        return self._stand_apart

    def _stand_apart(self) -> None:
        if self._pieces:
            self._pieces.append(" ")

    def _override(self, node: LexborNode) -> _Leave | None:
        """What is shown from right to left stands between the characters that say so in a plain text."""
        if (node.attributes.get("dir") or "").strip().lower() != "rtl":
            return _nothing
        if (text := node.text(deep=True)).strip():
            self._text(f"{_RIGHT_TO_LEFT}{text}{_END_OF_OVERRIDE}")
        return None

    def _field(self, node: LexborNode) -> None:
        """A figure that a cell prints in a field of a form."""
        attributes = node.attributes
        value = (attributes.get("value") or "").strip()
        if self._holders and _FIGURE.fullmatch(value) and attributes.get("type", "text") in _FIELDS:
            self._text(value)

    def _preformat(self, _: LexborNode) -> _Leave:
        self._end_line()
        self._preformatted += 1
        return self._leave_preformatted

    def _leave_preformatted(self) -> None:
        self._end_line()
        self._preformatted -= 1

    def _table(self, _: LexborNode) -> _Leave:
        self._end_line()
        self._tables.append(OutlineTable())
        self._rows_outside.append(self._rows)
        return self._leave_table

    def _leave_table(self) -> None:
        self._end_line()
        table = self._tables.pop()
        if self._holders and (lines := table.boxed_lines()):
            self._holder.lines += lines
        else:
            self._holder.add_table(table)
        self._rows = self._rows_outside.pop()

    def _row_group(self, node: LexborNode) -> _Leave:
        if self._tables:
            self._rows = self._tables[-1].open_group(foot=node.tag == "tfoot")
        return _nothing

    def _row(self, _: LexborNode) -> _Leave:
        self._rows.append([])
        return _nothing

    def _cell(self, node: LexborNode) -> _Leave | None:
        if self._pieces:
            self._end_line()
        if not self._rows:
            return self._end_line
        cell, attributes = OutlineCell(), node.attributes
        if "rowspan" in attributes:
            cell.rowspan = min(_span(attributes["rowspan"]), MAX_ROWSPAN)
        if "colspan" in attributes:
            cell.colspan = min(_span(attributes["colspan"]) or 1, MAX_COLSPAN)
        self._rows[-1].append(cell)
        self._holders.append(self._holder)
        self._holder = cell
        return self._leave_cell

    def _leave_cell(self) -> None:
        if self._pieces:
            self._end_line()
        self._holder = self._holders.pop()

    def _anchor(self, node: LexborNode) -> _Leave | None:
        attributes = node.attributes
        href = attributes.get("href")
        if href is None:
            return _nothing
        child = node.first_child
        text = child.text_content if child and not (self._anchors or self._preformatted) else None
        if child and text is not None and child.next is None:
            self._text(text)
            self.links.append((href.strip(), _link_text(text, attributes.get("title"))))
            return None
        self._anchors.append(_Anchor(len(self.links), href.strip(), attributes.get("title"), [], []))
        self.links.append((href, ""))
        return self._leave_anchor

    def _leave_anchor(self) -> None:
        anchor = self._anchors.pop()
        text = _link_text("".join(anchor.words), anchor.title) or _folded(" ".join(anchor.pictures))
        self.links[anchor.number] = (anchor.href, text)

    def _area(self, node: LexborNode) -> None:
        attributes = node.attributes
        if href := attributes.get("href"):
            self.links.append((href.strip(), _folded(attributes.get("alt"))))

    def _frame(self, node: LexborNode) -> None:
        attributes = node.attributes
        if src := attributes.get("src"):
            self.links.append((src.strip(), ""))
            self._holder.add_picture(attributes)

    def _drawing(self, node: LexborNode) -> _Leave:
        """A drawing shows something without an address of its own."""
        self._holder.add_picture({**node.attributes, "src": node.tag})
        return _nothing

    def _image(self, node: LexborNode) -> None:
        attributes = node.attributes
        if self._anchors and (named := attributes.get("alt")):
            self._anchors[-1].pictures.append(named)
        if src := attributes.get("src"):
            self.images.append(_address(src))
        if self._holders:
            self._holder.add_picture(attributes)

    def _keep_hidden(self, node: LexborNode) -> None:
        for anchor in node.css("a[href]"):
            attributes = anchor.attributes
            text = _link_text(anchor.text(deep=True), attributes.get("title"))
            self.links.append(((attributes.get("href") or "").strip(), text))
        words = "\n".join(_words_of(node))
        if len(words) >= _LONG_PART:
            self.hidden.append(words)

    def _read_title(self, node: LexborNode) -> None:
        parent = node.parent
        if self.title is None and (parent is None or parent.tag != "svg"):
            self.title = _folded(node.text(deep=True)) or None

    def _read_meta(self, node: LexborNode) -> None:
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("http-equiv") or attributes.get("property")
        content = attributes.get("content")
        if name and content is not None:
            self.meta.append((name.strip().lower(), content.strip(_EDGES)))

    def _read_base(self, node: LexborNode) -> None:
        if self.base is None and (href := node.attributes.get("href")):
            self.base = href.strip()


def _nothing() -> None:
    """Leave an element that nothing has to be done about."""


def _pass_over(_walk: _Walk, _: LexborNode) -> None:
    """Enter an element whose content is no text of the page."""


_ENTER: dict[str, Callable[[_Walk, LexborNode], _Leave | None]] = {
    **dict.fromkeys(_SKIPPED, _pass_over),
    **dict.fromkeys(_BLOCKS, _Walk._block),
    **dict.fromkeys(_CONTAINERS, _Walk._container),
    **dict.fromkeys(_PREFORMATTED, _Walk._preformat),
    **dict.fromkeys(_FRAMES, _Walk._frame),
    **dict.fromkeys(_ROW_GROUPS, _Walk._row_group),
    **dict.fromkeys(_STRUCK, _Walk._strike),
    **dict.fromkeys(_DRAWINGS, _Walk._drawing),
    "bdo": _Walk._override,
    "sup": partial(_Walk._shift, digits=_RAISED),
    "sub": partial(_Walk._shift, digits=_LOWERED),
    "input": _Walk._field,
    "br": _Walk._line_break,
    "a": _Walk._anchor,
    "area": _Walk._area,
    "img": _Walk._image,
    "title": _Walk._read_title,
    "meta": _Walk._read_meta,
    "base": _Walk._read_base,
    "table": _Walk._table,
    "tr": _Walk._row,
    "td": _Walk._cell,
    "th": _Walk._cell,
}
"""How each element is entered; elements that are not here are walked through."""


def _words_of(node: LexborNode) -> Iterator[str]:
    """Return the pieces of text below a node, without those of links, scripts and styles."""
    for piece in node.traverse(include_text=True):
        parent = piece.parent
        words = (piece.text_content or "").strip() if piece.tag == _TEXT else ""
        if words and parent is not None and parent.tag not in (*_SKIPPED, "a"):
            yield words


def _is_hidden(node: LexborNode) -> bool:
    """Tell whether an element is hidden by its own markup; a body that scripts reveal is no hidden one."""
    attributes = node.attributes
    if node.tag in ("html", "body"):
        return False
    return "hidden" in attributes or _displays_nothing(attributes.get("style") or "")


def _displays_nothing(style: str) -> bool:
    """Tell whether an inline style hides its element; of several declarations the last one counts.

    >>> _displays_nothing("color:red; DISPLAY : none !important"), _displays_nothing("mso-display:none")
    (True, False)
    >>> _displays_nothing("display:none;display:block"), _displays_nothing("background:url(display:none)")
    (False, False)
    """
    shown = ""
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() == "display":
            shown = value.replace("!important", "").strip()
    return shown == "none"


def _span(printed: str | None) -> int:
    """Return a span as HTML reads it: leading digits count, rubbish is 1.

    >>> _span("3"), _span(" 2px"), _span("two"), _span(None), _span("0"), _span("-1")
    (3, 2, 1, 1, 0, 1)
    """
    found = _NUMBER.match(printed or "")
    return int(found[1].lstrip("0")[:6] or 0) if found else 1


def _folded(text: str | None) -> str:
    if not text or text.isalnum():
        return text or ""
    return _BLANKS.sub(" ", text).strip(_EDGES)


def _link_text(text: str, title: str | None) -> str:
    """Return the text of a link, or its title attribute where the text is empty or cut with an ellipsis.

    >>> _link_text("某县2020年度政府信息公开工…", "某县2020年度政府信息公开工作年度报告")
    '某县2020年度政府信息公开工作年度报告'
    """
    printed = _folded(text)
    if title is None:
        return printed
    whole = _folded(title)
    return whole if whole and (not printed or printed.endswith(_CUT)) else printed


def _address(src: str) -> str:
    """Return an image's address; of a picture held in the page itself only the kind is kept.

    >>> _address("data:image/png;base64,iVBORw0KGgo=")
    'data:image/png;base64,'
    """
    address = src.strip()
    return address.partition(",")[0] + "," if address.lower().startswith("data:") else address

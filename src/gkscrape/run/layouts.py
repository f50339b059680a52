"""What layouts there are, and which of them fit a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gkscrape.catalog import layout_paths, load_toml
from gkscrape.checks import State
from gkscrape.documents import Document, open_document
from gkscrape.errors import InputError
from gkscrape.form import load_forms
from gkscrape.layout import Layout, LayoutFile, Reader, load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Kind, Status
from gkscrape.run.expectations import EXPECTED, sum_outcomes
from gkscrape.run.fixtures import Fixture, body_of, fixture_state, fixtures_folder

_NONE = "none"
_AHEAD = 9
_NO_WORD = re.compile(r"[^\w（(《“]*")
_SPACES = re.compile(r"[ \u00a0\u3000\r\n]+")


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """A layout, what it extends, what its file says at the top, and the state of its fixture."""

    layout: Layout
    extends: str | None
    comment: str
    fixture: Fixture


@dataclass(frozen=True, slots=True)
class Tried:
    """What one layout, or the choice among all, makes of a page; without a form, nothing was found."""

    name: str
    form: str | None
    statuses: Mapping[Status, int]
    sums: Mapping[State, int]
    reasons: tuple[str, ...]
    behind: Mapping[str, int]
    """What stands between a row's label and what follows it, and how often; nothing of tables in grids."""
    words: Mapping[str, int]
    """The words that stand in cells, where a figure or nothing belongs, and how often."""

    @property
    def settled(self) -> int:
        """How many cells it seats, as printed or by inference."""
        return self.statuses.get(Status.PRINTED, 0) + self.statuses.get(Status.INFERRED, 0)

    @property
    def size(self) -> int:
        """How many cells there are, read or not."""
        return sum(self.statuses.values())

    @property
    def plain(self) -> int:
        """How many cells are read as they stand: figures and blanks, no words."""
        return self.statuses.get(Status.PRINTED, 0) - sum(self.words.values())

    @property
    def missing(self) -> int:
        """How many cells were not found: their labels are not there, or nothing stands behind them."""
        return self.statuses.get(Status.MISSING, 0)


def known_layouts(fixtures: Path | None = None) -> tuple[KnownLayout, ...]:
    """Every layout in the order of their names. Raises DataFileError."""
    folder = fixtures or fixtures_folder()
    files = {path.stem: path for path in layout_paths()}
    return tuple(
        KnownLayout(
            layout,
            load_toml(files[layout.name], LayoutFile).extends,
            _comment(files[layout.name]),
            _state(folder, layout.name),
        )
        for layout in load_layouts()
    )


def try_layouts(path: Path) -> tuple[Tried, ...]:
    """What each layout alone makes of the page, the most settled first, after the choice among all.

    Raises InputError for a page that cannot be opened.
    """
    body, layouts = body_of(path), load_layouts()
    try:
        open_document(body)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    alone = [_alone(body, layout, layouts) for layout in layouts]
    alone.sort(key=lambda tried: (tried.settled, tried.statuses.get(Status.PRINTED, 0)), reverse=True)
    return (try_among(body, layouts), *alone)


def try_among(body: bytes, layouts: Sequence[Layout]) -> Tried:
    """What the choice among these layouts makes of a page. Raises InputError where it cannot be opened."""
    document = open_document(body)
    read = read_tables(document, load_forms(), layouts)
    if read is None:
        return Tried(_NONE, None, {}, {}, (), {}, {})
    statuses = Counter(cell.status for cell in read.cells)
    sums = Counter(state for state, _ in sum_outcomes(read.form, read.cells))
    texts = (cell for cell in read.cells if cell.status is Status.PRINTED and cell.kind is Kind.TEXT)
    words = Counter(cell.raw or "" for cell in texts)
    behind = _behind_labels(document, read)
    return Tried(read.layout, read.form, statuses, sums, read.trace.reasons, behind, words)


def _behind_labels(document: Document, read: TablesRead) -> Counter[str]:
    """What stands behind the labels of rows, up to the next letter or digit; blanks beside marks left out."""
    text = [line.text for line in document.lines]
    counted: Counter[str] = Counter()
    for found in read.trace.anchors:
        if "/" in found.what and found.at.table is None:
            ahead = "\n".join([text[found.at.line - 1][found.at.end :], *text[found.at.line :][:_AHEAD]])
            space = _NO_WORD.match(ahead)
            counted[_SPACES.sub(_tight, space[0] if space else "")] += 1
    return counted


def _tight(space: re.Match[str]) -> str:
    return "\n" if "\n" in space[0] else " "


def _alone(body: bytes, layout: Layout, layouts: Sequence[Layout]) -> Tried:
    """What one layout makes of a page on which the separators of all others are known as such."""
    separators = sorted({each.separator for each in layouts})
    others = (Layout(_NONE, "", Reader.STREAM, after_label="\0", separator=each) for each in separators)
    tried = try_among(body, (layout, *others))
    return tried if tried.name == layout.name else Tried(layout.name, None, {}, {}, (), {}, {})


def _state(folder: Path | None, name: str) -> Fixture:
    if folder is None or not (folder / name / EXPECTED).is_file():
        return Fixture.MISSING
    return fixture_state(folder / name)


def _comment(path: Path) -> str:
    """The comment at the head of a layout file, on one line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[: next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))]
    return " ".join(line.lstrip("# ") for line in head)

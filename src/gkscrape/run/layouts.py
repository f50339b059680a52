"""Tools for whoever adds a layout: what there is, what fits a page, and fixtures drafted and signed.

A drafted expectation is what the reader makes of the page, and therefore proves nothing: the tests fail until
a person has compared it with the page and signed it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from gkscrape.catalog import layout_paths, load_toml
from gkscrape.checks import State, assess
from gkscrape.documents import Document, open_document, sniff_media_type
from gkscrape.errors import InputError, UsageError
from gkscrape.form import load_forms
from gkscrape.layout import Layout, LayoutFile, Reader, load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Cell, Identity, Kind, Report, Source, Status

_NONE = "none"
_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_EXPECTED = "expected.json"
_MADE = "drafted by the reader from the page itself: compare every cell with the page before it is signed"
_SIGNED = "drafted by the reader, compared with the page by a person"
_AHEAD = 9
_NO_WORD = re.compile(r"[^\w（(《“]*")
_SPACES = re.compile(r"[ \u00a0\u3000\r\n]+")
_NOBODY = Identity(None, None, None, None, None, None)

Expected = dict[str, Any]


class Fixture(StrEnum):
    """Whether the page that proves a layout is there, and whether a person vouches for it."""

    SIGNED = "signed"
    DRAFTED = "drafted"
    MISSING = "missing"


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

    @property
    def settled(self) -> int:
        """How many cells it seats, as printed or by inference."""
        return self.statuses.get(Status.PRINTED, 0) + self.statuses.get(Status.INFERRED, 0)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A new fixture, and what stands in the way of signing it."""

    folder: Path
    read_as: str
    obstacles: tuple[str, ...]


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


def fixtures_folder() -> Path | None:
    """The folder of the layouts' fixtures in a working copy; None in an installed package."""
    folder = layout_paths()[0].parent.parent / "tests" / "fixtures" / "layouts"
    return folder if folder.is_dir() else None


def try_layouts(path: Path) -> tuple[Tried, ...]:
    """What each layout alone makes of the page, the most settled first, after the choice among all.

    Raises InputError for a page that cannot be opened.
    """
    body, layouts = _body(path), load_layouts()
    alone = [_alone(body, layout, layouts) for layout in layouts]
    alone.sort(key=lambda tried: (tried.settled, tried.statuses.get(Status.PRINTED, 0)), reverse=True)
    return (_tried(body, layouts), *alone)


def draft(name: str, path: Path, fixtures: Path | None = None, *, force: bool = False) -> Drafted:
    """Save a page as the fixture of a layout, with a drafted expectation.

    Raises UsageError without the layout's file, over an existing fixture unless forced, and for a page in
    which no table is found; InputError for one that cannot be opened.
    """
    if name not in {layout.name for layout in load_layouts()}:
        raise UsageError(f"there is no layout {name!r}; write {_layout_file(name)} first")
    folder = _folder(fixtures) / name
    if folder.exists() and not force:
        raise UsageError(f"{folder} is there already; --force replaces it")
    body = _body(path)
    read = _read(body, load_layouts())
    if read is None:
        raise UsageError(f"{path}: no table of any form is found on this page")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("page.*"):
        old.unlink()
    (folder / f"page.{_extension(body)}").write_bytes(body)
    expected = {"signed": False, "made": _MADE, "form": read.form, "layout": name, "cells": _said(read)}
    _write(folder, expected)
    return Drafted(folder, read.layout, tuple(_obstacles(expected, read)))


def sign(name: str, fixtures: Path | None = None, *, despite_sums: bool = False) -> tuple[str, ...]:
    """Sign the expectation of a layout's fixture; the ways in which the reader does not meet it yet.

    Raises UsageError without a fixture, for one with values that are none, and for one whose sums fail unless
    told so.
    """
    folder = _folder(fixtures) / name
    expected = _expected(folder)
    failing = _failing_sums(expected)
    if failing and not despite_sums:
        first = "; ".join(failing[:3])
        raise UsageError(
            f"{folder / _EXPECTED}: {len(failing)} printed sums fail ({first}); a cell may be in a wrong"
            " place. If the page prints it so, sign with --despite-sums"
        )
    read = _read(_body(_page(folder)), load_layouts())
    _write(folder, {**expected, "signed": True, "made": _signed_words(expected)})
    return tuple(_differences(expected, read))


def _tried(body: bytes, layouts: Sequence[Layout]) -> Tried:
    document = open_document(body)
    read = read_tables(document, load_forms(), layouts)
    if read is None:
        return Tried(_NONE, None, {}, {}, (), {})
    statuses = Counter(cell.status for cell in read.cells)
    sums = Counter(state for state, _ in _sum_outcomes(read.form, read.cells))
    return Tried(read.layout, read.form, statuses, sums, read.trace.reasons, _behind_labels(document, read))


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
    tried = _tried(body, (layout, *others))
    return tried if tried.name == layout.name else Tried(layout.name, None, {}, {}, (), {})


def _read(body: bytes, layouts: Sequence[Layout]) -> TablesRead | None:
    return read_tables(open_document(body), load_forms(), layouts)


def _sum_outcomes(form: str, cells: Sequence[Cell]) -> Iterator[tuple[State, str]]:
    report = Report(Source("", "", 0), _NOBODY, form, "", tuple(cells), (), (), (), ())
    names = {total.id for table in load_forms()[form].tables for total in table.sums}
    for outcome in assess(report, load_forms()):
        if outcome.rule in names:
            yield outcome.state, outcome.message


def _said(read: TablesRead) -> dict[str, str | None]:
    """What each cell says: its number, "" where it is printed empty, None where it cannot be known."""
    return {cell.indicator: _saying(cell) for cell in read.cells}


def _saying(cell: Cell) -> str | None:
    if cell.status is not Status.PRINTED or cell.kind not in (Kind.NUMBER, Kind.BLANK):
        return None
    return "" if cell.value is None else format(cell.value, "f")


def _obstacles(expected: Expected, read: TablesRead) -> Iterator[str]:
    if read.layout != expected["layout"]:
        yield f"the page is read as {read.layout}, not as {expected['layout']}"
    figures = Counter(value for value in expected["cells"].values() if value)
    repeated = sum(number > 1 for number in figures.values())
    if repeated:
        yield f"{repeated} figures stand more than once: a shift by one cell could pass unseen"
    unknown = sum(value is None for value in expected["cells"].values())
    if unknown:
        yield f"{unknown} cells are not known: write what is printed, leave null where nobody can know"
    failing = len(_failing_sums(expected))
    if failing:
        yield f"{failing} printed sums fail"


def _failing_sums(expected: Expected) -> list[str]:
    cells = [_cell(code, value) for code, value in expected["cells"].items()]
    outcomes = _sum_outcomes(expected["form"], cells)
    return [message for state, message in outcomes if state is State.FAIL]


def _cell(code: str, value: object) -> Cell:
    """The cell that an expectation describes. Raises UsageError for a value that is no number."""
    if value is None:
        return Cell(code, Kind.UNREADABLE, Status.AMBIGUOUS)
    if value == "":
        return Cell(code, Kind.BLANK, Status.PRINTED, raw="")
    if not isinstance(value, str) or not _FIGURE.fullmatch(value):
        raise UsageError(f'{code}: {value!r} is no number in quotes, "" or null')
    return Cell(code, Kind.NUMBER, Status.PRINTED, Decimal(value), value)


def _differences(expected: Expected, read: TablesRead | None) -> Iterator[str]:
    """What the reader does not make of the page as it should."""
    if read is None:
        yield "no table of any form is found on the page"
        return
    for name, found in (("form", read.form), ("layout", read.layout)):
        if found != expected[name]:
            yield f"{name}: read as {found}, expected is {expected[name]}"
    said = _said(read)
    for code, wanted in expected["cells"].items():
        found_value = said.get(code)
        same = Decimal(found_value) == Decimal(wanted) if found_value and wanted else found_value == wanted
        if not same:
            yield f"{code}: read as {found_value!r}, expected is {wanted!r}"


def _expected(folder: Path) -> Expected:
    try:
        found = json.loads((folder / _EXPECTED).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{folder} holds no {_EXPECTED}; `gkscrape layouts new` drafts one") from error
    except ValueError as error:
        raise UsageError(f"{folder / _EXPECTED}: {error}") from error
    missing = {"signed", "form", "layout", "cells"} - set(found)
    if missing or found["form"] not in load_forms():
        raise UsageError(
            f"{folder / _EXPECTED}: lacks {', '.join(sorted(missing)) or 'a form that is known'}"
        )
    return dict(found)


def _write(folder: Path, expected: Expected) -> None:
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / _EXPECTED).write_text(text + "\n", encoding="utf-8", newline="")


def _signed_words(expected: Expected) -> str:
    made = str(expected.get("made", ""))
    return _SIGNED if made in (_MADE, "") else made


def _folder(fixtures: Path | None) -> Path:
    folder = fixtures or fixtures_folder()
    if folder is None:
        raise UsageError("there is no tests/fixtures/layouts here; work in a copy of the repository")
    return folder


def _page(folder: Path) -> Path:
    pages = sorted(folder.glob("page.*"))
    if len(pages) != 1:
        raise UsageError(f"{folder} needs one page.txt or page.html, and has {len(pages)}")
    return pages[0]


def _body(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _extension(body: bytes) -> str:
    return "html" if sniff_media_type(body) == "text/html" else "txt"


def _layout_file(name: str) -> Path:
    return layout_paths()[0].parent / f"{name}.toml"


def _state(folder: Path | None, name: str) -> Fixture:
    if folder is None or not (folder / name / _EXPECTED).is_file():
        return Fixture.MISSING
    return Fixture.SIGNED if _expected(folder / name)["signed"] is True else Fixture.DRAFTED


def _comment(path: Path) -> str:
    """The comment at the head of a layout file, on one line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[: next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))]
    return " ".join(line.lstrip("# ") for line in head)

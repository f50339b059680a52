"""How a page is typeset: one TOML file a layout under `parsers/`, in a closed vocabulary.

A layout says where the cells of a table sit. What their labels and sums are is the form's part (`form.py`).
A variant names the layout that it `extends` and gives only what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from gkscrape.catalog import layout_paths, load_toml, structure
from gkscrape.errors import DataFileError


class Reader(StrEnum):
    """Where the cells of a table are found: in the grid of a real table, or in a stream of text."""

    GRID = "grid"
    STREAM = "stream"


class RowEnd(StrEnum):
    """Where the cells of a row end: with the line of its label, or at the next label."""

    LINE = "line"
    LABEL = "label"


class Side(StrEnum):
    """On which side of a cell its separator stands; `around`: behind each, and one before the row's label."""

    BEHIND = "behind"
    BEFORE = "before"
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to typeset a table.

    Streams only: `after_label` is what stands between a row's label and its first cell, blank lines and
    spaces beside it left out: how a page shows that it is of this layout. Cells are divided by `separator`,
    so that empty ones are known; without one they are divided by white space, and empty ones vanish. Where a
    row goes on until the next label, `separator_side` says on which side of a cell its separator stands.
    A cell that holds one of `blank_marks` is empty. Where `cells_touch`, white space says nothing of where a
    cell ends, and no row of several cells is read by order alone.
    """

    name: str
    description: str
    reader: Reader
    after_label: str = ""
    separator: str = ""
    row_end: RowEnd = RowEnd.LABEL
    separator_side: Side = Side.BEHIND
    blank_marks: tuple[str, ...] = ()
    cells_touch: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing but what stands behind a label tells pages of this layout from others."""
        return self.separator_side is Side.BEHIND and not self.blank_marks


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """A file under `parsers/`: a layout, or the difference from the one that it extends; not yet checked."""

    name: str
    description: str
    extends: str | None = None
    reader: str | None = None
    after_label: str | None = None
    separator: str | None = None
    row_end: str | None = None
    separator_side: str | None = None
    blank_marks: tuple[str, ...] | None = None
    cells_touch: bool | None = None


@cache
def load_layouts() -> tuple[Layout, ...]:
    """Every layout under `parsers/`, in the order of their names. Raises DataFileError."""
    return layouts_from(layout_paths())


def layouts_from(paths: tuple[Path, ...]) -> tuple[Layout, ...]:
    """The layouts of these files, each with what it extends filled in. Raises DataFileError."""
    files = {path.stem: (path, _load(path)) for path in paths}
    known = {name: file for name, (_, file) in files.items()}
    layouts: list[Layout] = []
    for stem, (path, file) in files.items():
        faults = [*_faults(stem, file, known)]
        if faults:
            raise DataFileError(str(path), faults)
        layout = structure(_merged(file, known), Layout, str(path))
        wrong = [*misplaced(layout), *_told_apart(layout, layouts)]
        if wrong:
            raise DataFileError(str(path), wrong)
        layouts.append(layout)
    return tuple(layouts)


def _load(path: Path) -> LayoutFile:
    try:
        return load_toml(path, LayoutFile)
    except DataFileError as error:
        keys = ", ".join(field.name for field in fields(LayoutFile))
        remedy = f"the keys of a layout are {keys}; docs/add-a-layout.md says what each may hold"
        raise DataFileError(str(path), [*error.faults, remedy]) from error


def _merged(file: LayoutFile, known: Mapping[str, LayoutFile]) -> dict[str, object]:
    """The keys of the file over those of its ancestors, as a TOML document would hold them."""
    inherited = _merged(known[file.extends], known) if file.extends else {}
    own = {key: value for key, value in asdict(file).items() if value is not None and key != "extends"}
    return {**inherited, **own}


def _faults(stem: str, file: LayoutFile, known: Mapping[str, LayoutFile]) -> Iterator[str]:
    if file.name != stem:
        yield f"name is {file.name!r}, the file is named {stem!r}"
    seen = [file.name]
    while file.extends is not None:
        if file.extends in seen:
            yield f"extends itself by way of {' > '.join([*seen, file.extends])}"
            return
        if file.extends not in known:
            yield f"extends {file.extends!r}, which is none of: {', '.join(sorted(known))}"
            return
        seen.append(file.extends)
        file = known[file.extends]


def misplaced(layout: Layout) -> Iterator[str]:
    """What in a layout no page could show, or has no meaning beside its other keys."""
    if layout.reader is Reader.GRID:
        for key in ("after_label", "separator", "blank_marks", "cells_touch"):
            if getattr(layout, key):
                yield f"{key} has no meaning where the reader is grid"
        return
    if layout.row_end is RowEnd.LINE and not layout.separator:
        yield "row_end is line, which needs a separator: without one a row may go on over lines"
    if layout.separator_side is not Side.BEHIND and (layout.row_end is RowEnd.LINE or not layout.separator):
        yield "separator_side has a meaning only where there is a separator and row_end is label"
    if layout.separator and not layout.separator.strip(" \n"):
        yield "separator is blank; leave it out for cells that are divided by white space"
    elif layout.separator and layout.separator != layout.separator.strip(" \n"):
        tight = layout.separator.strip(" \n")
        yield f"separator is {layout.separator!r}; spaces beside it are left out, so write {tight!r}"
    elif layout.after_label not in _leads(layout.separator):
        allowed = ", ".join(map(repr, _leads(layout.separator)))
        yield f"after_label is {layout.after_label!r}, which no page can show; it is one of: {allowed}"


def _leads(separator: str) -> tuple[str, ...]:
    """What can stand behind a label once blank lines and spaces beside it are left out."""
    ends = ("", "\n")
    marked = (f"{before}{separator}{after}" for before in ends for after in ends)
    return ("", " ", "\n", *(marked if separator else ()))


def _told_apart(layout: Layout, others: Iterable[Layout]) -> Iterator[str]:
    """A layout that says the same as another would never be chosen, or in its stead."""
    for other in others:
        if replace(other, name=layout.name, description=layout.description) == layout:
            yield f"says the same as {other.name!r}: give a key that differs, or use that layout"

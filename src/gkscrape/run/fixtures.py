"""Fixtures of layouts: pages with what they say, drafted by the reader and signed by a person.

A drafted expectation is what the reader makes of the page, and therefore proves nothing: the tests fail until
a person has compared it with the page and signed it, and again when page or expectation changes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from gkscrape.catalog import layout_paths
from gkscrape.documents import open_document, sniff_media_type
from gkscrape.errors import InputError, UsageError
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading import TablesRead, read_tables
from gkscrape.record import Cell, Kind, Status
from gkscrape.run.expectations import AGAIN, EXPECTED, Expected, failing_sums, lacking, read_expected

_MADE = "drafted by the reader from the page itself: compare every cell with the page before it is signed"
_SIGNED = "drafted by the reader, compared with the page by a person"


class Fixture(StrEnum):
    """Whether the page that proves a layout is there, and whether a person vouches for it as it is."""

    SIGNED = "signed"
    CHANGED = "changed"
    DRAFTED = "drafted"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A new fixture, and what stands in the way of signing it."""

    folder: Path
    read_as: str
    obstacles: tuple[str, ...]


def fixtures_folder() -> Path | None:
    """The folder of the layouts' fixtures in a working copy; None in an installed package."""
    folder = layout_paths()[0].parent.parent / "tests" / "fixtures" / "layouts"
    return folder if folder.is_dir() else None


def draft(name: str, path: Path, fixtures: Path | None = None, *, force: bool = False) -> Drafted:
    """Save a page as the fixture of a layout, with a drafted expectation.

    Raises UsageError without the layout's file, over an existing fixture unless forced, and for a page of
    which no cell is read; InputError for one that cannot be opened.
    """
    if name not in {layout.name for layout in load_layouts()}:
        raise UsageError(f"there is no layout {name!r}; write {_layout_file(name)} first")
    folder = _folder(fixtures) / name
    if folder.exists() and not force:
        raise UsageError(f"{folder} is there already; --force replaces it")
    body = body_of(path)
    read = _drafted_from(path, body)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("page.*"):
        old.unlink()
    (folder / f"page.{_extension(body)}").write_bytes(body)
    expected = {"signed": False, "made": _MADE, "form": read.form, "layout": name, "cells": _said(read)}
    _write(folder, expected)
    return Drafted(folder, read.layout, tuple(_obstacles(expected, read)))


def _drafted_from(path: Path, body: bytes) -> TablesRead:
    """What the reader makes of a page. Raises UsageError where there is nothing to draft, InputError."""
    try:
        read = read_page(body)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    if read is None:
        raise UsageError(f"{path}: no table of any form is found on this page; a layout cannot help")
    if all(_saying(cell) is None for cell in read.cells):
        raise UsageError(
            f"{path}: no cell of this page is read, so nothing can be drafted; `gkscrape layouts try {path}`"
            " shows what stands behind its labels, which `after_label` is to say"
        )
    return read


def sign(name: str, by: str, fixtures: Path | None = None, *, despite_sums: bool = False) -> tuple[str, ...]:
    """Sign the expectation of a layout's fixture; the ways in which the reader does not meet it yet.

    The signature says who compared it with the page, on which day, and the sha256 of what was compared.
    Raises UsageError without a name or a fixture, for one that does not say of each indicator of the form
    what is printed, and for one whose sums fail unless told so.
    """
    if not by.strip():
        raise UsageError("a signature needs the name of whoever compared the cells with the page: --by NAME")
    folder = _folder(fixtures) / name
    expected = read_expected(folder)
    wrong = next(lacking(expected), None)
    if wrong is not None:
        raise UsageError(f"{folder / EXPECTED}: {wrong}")
    failing = failing_sums(expected)
    if failing and not despite_sums:
        first = "; ".join(failing[:3])
        raise UsageError(
            f"{folder / EXPECTED}: {len(failing)} printed sums fail ({first}); a cell may be in a wrong"
            " place. If the page prints it so, sign with --despite-sums"
        )
    body = body_of(_page(folder))
    read = read_page(body)
    day = datetime.now(UTC).date().isoformat()
    signature = {"by": by.strip(), "on": day, "sha256": _compared(body, expected)}
    _write(folder, {**expected, "signed": signature, "made": _signed_words(expected)})
    return tuple(_differences(expected, read))


def fixture_state(folder: Path) -> Fixture:
    """Whether somebody signed the expectation in this folder, and page and cells as they are now.

    Raises UsageError where page or expectation is missing or broken.
    """
    expected = read_expected(folder)
    signature = expected["signed"]
    if not isinstance(signature, dict):
        return Fixture.DRAFTED
    compared = _compared(body_of(_page(folder)), expected)
    return Fixture.SIGNED if signature.get("by") and signature.get("sha256") == compared else Fixture.CHANGED


def read_page(body: bytes) -> TablesRead | None:
    """The tables of a body, in whichever layout fits; None where no form's labels are found."""
    return read_tables(open_document(body), load_forms(), load_layouts())


def body_of(path: Path) -> bytes:
    """The bytes of a file. Raises InputError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


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
    failing = len(failing_sums(expected))
    if failing:
        yield f"{failing} printed sums fail"


def _differences(expected: Expected, read: TablesRead | None) -> Iterator[str]:
    """What the reader does not make of the page as it should."""
    if read is None:
        yield "no table of any form is found on the page"
        return
    for name, named in (("form", read.form), ("layout", read.layout)):
        if named != expected[name]:
            yield f"{name}: read as {named}, expected is {expected[name]}"
    cells = {cell.indicator: cell for cell in read.cells}
    for code, wanted in expected["cells"].items():
        cell = cells.get(code, Cell(code, Kind.BLANK, Status.MISSING))
        found = _saying(cell)
        same = Decimal(found) == Decimal(wanted) if found and wanted else found == wanted
        if not same:
            why = f" ({cell.reason})" if cell.reason else ""
            read_as = repr(found) if found is not None else f"{cell.status}{why}"
            yield f"{code}: read as {read_as}, expected is {wanted!r}"


def _compared(body: bytes, expected: Expected) -> str:
    """The sha256 of a page and of what is expected of it, whatever the order and the words around it."""
    said = {key: expected[key] for key in ("form", "layout", "cells")}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body + b"\0" + text.encode()).hexdigest()


def _write(folder: Path, expected: Expected) -> None:
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / EXPECTED).write_text(text + "\n", encoding="utf-8", newline="")


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
        raise UsageError(f"{folder} needs one page.txt or page.html, and has {len(pages)}; {AGAIN}")
    return pages[0]


def _extension(body: bytes) -> str:
    return "html" if sniff_media_type(body) == "text/html" else "txt"


def _layout_file(name: str) -> Path:
    return layout_paths()[0].parent / f"{name}.toml"

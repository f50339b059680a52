"""Whether a cell is what its page prints.

Its place must be there, hold its text, say its value, stand beside its labels, and say the same in a second,
independent reading of the page. A value that was moved together with its place is given away by the labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gkscrape.documents import Document
from gkscrape.documents.second import SecondOpinion
from gkscrape.form import Direction, Form, Indicator
from gkscrape.layout import Layout, RowEnd, Side
from gkscrape.numbers import Value, parse_value
from gkscrape.reading import grid, stream
from gkscrape.record import Cell, Kind, Place, Report, Status
from gkscrape.run.labels import Labels, misplaced
from gkscrape.run.places import Places, bare, words
from gkscrape.text import PICTURE

_ENUMERATOR = re.compile(r"\d{1,2}\s*[.．、]\s*[^\d\s]")
_LABEL_LOST = (grid.FILLED, stream.FILLED, stream.LOST_LABEL)


class Why(StrEnum):
    """What speaks against a cell.

    `archive`: its page cannot be re-read, or is not the one that was read. `place`: it names no place, or
    nothing stands there. `text`: something else is printed there. `value`: what is printed there says another
    value. `label`: the place is that of another row or column. `second`: the second reading of the page finds
    something else there.
    """

    ARCHIVE = "archive"
    PLACE = "place"
    TEXT = "text"
    VALUE = "value"
    LABEL = "label"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that speaks against one cell; `printed` is what stands at its place now, `second` what the
    second reading finds there."""

    indicator: str
    why: Why
    message: str
    printed: str | None = None
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of re-reading the cells of a report: the differences, and which indicators hold.

    `unprinted` have nothing to re-read (missing, or ambiguous without a place). Of the `verified`, `labelled`
    stand beside a plain label of their own row, and `seconded` say the same in the second reading.
    """

    differences: tuple[Difference, ...]
    verified: frozenset[str]
    unprinted: frozenset[str]
    labelled: frozenset[str]
    seconded: frozenset[str]


def reread(
    report: Report, document: Document, form: Form, layouts: Iterable[Layout], second: SecondOpinion | None
) -> Reread:
    """Every cell of the report held against the document, and against a second reading where there is one."""
    return _Page(document, form, tuple(layouts), second).reread(report)


class _Page:
    """One document, asked for what it prints."""

    def __init__(
        self, document: Document, form: Form, layouts: tuple[Layout, ...], second: SecondOpinion | None
    ) -> None:
        self._form = form
        self._second = second
        self._labels = Labels(document)
        self._places = Places(document)
        self._layouts = {layout.name: layout for layout in layouts}

    def reread(self, report: Report) -> Reread:
        """Every cell of the report held against the page."""
        placed = [cell for cell in report.cells if cell.at is not None]
        out_of_order = self._out_of_order(report.cells)
        differences: list[Difference] = []
        for cell in report.cells:
            if cell.indicator in self._form.known:
                differences += self._against(cell, report.layout, out_of_order.get(cell.indicator))
            else:
                message = f"the form {self._form.id} has no such indicator"
                differences.append(Difference(cell.indicator, Why.LABEL, message))
        wrong = {difference.indicator for difference in differences}
        verified = frozenset(cell.indicator for cell in placed) - wrong
        return Reread(
            differences=tuple(differences),
            verified=verified,
            unprinted=frozenset(cell.indicator for cell in report.cells) - verified - wrong,
            labelled=frozenset(
                c.indicator for c in placed if c.indicator in verified and self._is_labelled(c)
            ),
            seconded=frozenset(
                c.indicator for c in placed if c.indicator in verified and self._second_text(c) is not None
            ),
        )

    def _against(self, cell: Cell, layout: str, belongs: str | None) -> Iterator[Difference]:
        """What speaks against one cell, the gravest first; labels and values only where its text is there."""
        if cell.at is None:
            if cell.status in (Status.PRINTED, Status.INFERRED):
                yield Difference(cell.indicator, Why.PLACE, f"it is {cell.status}, but names no place")
            return
        printed = self._places.printed(cell.at)
        if printed is None:
            yield Difference(cell.indicator, Why.PLACE, f"nothing stands at {words(cell.at)}")
            return
        if not self._says(cell, printed, self._layouts.get(layout)):
            message = f"{words(cell.at)} prints {printed!r}, the cell holds {cell.raw!r}"
            yield Difference(cell.indicator, Why.TEXT, message, printed)
        else:
            yield from self._value_against(cell, printed)
        yield from self._labels_against(cell, belongs)
        second = self._second_text(cell)
        text = "" if printed == PICTURE else printed
        if second is not None and bare(second) != bare(text):
            message = f"a second reading of the page finds {second!r} at {words(cell.at)}, not {printed!r}"
            yield Difference(cell.indicator, Why.SECOND, message, printed, second)

    def _says(self, cell: Cell, printed: str, layout: Layout | None) -> bool:
        """Whether the text at the cell's place is the one that the cell holds."""
        assert cell.at is not None
        raw, found = bare(cell.raw or ""), bare(printed)
        if cell.status is Status.AMBIGUOUS:
            first = (cell.raw or "").split()[:1]
            return not first or first[0] in found or found in raw
        if cell.at.table is not None:
            return raw == found or (cell.status is Status.INFERRED and self._goes_on(cell.at, raw, found))
        if not raw:
            return not found and self._is_empty(cell.at, layout)
        if cell.at.end is None:
            return bare(printed + "".join(self._places.lines[cell.at.line :])).startswith(raw)
        return found == raw and (cell.status is Status.INFERRED or self._stands_alone(cell.at))

    def _goes_on(self, place: Place, raw: str, found: str) -> bool:
        """Whether a text that was cut or joined begins in this cell of a grid, and goes on in the next."""
        if raw in found:
            return True
        row = self._places.grids[place.table or 0].rows[(place.row or 1) - 1]
        rest = bare("".join({id(cell): cell.text for cell in row[place.column :] if cell}.values()))
        return any((found[start:] + rest).startswith(raw) for start in range(len(found)))

    def _stands_alone(self, place: Place) -> bool:
        """Whether the figure neither begins before its place nor goes on behind it."""
        line, start, end = self._places.lines[place.line - 1], place.start or 0, place.end or 0
        begins_before = line[max(0, start - 1) : start + 1].isdigit() and start > 0
        goes_on = line[max(0, end - 1) : end + 1].isdigit() and end < len(line)
        return not begins_before and not (goes_on and not _ENUMERATOR.match(line, end))

    def _is_empty(self, place: Place, layout: Layout | None) -> bool:
        """Whether nothing stands between the place and the next separator, or only a mark for nothing."""
        rest = self._places.lines[place.line - 1][place.start :].strip()
        known = [layout] if layout is not None and layout.separator else list(self._layouts.values())
        if any(rest.startswith(mark) for each in known for mark in each.blank_marks):
            return True
        behind = (line.strip() for line in self._places.lines[place.line :])
        ahead = rest or next(filter(None, behind), "")
        return any(
            (not rest and RowEnd.LINE is each.row_end)
            or (not rest and Side.BEFORE is each.separator_side)
            or ahead.startswith(each.separator)
            for each in known
            if each.separator
        )

    def _value_against(self, cell: Cell, printed: str) -> Iterator[Difference]:
        if cell.status is Status.AMBIGUOUS:
            return
        known = self._form.known[cell.indicator]
        readings = [*self._readings(cell, known)]
        if not any((said.kind, said.value) == (cell.kind, cell.value) for said in readings):
            said = readings[0]
            found = said.value if said.kind is Kind.NUMBER else said.kind.value
            stored = cell.value if cell.kind is Kind.NUMBER else cell.kind.value
            message = f"{words(cell.at)} prints {printed!r}, which says {found}; stored is {stored}"
            yield Difference(cell.indicator, Why.VALUE, message, printed)

    def _readings(self, cell: Cell, known: Indicator) -> Iterator[Value]:
        """What the text says in the indicator's unit, and in the one that its heading notes."""
        raw, column = cell.raw or "", known.column
        yield parse_value(raw, column.unit, signed=column.signed)
        noted = self._labels.unit_at(cell.at) if cell.at and column.unit.endswith("元") else None
        if noted is not None and noted != column.unit:
            yield parse_value(f"{raw.strip()}{noted}", column.unit, signed=column.signed)

    def _labels_against(self, cell: Cell, belongs: str | None) -> Iterator[Difference]:
        assert cell.at is not None
        known = self._form.known[cell.indicator]
        table = self._form.table(known.table)
        rows = self._labels.row_at(cell.at, table) if self._has_label(cell, known) else frozenset()
        if rows and known.row.code not in rows:
            message = f"{words(cell.at)} stands beside the label of {', '.join(sorted(rows))}"
            yield Difference(cell.indicator, Why.LABEL, message)
        printed = cell.status is Status.PRINTED
        columns = self._labels.column_at(cell.at, table, known.block) if printed else frozenset()
        if columns and known.column.code not in columns:
            message = f"{words(cell.at)} stands under the heading of {', '.join(sorted(columns))}"
            yield Difference(cell.indicator, Why.LABEL, message)
        if belongs is not None:
            yield Difference(cell.indicator, Why.LABEL, f"{words(cell.at)} stands where {belongs} belongs")

    def _has_label(self, cell: Cell, known: Indicator) -> bool:
        """Whether the cell must stand beside its row's label, which the reading may say is lost."""
        if cell.status is Status.INFERRED:
            return cell.reason not in _LABEL_LOST and self._labels.is_printed(known.row)
        return cell.status is Status.PRINTED

    def _is_labelled(self, cell: Cell) -> bool:
        known = self._form.known[cell.indicator]
        return cell.at is not None and known.row.code in self._labels.row_at(
            cell.at, self._form.table(known.table)
        )

    def _out_of_order(self, cells: Iterable[Cell]) -> Mapping[str, str]:
        """The cells of streams that stand in one another's place."""
        by_code = {cell.indicator: cell for cell in cells if cell.status is not Status.AMBIGUOUS}
        tracks: dict[tuple[str, str], list[tuple[Indicator, Cell]]] = {}
        for code, known in self._form.known.items():
            cell = by_code.get(code)
            if cell is not None and cell.at is not None and self._places.printed(cell.at) is not None:
                across = known.block.direction is Direction.ACROSS
                tracks.setdefault((known.table, "" if across else known.row.code), []).append((known, cell))
        wrong: dict[str, str] = {}
        for track in tracks.values():
            wrong |= misplaced(track, self._labels)
        return wrong

    def _second_text(self, cell: Cell) -> str | None:
        place = cell.at
        if self._second is None or place is None or place.table is None:
            return None
        return self._second.at(place.table, place.row or 0, place.column or 0) or ""

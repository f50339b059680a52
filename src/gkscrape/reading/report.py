"""One opened document to a Report, or to the reason why it is none: the rooms of reading, joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from functools import cache

from gkscrape.documents import Document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading.engine import read_tables
from gkscrape.reading.facts import find_facts
from gkscrape.reading.genre import Body, refuse
from gkscrape.reading.hidden import hidden_faults
from gkscrape.reading.identity import identify
from gkscrape.reading.lexicon import core, labels_of
from gkscrape.reading.metadata import printed_address
from gkscrape.reading.sections import split_sections
from gkscrape.reading.statistics import read_own_statistics
from gkscrape.reading.tables import TablesRead, Trace
from gkscrape.record import Kind, Place, Refusal, Report, Section, Source
from gkscrape.regions import load_regions

NARRATIVE = "narrative"
PROSE = "prose"
_TEXT_BEFORE = 80


def read_document(document: Document, source: Source, text: Document | None = None) -> Report | Refusal:
    """Everything that the document says, with the faults of the reading; or why it is no annual report.

    `text` is the part of it in which the report stands; tables and sections are those of that part.

    A report without the tables of a form is kept as `narrative`, with its sections and facts. Where nobody
    knows the address of the body, it is the one that a saved text names in its head.
    """
    source = source if source.url else replace(source, url=printed_address(document))
    text = text or document
    tables = read_tables(text, load_forms(), load_layouts())
    identified = identify(document, load_regions(), source.url)
    heads = load_forms()[tables.form].sections if tables else ()
    sections = split_sections(text, heads, _table_lines(text, tables))
    extras, notes = (
        (tables.extras, tables.faults)
        if tables
        else read_own_statistics(text, load_forms().values(), load_layouts())
    )
    refused = refuse(document, identified, _body(sections, tables))
    if refused is not None:
        return Refusal(source, refused.kind, refused.message)
    return Report(
        source=source,
        identity=identified.identity,
        form=tables.form if tables else NARRATIVE,
        layout=tables.layout if tables else PROSE,
        cells=tables.cells if tables else (),
        extras=extras,
        sections=sections,
        facts=find_facts(sections, year=identified.identity.year),
        faults=(
            *identified.faults,
            *notes,
            *hidden_faults(document, load_forms()),
        ),
    )


def _body(sections: tuple[Section, ...], tables: TablesRead | None) -> Body:
    if tables is None:
        return Body(sections)
    figures = sum(cell.kind is Kind.NUMBER for cell in tables.cells)
    return Body(sections, len(tables.trace.anchors), figures)


def _table_lines(document: Document, tables: TablesRead | None) -> frozenset[int]:
    """The lines of flattened tables: those of their labels, broken ones too, and figures.

    A line with text before the table is no such line: of a page on one line, only the table is left out.
    """
    if tables is None:
        return frozenset()
    places = [*(anchor.at for anchor in tables.trace.anchors), *(cell.at for cell in tables.cells)]
    texts = {line.number: line.text for line in document.lines}
    starts: dict[int, int] = {}
    for place in places:
        if place is not None and place.table is None:
            for line, start in _covered(place, texts):
                starts[line] = min(start, starts.get(line, start))
    found = {line for line, start in starts.items() if start <= _TEXT_BEFORE}
    return frozenset(found | {*_lone_labels(tables.form, found, texts)})


def _lone_labels(form: str, lines: Set[int], texts: Mapping[int, str]) -> Iterator[int]:
    """The lines among those of a table that hold nothing but a label of the form (总计 in a header)."""
    labels = _label_cores(form) if lines else frozenset()
    for line in range(min(lines, default=0), max(lines, default=-1)):
        if len(texts.get(line, "")) <= _TEXT_BEFORE and core(texts.get(line, "")) in labels:
            yield line


@cache
def _label_cores(form: str) -> frozenset[str]:
    return frozenset(core(label) for label in labels_of(load_forms()[form]))


def _covered(place: Place, texts: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """The lines over which a place extends, and where in each it begins."""
    line, start, left = place.line, place.start or 0, place.end or 0
    yield line, start
    while (left := left - len(texts.get(line, "")) - 1) > 0:
        line += 1
        yield line, 0


def explain_document(document: Document) -> Trace | None:
    """Why the tables of the document were read as they were; None where it has none."""
    tables = read_tables(document, load_forms(), load_layouts())
    return tables.trace if tables else None

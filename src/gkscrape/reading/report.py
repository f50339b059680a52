"""One opened document to a Report, or to the reason why it is none: the rooms of reading, joined."""

from __future__ import annotations

from gkscrape.documents import Document
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.reading.engine import TablesRead, read_tables
from gkscrape.reading.facts import find_facts
from gkscrape.reading.genre import refuse
from gkscrape.reading.identity import identify
from gkscrape.reading.sections import split_sections
from gkscrape.record import Refusal, Report, Source
from gkscrape.regions import load_regions

NARRATIVE = "narrative"
PROSE = "prose"


def read_document(document: Document, source: Source) -> Report | Refusal:
    """Everything that the document says, with the faults of the reading; or why it is no annual report.

    A report without the tables of a form is kept as `narrative`, with its sections and facts.
    """
    tables = read_tables(document, load_forms(), load_layouts())
    refused = refuse(document, read_anything=tables is not None and _has_figures(tables))
    if refused is not None:
        return Refusal(source, refused.kind, refused.message)
    identified = identify(document, load_regions(), source.url)
    heads = load_forms()[tables.form].sections if tables else ()
    sections = split_sections(document, heads, tables.lines if tables else ())
    return Report(
        source=source,
        identity=identified.identity,
        form=tables.form if tables else NARRATIVE,
        layout=tables.layout if tables else PROSE,
        cells=tables.cells if tables else (),
        extras=tables.extras if tables else (),
        sections=sections,
        facts=find_facts(sections),
        faults=(*identified.faults, *(tables.faults if tables else ())),
    )


def _has_figures(tables: TablesRead) -> bool:
    return any(cell.value is not None for cell in tables.cells)

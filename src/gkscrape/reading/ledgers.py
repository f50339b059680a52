"""The ledgers of a document, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gkscrape.documents.model import Document, Grid, Line
from gkscrape.layout import Layout, Reader
from gkscrape.reading.ledger import Ledger, ledgers_in_grid
from gkscrape.reading.ledger_text import ledgers_in_text


def find_ledgers(document: Document, layouts: Sequence[Layout]) -> Iterator[Ledger]:
    """The ledgers of the document in printed order: those in real tables, then those in its text."""
    grid = next((layout for layout in layouts if layout.reader is Reader.GRID), None)
    streams = [layout for layout in layouts if layout.reader is Reader.STREAM]
    if grid is not None:
        for block in document.blocks:
            if isinstance(block, Grid):
                yield from ledgers_in_grid(block, grid)
    if streams:
        lines = [block for block in document.blocks if isinstance(block, Line)]
        text = "".join([document.folded[line.number] for line in lines])
        yield from ledgers_in_text(lines, text, streams)

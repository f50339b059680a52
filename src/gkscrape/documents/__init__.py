"""Bytes become one value: a Document of text lines and span-expanded grids, each with its place."""

from gkscrape.documents.media import sniff_media_type
from gkscrape.documents.model import Block, Container, Document, Grid, GridCell, Line
from gkscrape.documents.opening import MAX_BYTES, open_document

__all__ = [
    "MAX_BYTES",
    "Block",
    "Container",
    "Document",
    "Grid",
    "GridCell",
    "Line",
    "open_document",
    "sniff_media_type",
]

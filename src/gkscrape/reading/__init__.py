"""From a Document to what it says: tables into cells, by anchors, order, place and proof."""

from gkscrape.reading.engine import read_tables
from gkscrape.reading.tables import Found, TablesRead, Trace

__all__ = ["Found", "TablesRead", "Trace", "read_tables"]

"""From a Document to what it says: tables into cells, by anchors, order, place and proof."""

from gkscrape.reading.engine import Found, TablesRead, Trace, read_tables

__all__ = ["Found", "TablesRead", "Trace", "read_tables"]

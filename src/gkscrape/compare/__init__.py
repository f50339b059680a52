"""Compares reports over years, forms and units: records in, changes out."""

from gkscrape.compare.change import Change, Entry, Side, side_of
from gkscrape.compare.concordance import Comparable, Concept, Concordance, load_concordance
from gkscrape.compare.difference import compare

__all__ = [
    "Change",
    "Comparable",
    "Concept",
    "Concordance",
    "Entry",
    "Side",
    "compare",
    "load_concordance",
    "side_of",
]

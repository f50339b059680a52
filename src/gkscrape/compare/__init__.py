"""Compares reports over years, forms, units and captures: records in, changes out."""

from gkscrape.compare.concordance import Concept, Concordance, load_concordance
from gkscrape.compare.copied import Prose, copies
from gkscrape.compare.difference import compare
from gkscrape.compare.labels import label_for
from gkscrape.compare.limits import Limit, changed, limit_from
from gkscrape.compare.peers import rank
from gkscrape.compare.prose import compare_sections
from gkscrape.compare.renamed import Renames, load_renames
from gkscrape.compare.side import NARRATIVE, Side, side_of

__all__ = [
    "NARRATIVE",
    "Concept",
    "Concordance",
    "Limit",
    "Prose",
    "Renames",
    "Side",
    "changed",
    "compare",
    "compare_sections",
    "copies",
    "label_for",
    "limit_from",
    "load_concordance",
    "load_renames",
    "rank",
    "side_of",
]

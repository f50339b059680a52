"""The Chinese name of an indicator, put together from the labels of its form."""

from __future__ import annotations

from gkscrape.form import Block, Indicator, Row
from gkscrape.text import strip_enumerator

_TOP = "outcomes"


def label_of(known: Indicator) -> str:
    """Row and column as the form prints them, groups before their rows, without enumerators.

    >>> from gkscrape.form import load_forms
    >>> known = load_forms()["2021"].known
    >>> label_of(known["requests/refused.state_secret/total"]), label_of(known["disclosure/rules/made"])
    ('不予公开/属于国家秘密·总计', '规章·本年制发件数')
    """
    rows = [strip_enumerator(row.labels[0]) for row in _path(known.block, known.row)]
    return f"{'/'.join(rows)}·{strip_enumerator(known.column.labels[0])}"


def _path(block: Block, row: Row) -> list[Row]:
    """The row with the groups that it stands in, outermost first, save the one that holds all outcomes."""
    above = next((group for group in block.rows if group.code == row.within and group.code != _TOP), None)
    return [row] if above is None else [*_path(block, above), row]

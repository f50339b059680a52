"""The Chinese name of an indicator, put together from the labels of its form."""

from __future__ import annotations

from collections.abc import Mapping

from gkscrape.form import Block, Form, Indicator, Row
from gkscrape.text import strip_enumerator

_TOP, _TOTAL = "outcomes", "total"


def label_for(code: str, forms: Mapping[str, Form]) -> str:
    """The label by the newest form that knows the code; the code itself where none does."""
    known = [form.known[code] for form in forms.values() if code in form.known]
    return label_of(known[-1]) if known else code


def label_of(known: Indicator) -> str:
    """Row and column as the form prints them, groups before their rows, without enumerators.

    >>> from gkscrape.form import load_forms
    >>> known = load_forms()["2021"].known
    >>> label_of(known["requests/refused.state_secret/total"]), label_of(known["disclosure/rules/made"])
    ('不予公开/属于国家秘密·总计', '规章·本年制发件数')
    >>> label_of(known["requests/other.other/total"])
    '其他处理/其他·总计'
    >>> label_of(known["requests/total/business"])
    '本年度办理结果/总计·商业企业'
    """
    rows = [strip_enumerator(row.labels[0]) for row in _path(known.block, known.row)]
    return f"{'/'.join(rows)}·{strip_enumerator(known.column.labels[0])}"


def _path(block: Block, row: Row) -> list[Row]:
    """The row with what it stands in, outermost first; the group of all outcomes only before their total."""
    holders = {row.within, row.code.rpartition(".")[0]} - ({_TOP} if row.code != _TOTAL else set())
    above = next((other for other in block.rows if other.code in holders), None)
    return [row] if above is None else [*_path(block, above), row]

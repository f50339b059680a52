"""A comparison or a table as one HTML page, in Chinese and English, that loads nothing and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gkscrape.record import Change, Comparison, Edit, Entry, Fault, Piece, SectionChange
from gkscrape.show.changes import absolute_text, digits, relative_text, share_text, value_text
from gkscrape.show.charts import chart
from gkscrape.show.safe import html_text
from gkscrape.show.sheets import Figure, Sheet

_TABLES = {
    "disclosure": ("主动公开政府信息情况", "Information disclosed on own initiative"),
    "requests": ("收到和处理政府信息公开申请情况", "Requests received and handled"),
    "challenges": ("行政复议、行政诉讼情况", "Reconsiderations and lawsuits"),
    "statistics": ("政府信息公开情况统计表", "Statistics of the form of 2014"),
    "group": ("合并比较", "Compared as groups"),
}
_COMPARABLE = {
    "same": ("可比", "comparable"),
    "sum": ("合计可比", "as a sum"),
    "group": ("合并可比", "as a group"),
    "no": ("不可比", "not comparable"),
}
_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1c1c1c; background: #fff;
  font: 15px/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; break-after: avoid; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; break-after: avoid; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #d9d9d9; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1c1c1c; vertical-align: bottom; }
tbody th { min-width: 13rem; width: 36%; font-weight: normal; }
.verdict { min-width: 10rem; width: 26%; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; min-width: 2.6rem; }
.code, .unknown, .note, .english, .remarks { color: #595959; font-size: .85em; }
.code { font-family: ui-monospace, monospace; }
.code, .note { display: block; } h2 .english { font-weight: normal; }
thead .english { display: block; font-weight: normal; }
.no { background: #f5f5f5; }
.charts { display: flex; flex-wrap: wrap; gap: 1.2rem 1.5rem; margin: 1.5rem 0; }
figure { margin: 0; width: 17.5rem; break-inside: avoid; display: flex; flex-direction: column;
  justify-content: space-between; }
figcaption { font-size: .9em; line-height: 1.35; }
svg { width: 100%; height: auto; font-size: 11px; } rect { fill: #35618e; } .axis { stroke: #1c1c1c; }
svg text { text-anchor: middle; fill: #1c1c1c; } svg .key, svg .none { fill: #595959; }
.prose { white-space: pre-line; max-width: 46rem; }
del { color: #8c1d18; background: #fbe9e7; } ins { color: #14532d; background: #e6f4ea; }
.remarks { padding-left: 1.2rem; }
@page { size: A4; margin: 14mm 12mm; } @page wide { size: A4 landscape; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 8.5pt; line-height: 1.35; }
  .many { page: wide; } thead { display: table-header-group; } tr { break-inside: avoid; }
  th, td { padding: .15rem .35rem; } tbody th, .verdict { min-width: 0; } .scroll { overflow: visible; }
  .charts { gap: .8rem 2%; } figure { width: 32%; } body { print-color-adjust: exact; } }
"""
_MANY = 8
"""From how many sides on a page is printed across."""
_EDITS = {Edit.REMOVED: "del", Edit.ADDED: "ins"}
_LEGEND = (
    "“–” 表式无此项 the form has no such figure · blank 空白(不是 0) not 0 · "
    "missing 页面上没有 not on the page · ambiguous 无法确定 undecided · "
    "* 由合计推定位置 placed by the printed sums"
)


def comparison_page(comparison: Comparison) -> str:
    """The comparison as a page, every word from elsewhere escaped; it loads nothing and runs no script."""
    tables: dict[str, list[Change]] = {}
    for change in comparison.changes:
        tables.setdefault(change.indicator.split("/")[0], []).append(change)
    figures = "".join(_table(name, lines, comparison.keys) for name, lines in tables.items())
    legend = f'<p class="note">{_LEGEND}</p>\n' if comparison.changes else ""
    body = (
        _remarks(comparison.notes)
        + _charts(comparison)
        + _chains(comparison.faults)
        + legend
        + figures
        + _sections(comparison.sections)
    )
    return _page(comparison.title, body, across=len(comparison.keys) >= _MANY)


def sheet_page(sheet: Sheet) -> str:
    """The table as a page, every word from elsewhere escaped; it loads nothing and runs no script."""
    heads = "".join(
        f'<th scope="col"{_side(column)}>{html_text(head)}</th>'
        for head, *column in zip(sheet.heads, *sheet.rows, strict=True)
    )
    rows = "".join(f"<tr>{''.join(map(_figure, row))}</tr>\n" for row in sheet.rows)
    table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    return _page(sheet.title, f'<div class="scroll">{table}</div>\n' + _remarks(sheet.notes))


def _page(title: str, body: str, *, across: bool = False) -> str:
    return f"""<!DOCTYPE html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html_text(title)}</title>
<style>{_STYLE}</style>
</head>
<body{' class="many"' if across else ""}>
<h1>{html_text(title)}</h1>
{body}</body>
</html>
"""


def _remarks(notes: Sequence[str]) -> str:
    lines = "".join(f"<li>{html_text(note)}</li>" for note in notes)
    return f'<ul class="remarks">{lines}</ul>\n' if lines else ""


def _chains(faults: Sequence[Fault]) -> str:
    """What does not follow from the year before, as a list under its heading."""
    lines = "".join(f"<li>{html_text(fault.message)}</li>" for fault in faults)
    return (
        f"{_heading('前后年度不衔接', 'What does not follow from the year before')}<ul>{lines}</ul>\n"
        if lines
        else ""
    )


def _charts(comparison: Comparison) -> str:
    changes = {change.indicator: change for change in comparison.changes}
    shown = [changes[code] for code in comparison.headlines if code in changes]
    figures = "".join(
        f"<figure><figcaption>{html_text(change.label)}</figcaption>{drawn}</figure>\n"
        for change in shown
        if (drawn := chart(change))
    )
    return f'<div class="charts">\n{figures}</div>\n' if figures else ""


def _sections(sections: Sequence[SectionChange]) -> str:
    return _heading("文本变化", "How the text changed") + "".join(map(_section, sections)) if sections else ""


def _section(section: SectionChange) -> str:
    kept = ""
    if section.kept is not None:
        words = f"{section.older} → {section.newer}: 保留 kept {share_text(section.kept)}"
        kept = f' <span class="english">{html_text(words)}</span>'
    text = "".join(_paragraph(piece) for piece in section.pieces)
    return f'<h3>{html_text(f"{section.number} {section.heading}")}{kept}</h3>\n<p class="prose">{text}</p>\n'


def _paragraph(piece: Piece) -> str:
    text = "\n".join(map(html_text, piece.text.split("\n")))
    return text if piece.edit is Edit.SAME else f"<{_EDITS[piece.edit]}>{text}</{_EDITS[piece.edit]}>"


def _heading(chinese: str, english: str) -> str:
    return f'<h2>{html_text(chinese)} <span class="english">{html_text(english)}</span></h2>\n'


def _side(column: Sequence[Figure]) -> str:
    return ' class="number"' if any(isinstance(figure, Decimal) for figure in column) else ""


def _figure(figure: Figure) -> str:
    if isinstance(figure, Decimal):
        return f'<td class="number">{digits(figure)}</td>'
    return f"<td>{html_text(figure or '')}</td>"


def _table(name: str, changes: Sequence[Change], keys: Sequence[str]) -> str:
    chinese, english = _TABLES.get(name, (name, name))
    sides = "".join(f'<th class="number" scope="col">{html_text(key)}</th>' for key in keys)
    span = f'<span class="english">{html_text(_span(keys))}</span>' if len(keys) > 2 else ""
    lines = "".join(map(_line, changes))
    return f"""{_heading(chinese, english)}<div class="scroll"><table>
<thead><tr><th scope="col">指标 <span class="english">indicator</span></th>{sides}
<th class="number" scope="col">变化 <span class="english">change</span>{span}</th>
<th class="number" scope="col">%</th>
<th class="verdict" scope="col">可比性 <span class="english">comparable</span></th></tr></thead>
<tbody>
{lines}</tbody>
</table></div>
"""


def _span(keys: Sequence[str]) -> str:
    years = all(key.isdigit() for key in keys)
    return f"{keys[0]} → {keys[-1]}" if years else "末 − 首 last − first"


def _line(change: Change) -> str:
    name = f'{html_text(change.label)}<span class="code">{_breakable(change.indicator)}</span>'
    chinese, english = _COMPARABLE.get(str(change.comparable), (str(change.comparable), ""))
    note = f'<span class="note">{html_text(change.note)}</span>' if change.note else ""
    return (
        f'<tr class="{html_text(str(change.comparable))}"><th scope="row">{name}</th>'
        + "".join(map(_value, change.entries))
        + f'<td class="number">{html_text(absolute_text(change))}</td>'
        + f'<td class="number">{html_text(relative_text(change))}</td>'
        + f'<td>{html_text(chinese)} <span class="english">{html_text(english)}</span>{note}</td></tr>\n'
    )


def _breakable(code: str) -> str:
    """The code, which a narrow column may break behind its parts only."""
    return html_text(code).replace("/", "/<wbr>").replace(".", ".<wbr>").replace("_", "_<wbr>")


def _value(entry: Entry) -> str:
    look = "number" if entry.value is not None else "number unknown"
    return f'<td class="{look}">{html_text(value_text(entry))}</td>'

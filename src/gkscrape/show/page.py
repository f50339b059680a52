"""Changes as one HTML page that needs nothing from elsewhere, in Chinese and English, fit to print."""

from __future__ import annotations

from collections.abc import Sequence

from gkscrape.show.changes import (
    ChangeShown,
    EntryShown,
    absolute_text,
    keys_of,
    relative_text,
    value_text,
)
from gkscrape.show.safe import html_text

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
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1c1c1c; background: #fff;
  font: 15px/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #d9d9d9; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1c1c1c; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.code, .unknown, .note, .english { color: #595959; font-size: .85em; }
.code { font-family: ui-monospace, monospace; }
.code, .note, .english { display: block; } h2 .english, th .english { display: inline; font-weight: normal; }
.no { background: #f5f5f5; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } thead { display: table-header-group; }
  tr { break-inside: avoid; } }
"""
_LEGEND = (
    "“–” 表式无此项 the form has no such figure · blank 空白(不是 0) not 0 · "
    "missing 页面上没有 not on the page · ambiguous 无法确定 undecided · "
    "* 由合计推定位置 placed by the printed sums"
)


def html_page(changes: Sequence[ChangeShown], title: str) -> str:
    """The page as text, every word from elsewhere escaped; it loads nothing and runs no script."""
    tables: dict[str, list[ChangeShown]] = {}
    for change in changes:
        tables.setdefault(change.indicator.split("/")[0], []).append(change)
    body = "".join(_table(name, lines, keys_of(changes)) for name, lines in tables.items())
    return f"""<!DOCTYPE html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html_text(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{html_text(title)}</h1>
<p class="note">{_LEGEND}</p>
{body}</body>
</html>
"""


def _table(name: str, changes: Sequence[ChangeShown], keys: Sequence[str]) -> str:
    chinese, english = _TABLES.get(name, (name, name))
    sides = "".join(f'<th class="number" scope="col">{html_text(key)}</th>' for key in keys)
    lines = "".join(map(_line, changes))
    return f"""<h2>{html_text(chinese)} <span class="english">{html_text(english)}</span></h2>
<table>
<thead><tr><th scope="col">指标 <span class="english">indicator</span></th>{sides}
<th class="number" scope="col">变化 <span class="english">change</span></th>
<th class="number" scope="col">%</th>
<th scope="col">可比性 <span class="english">comparable</span></th></tr></thead>
<tbody>
{lines}</tbody>
</table>
"""


def _line(change: ChangeShown) -> str:
    name = f'{html_text(change.label)}<span class="code">{html_text(change.indicator)}</span>'
    chinese, english = _COMPARABLE.get(str(change.comparable), (str(change.comparable), ""))
    note = f'<span class="note">{html_text(change.note)}</span>' if change.note else ""
    return (
        f'<tr class="{html_text(str(change.comparable))}"><th scope="row">{name}</th>'
        + "".join(map(_value, change.entries))
        + f'<td class="number">{html_text(absolute_text(change))}</td>'
        + f'<td class="number">{html_text(relative_text(change))}</td>'
        + f'<td>{html_text(chinese)} <span class="english">{html_text(english)}</span>{note}</td></tr>\n'
    )


def _value(entry: EntryShown) -> str:
    look = "number" if entry.value is not None else "number unknown"
    return f'<td class="{look}">{html_text(value_text(entry))}</td>'

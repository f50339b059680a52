"""A night as one HTML page that loads nothing: what came of each portal, and what is not as expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gkscrape.show.safe import html_text

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1c1c1c; background: #fff;
  font: 15px/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; } .scroll { overflow-x: auto; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #d9d9d9; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1c1c1c; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.came { white-space: nowrap; }
.broken { color: #8c1d18; font-weight: 600; } .well { color: #14532d; } .waiting, .stopped { color: #7a4b00; }
.note, .english { color: #595959; font-size: .85em; font-weight: normal; }
.words { overflow-wrap: anywhere; } summary { cursor: pointer; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } }
"""
_CAME = {
    "broken": ("不符合预期", "not as expected"),
    "waiting": ("未到重试时间", "not due yet"),
    "stopped": ("未完成", "stopped before its end"),
    "well": ("正常", "as expected"),
}
NAMES = {
    "new": "新增",
    "changed": "内容有变",
    "vanished": "已消失",
    "down": "无法连接",
    "slow": "响应过慢",
    "unavailable": "服务器暂不可用",
    "busy": "要求稍后再访",
    "closed": "多次拒绝访问",
    "budget": "当日次数用尽",
    "off_list": "不属本门户的地址",
    "forbidden": "robots.txt 禁止",
    "broken": "应答无效",
    "challenge": "遇到验证或防火墙",
    "soft_404": "页面不存在",
    "empty": "空页面",
    "unreadable": "无法读取",
    "notice": "通知，非年报",
    "look_alike": "非年报",
    "list": "列表页，非年报",
    "blank_form": "空白表样",
    "empty_list": "列表为空",
    "fewer_reports": "年报比上次少",
    "too_few_reports": "年报少于应有数",
    "year_missing": "缺年度",
    "nothing_new": "久无新年报",
    "list_cut_short": "列表不完整",
    "wrong_year": "年度不符",
    "half_filled": "表格大半空白",
    "kept_old": "保留旧版",
    "reader_failed": "读取出错",
    "out_of_time": "时间用尽",
    "failed": "程序出错",
}
"""Each finding of a night in Chinese, by its name."""
_HEADS = (
    ("门户", "portal"),
    ("结果", "came"),
    ("列出", "listed"),
    ("已存", "stored"),
    ("新增", "new"),
    ("变化", "changed"),
    ("消失", "vanished"),
    ("请求", "requests"),
    ("不符合预期之处", "not as expected"),
)
_COUNTS = ("listed", "stored", "new", "changed", "vanished", "requests")


def night_page(summary: Mapping[str, Any]) -> str:
    """The page of a night, from its summary; every word from elsewhere is escaped."""
    portals = sorted(summary["portals"], key=lambda one: ([*_CAME].index(one["came"]), one["portal"]))
    heads = "".join(f'<th scope="col">{zh} <span class="english">{en}</span></th>' for zh, en in _HEADS)
    rows = "".join(map(_row, portals))
    details = "".join(map(_details, portals))
    title = f"{str(summary['started'])[:16].replace('T', ' ')} UTC"
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
<h1>每夜抓取 <span class="english">A night</span> {html_text(title)}</h1>
<p>{html_text(headline(summary))}</p>
<div class="scroll"><table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}</tbody>
</table></div>
{details}</body>
</html>
"""


def headline(summary: Mapping[str, Any]) -> str:
    """The night in one line.

    >>> headline({"portals": [{"came": "well", "new": 2, "changed": 0, "vanished": 0}], "stopped": False})
    '1 portal: 1 as expected · 2 new, 0 changed, 0 vanished'
    """
    portals: Sequence[Mapping[str, Any]] = summary["portals"]
    came = [(words, sum(one["came"] == name for one in portals)) for name, (_, words) in _CAME.items()]
    told = ", ".join(f"{number} {words}" for words, number in came if number)
    news = ", ".join(f"{sum(one[name] for one in portals)} {name}" for name in ("new", "changed", "vanished"))
    counted = "1 portal" if len(portals) == 1 else f"{len(portals)} portals"
    return f"{counted}: {told or 'none is due'} · {news}"


def breaks_of(portal: Mapping[str, Any]) -> str:
    """What is not as expected with a portal, in one line."""
    broken = [f"{one['name']}: {one['words']}" for one in portal["findings"] if one["breaks"]]
    return "; ".join(broken) or portal["words"]


def _row(portal: Mapping[str, Any]) -> str:
    chinese, english = _CAME[portal["came"]]
    numbers = "".join(f'<td class="number">{_number(portal[name])}</td>' for name in _COUNTS)
    return (
        f'<tr><td>{html_text(portal["name"])}<br><span class="note">{html_text(portal["portal"])}</span></td>'
        f'<td class="came {portal["came"]}">{chinese}<br><span class="english">{english}</span></td>{numbers}'
        f'<td class="words">{_broken(portal)}</td></tr>\n'
    )


def _broken(portal: Mapping[str, Any]) -> str:
    broken = [f"{_named(one)} {html_text(one['words'])}" for one in portal["findings"] if one["breaks"]]
    return "<br>".join(broken) or html_text(portal["words"])


def _named(finding: Mapping[str, Any]) -> str:
    """The name of a finding in Chinese, with the word that machines know it by."""
    name = str(finding["name"])
    chinese = f"{NAMES[name]} " if name in NAMES else ""
    return f'{chinese}<span class="english">{html_text(name)}</span>'


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)


def _details(portal: Mapping[str, Any]) -> str:
    if not portal["findings"]:
        return ""
    parts = "".join(map(_finding, portal["findings"]))
    start = f'<span class="english">{html_text(portal["start"])}</span>'
    return f"<h2>{html_text(portal['name'])} {start}</h2>\n{parts}"


def _finding(finding: Mapping[str, Any]) -> str:
    mark = "broken" if finding["breaks"] else "note"
    head = f'<span class="{mark}">{_named(finding)}</span> {html_text(finding["words"])}'
    if not finding["lines"]:
        return f"<p>{head}</p>\n"
    items = "".join(map(_item, finding["lines"]))
    more = finding["count"] - len(finding["lines"])
    rest = f"<li>… {more}</li>" if more > 0 else ""
    is_open = " open" if finding["breaks"] else ""
    return f"<details{is_open}><summary>{head}</summary>\n<ul>{items}{rest}</ul>\n</details>\n"


def _item(line: Mapping[str, Any]) -> str:
    """An address as text: a page of somebody else's is not linked from here, only what was kept of it."""
    page = line.get("page")
    kept = f' <a href="{html_text(page)}">页面 the page</a>' if page else ""
    return f'<li class="words">{html_text(line["url"])} {html_text(line["words"])}{kept}</li>'

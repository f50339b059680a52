"""Reports of an invented organ with a figure of its own in every cell, set in every shape.

The labels and codes are written out here, apart from the forms that the reader uses, so that a slip in either
shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

Row = tuple[str, str]
Block = tuple[str, list[tuple[str, str]], list[Row]]

THREE_2019 = [("made", "本年新制作数量"), ("published", "本年新公开数量"), ("in_public", "对外公开总数量")]
ITEMS_2019 = [("prior_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")]
DISCLOSURE_2019: list[Block] = [
    ("第二十条第（一）项", THREE_2019, [("rules", "规章"), ("normative_documents", "规范性文件")]),
    (
        "第二十条第（五）项",
        ITEMS_2019,
        [("licences", "行政许可"), ("other_services", "其他对外管理服务事项")],
    ),
    ("第二十条第（六）项", ITEMS_2019, [("penalties", "行政处罚"), ("compulsory_measures", "行政强制")]),
    ("第二十条第（八）项", ITEMS_2019[:2], [("fees", "行政事业性收费")]),
    (
        "第二十条第（九）项",
        [("items", "采购项目数量"), ("amount", "采购总金额")],
        [("procurement", "政府集中采购")],
    ),
]
DISCLOSURE_2021: list[Block] = [
    (
        "第二十条第（一）项",
        [("made", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")],
        [("rules", "规章"), ("normative_documents", "行政规范性文件")],
    ),
    ("第二十条第（五）项", [("decisions", "本年处理决定数量")], [("licences", "行政许可")]),
    (
        "第二十条第（六）项",
        [("decisions", "本年处理决定数量")],
        [("penalties", "行政处罚"), ("compulsory_measures", "行政强制")],
    ),
    ("第二十条第（八）项", [("amount", "本年收费金额（单位：万元）")], [("fees", "行政事业性收费")]),
]
APPLICANTS = [
    ("natural_person", "自然人"),
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("social_welfare", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other", "其他"),
    ("total", "总计"),
]
REQUESTS_HEAD: list[Row] = [
    ("received", "一、本年新收政府信息公开申请数量"),
    ("carried_in", "二、上年结转政府信息公开申请数量"),
    ("", "三、本年度办理结果"),
    ("granted", "（一）予以公开"),
    ("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("", "（三）不予公开"),
    ("refused.state_secret", "1.属于国家秘密"),
    ("refused.prohibited_by_law", "2.其他法律行政法规禁止公开"),
    ("refused.security", "3.危及“三安全一稳定”"),
    ("refused.third_party", "4.保护第三方合法权益"),
    ("refused.internal_affairs", "5.属于三类内部事务信息"),
    ("refused.deliberative", "6.属于四类过程性信息"),
    ("refused.enforcement_file", "7.属于行政执法案卷"),
    ("refused.administrative_query", "8.属于行政查询事项"),
    ("", "（四）无法提供"),
    ("unavailable.not_held", "1.本机关不掌握相关政府信息"),
    ("unavailable.must_be_created", "2.没有现成信息需要另行制作"),
    ("unavailable.still_unclear", "3.补正后申请内容仍不明确"),
    ("", "（五）不予处理"),
    ("not_processed.petition", "1.信访举报投诉类申请"),
    ("not_processed.repeat", "2.重复申请"),
    ("not_processed.published_material", "3.要求提供公开出版物"),
    ("not_processed.excessive", "4.无正当理由大量反复申请"),
    ("not_processed.confirmation", "5.要求行政机关确认或重新出具已获取信息"),
]
OTHER_2019: list[Row] = [("other", "（六）其他处理")]
OTHER_2021: list[Row] = [
    ("", "（六）其他处理"),
    ("other.not_corrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other.fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other.other", "3.其他"),
]
REQUESTS_TAIL: list[Row] = [("total", "（七）总计"), ("carried_out", "四、结转下年度继续办理")]
CHALLENGE_ROWS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
]

OPENING = """云溪县农业农村局{year}年政府信息公开工作年度报告

本报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六个部分。

一、总体情况

全年制定规章0件、规范性文件3件，办理行政许可118件、行政处罚27件，收到行政复议2件、行政诉讼1件，其他14件。
"""
BETWEEN = {
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
}
CLOSING = """五、存在的主要问题及改进情况

一是主动公开不够，行政许可、行政处罚结果公示迟缓，共3项；二是行政复议答复结果维持率只有80%。

六、其他需要报告的事项

全年收取信息处理费总计0元。

扫一扫在手机打开当前页
"""


@dataclass(frozen=True)
class Item:
    """One thing printed in a table: a label (`row` None), or the cell of an indicator."""

    text: str
    indicator: str | None = None
    starts_row: bool = False


def items(year: int, section: int, figures: dict[str, str]) -> list[Item]:
    """What one table prints, in reading order."""
    if section == 2:
        return _disclosure(DISCLOSURE_2019 if year < 2021 else DISCLOSURE_2021, figures)
    if section == 3:
        return _requests(OTHER_2019 if year < 2021 else OTHER_2021, figures)
    return _challenges(figures)


def figures(year: int) -> dict[str, str]:
    """A figure of its own for each indicator; blank nowhere."""
    numbers = (str(value) for value in count(1013, 7))
    found = {}
    for section in (2, 3, 4):
        for item in items(year, section, {}):
            if item.indicator is not None:
                found[item.indicator] = next(numbers)
    return found


def _disclosure(blocks: list[Block], figures: dict[str, str]) -> list[Item]:
    found = []
    for anchor, columns, rows in blocks:
        found.append(Item(anchor, starts_row=True))
        found.append(Item("信息内容", starts_row=True))
        found += [Item(label) for _, label in columns]
        for row, label in rows:
            found.append(Item(label, starts_row=True))
            found += [_cell(f"disclosure/{row}/{column}", figures) for column, _ in columns]
    return found


def _requests(other: list[Row], figures: dict[str, str]) -> list[Item]:
    found = [Item("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", starts_row=True)]
    found.append(Item("申请人情况"))
    found += [Item(label, starts_row=label == "自然人") for label in ("自然人", "法人或其他组织", "总计")]
    found += [Item(label, starts_row=label == "商业企业") for _, label in APPLICANTS[1:-1]]
    for row, label in (*REQUESTS_HEAD, *other, *REQUESTS_TAIL):
        found.append(Item(label, starts_row=True))
        if row:
            found += [_cell(f"requests/{row}/{column}", figures) for column, _ in APPLICANTS]
    return found


def _challenges(figures: dict[str, str]) -> list[Item]:
    found = [Item("行政复议", starts_row=True), Item("行政诉讼")]
    found += [Item(label, starts_row=label == "结果维持") for _, label in OUTCOMES]
    found += [Item("未经复议直接起诉"), Item("复议后起诉")]
    for number in range(2):
        found += [Item(label, starts_row=number == 0 and label == "结果维持") for _, label in OUTCOMES]
    cells = [_cell(f"challenges/{row}/{column}", figures) for row in CHALLENGE_ROWS for column, _ in OUTCOMES]
    return [*found, Item(cells[0].text, cells[0].indicator, starts_row=True), *cells[1:]]


def _cell(indicator: str, figures: dict[str, str]) -> Item:
    return Item(figures.get(indicator, ""), indicator)


def flat(table: list[Item]) -> str:
    """One cell a line, blank lines between, empty cells gone."""
    return "\n\n".join(item.text for item in table if item.text)


def lines(table: list[Item], between: str) -> str:
    """A row a line, its cells divided by `between`."""
    rows: list[list[str]] = []
    for item in table:
        if item.starts_row:
            rows.append([])
        rows[-1].append(item.text)
    return "\n".join(between.join(row).rstrip() for row in rows)


def glued(table: list[Item]) -> str:
    """Everything on one line, nothing between."""
    return "".join(item.text for item in table)


def closed(table: list[Item]) -> str:
    """Each cell followed by a bar and a line break."""
    return "\n".join(f"{item.text} |" for item in table)


def bar_lines(table: list[Item]) -> str:
    """Each cell followed by a line that holds a bar."""
    return "\n".join(f"{item.text}\n|" for item in table)


SHAPES = {
    "flat-text": flat,
    "row-per-line": lambda table: lines(table, " "),
    "pipes": lambda table: lines(table, " | "),
    "pipe-closed": closed,
    "pipe-lines": bar_lines,
    "glued": glued,
}


def text(year: int, shape: str, figures: dict[str, str]) -> str:
    """A whole report with its tables in this shape."""
    parts = [OPENING.format(year=year)]
    for section in (2, 3, 4):
        parts += [BETWEEN[section], SHAPES[shape](items(year, section, figures))]
    return "\n\n".join([*parts, CLOSING])


def html(year: int, figures: dict[str, str]) -> str:
    """A whole report with real tables, spans as portals print them."""
    parts = [f"<h1>云溪县农业农村局{year}年政府信息公开工作年度报告</h1>"]
    parts += [f"<p>{line}</p>" for line in OPENING.format(year=year).splitlines()[2:] if line]
    for section, table in ((2, disclosure_html), (3, requests_html), (4, challenges_html)):
        parts += [f"<p>{BETWEEN[section]}</p>", table(year, figures)]
    parts += [f"<p>{line}</p>" for line in CLOSING.splitlines() if line]
    return '<!DOCTYPE html><meta charset="utf-8">\n<body>\n' + "\n".join(parts) + "\n</body>\n"


def disclosure_html(year: int, figures: dict[str, str]) -> str:
    """Table 2; blocks of fewer columns than three spread theirs over the width."""
    rows = []
    for anchor, columns, labels in DISCLOSURE_2019 if year < 2021 else DISCLOSURE_2021:
        spans = {3: (1, 1, 1), 2: (1, 2), 1: (3,)}[len(columns)]
        rows.append(_tr(_td(anchor, columns=4)))
        heads = [_td(label, columns=span) for (_, label), span in zip(columns, spans, strict=True)]
        rows.append(_tr(_td("信息内容"), *heads))
        for row, label in labels:
            cells = [
                _td(figures.get(f"disclosure/{row}/{column}", ""), columns=span)
                for (column, _), span in zip(columns, spans, strict=True)
            ]
            rows.append(_tr(_td(label), *cells))
    return _table(rows)


def requests_html(year: int, figures: dict[str, str]) -> str:
    """Table 3: captions and groups span rows, labels span columns."""
    other = OTHER_2019 if year < 2021 else OTHER_2021
    caption = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = [
        _tr(_td(caption, columns=3, rows=3), _td("申请人情况", columns=7)),
        _tr(_td("自然人", rows=2), _td("法人或其他组织", columns=5), _td("总计", rows=2)),
        _tr(*(_td(label) for _, label in APPLICANTS[1:-1])),
    ]
    body = [*REQUESTS_HEAD, *other, REQUESTS_TAIL[0]]
    pending: list[str] = []
    for index, (row, label) in enumerate([*body, REQUESTS_TAIL[1]]):
        if not row:
            size = sum(1 for _ in _members(body, index))
            pending.append(_td(label, rows=size))
            continue
        width = 3 if label[1] == "、" else 2 if label[0] == "（" else 1
        cells = [_td(figures.get(f"requests/{row}/{column}", "")) for column, _ in APPLICANTS]
        rows.append(_tr(*pending, _td(label, columns=width), *cells))
        pending = []
    return _table(rows)


def _members(body: list[Row], group: int) -> list[Row]:
    """The rows of figures that a group label of table 3 spans."""
    if body[group][1][1] == "、":
        return [member for member in body[group + 1 :] if member[0]]
    found = []
    for member in body[group + 1 :]:
        if not member[1][0].isdigit():
            break
        found.append(member)
    return found


def challenges_html(year: int, figures: dict[str, str]) -> str:
    """Table 4: three rows of headers, one of figures."""
    outcomes = [label for _, label in OUTCOMES]
    return _table(
        [
            _tr(_td("行政复议", columns=5), _td("行政诉讼", columns=10)),
            _tr(
                *(_td(label, rows=2) for label in outcomes),
                _td("未经复议直接起诉", columns=5),
                _td("复议后起诉", columns=5),
            ),
            _tr(*(_td(label) for label in outcomes * 2)),
            _tr(
                *(
                    _td(figures.get(f"challenges/{row}/{column}", ""))
                    for row in CHALLENGE_ROWS
                    for column, _ in OUTCOMES
                )
            ),
        ]
    )


def _table(rows: list[str]) -> str:
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def _tr(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _td(text: str, columns: int = 1, rows: int = 1) -> str:
    spans = (f' colspan="{columns}"' if columns > 1 else "") + (f' rowspan="{rows}"' if rows > 1 else "")
    return f"<td{spans}>{text}</td>"

"""The tables of the 2019 and 2021 forms as rows of cells, filled with figures; all labels are typed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """What one cell prints (`raw`) and what it means: `value` is None for a blank or a stroke."""

    raw: str
    value: Decimal | None

    @property
    def kind(self) -> str:
        """`number`, `na` for a printed stroke, or `blank`."""
        if self.value is not None:
            return "number"
        return "na" if self.raw else "blank"


@dataclass(frozen=True)
class Cell:
    """One cell of a printed table; a newline in its text is a break inside the cell."""

    text: str
    cols: int = 1
    rows: int = 1
    figure: bool = False


Table = list[list[Cell]]
Figures = Mapping[str, Figure]
APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
CHALLENGES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


@dataclass(frozen=True)
class Block:
    """One stacked block of table two: its clause, its column heads, its rows as (code, label, columns)."""

    clause: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


_STOCK = ("prior_items", "change", "decisions")
_STOCK_HEADS = ("上一年项目数量", "本年增/减", "处理决定数量")
_MADE_2019 = ("made", "published", "in_public")
_MADE_2021 = ("made", "repealed", "in_force")
DISCLOSURE: Mapping[str, tuple[Block, ...]] = {
    "2019": (
        Block(
            "第二十条第（一）项",
            ("本年新\n制作数量", "本年新\n公开数量", "对外公开总数量"),
            (("rules", "规章", _MADE_2019), ("normative_documents", "规范性文件", _MADE_2019)),
        ),
        Block(
            "第二十条第（五）项",
            _STOCK_HEADS,
            (("licences", "行政许可", _STOCK), ("other_services", "其他对外管理服务事项", _STOCK)),
        ),
        Block(
            "第二十条第（六）项",
            _STOCK_HEADS,
            (("penalties", "行政处罚", _STOCK), ("compulsory_measures", "行政强制", _STOCK)),
        ),
        Block("第二十条第（八）项", _STOCK_HEADS[:2], (("fees", "行政事业性收费", _STOCK[:2]),)),
        Block(
            "第二十条第（九）项",
            ("采购项目数量", "采购总金额（万元）"),
            (("procurement", "政府集中采购", ("items", "amount")),),
        ),
    ),
    "2021": (
        Block(
            "第二十条第（一）项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (("rules", "规章", _MADE_2021), ("normative_documents", "行政规范性文件", _MADE_2021)),
        ),
        Block("第二十条第（五）项", ("本年处理决定数量",), (("licences", "行政许可", ("decisions",)),)),
        Block(
            "第二十条第（六）项",
            ("本年处理决定数量",),
            (
                ("penalties", "行政处罚", ("decisions",)),
                ("compulsory_measures", "行政强制", ("decisions",)),
            ),
        ),
        Block(
            "第二十条第（八）项", ("本年收费金额（单位：万元）",), (("fees", "行政事业性收费", ("amount",)),)
        ),
    ),
}

PARTIAL = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
NOT_CORRECTED = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
FEE_UNPAID = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
_OUTCOMES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("granted", "（一）予以公开"),)),
    ("", (("partial", PARTIAL),)),
    (
        "（三）不予公开",
        (
            ("refused.state_secret", "1.属于国家秘密"),
            ("refused.prohibited_by_law", "2.其他法律行政法规禁止公开"),
            ("refused.security", "3.危及“三安全一稳定”"),
            ("refused.third_party", "4.保护第三方合法权益"),
            ("refused.internal_affairs", "5.属于三类内部事务信息"),
            ("refused.deliberative", "6.属于四类过程性信息"),
            ("refused.enforcement_file", "7.属于行政执法案卷"),
            ("refused.administrative_query", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("unavailable.not_held", "1.本机关不掌握相关政府信息"),
            ("unavailable.must_be_created", "2.没有现成信息需要另行制作"),
            ("unavailable.still_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("not_processed.petition", "1.信访举报投诉类申请"),
            ("not_processed.repeat", "2.重复申请"),
            ("not_processed.published_material", "3.要求提供公开出版物"),
            ("not_processed.excessive", "4.无正当理由大量反复申请"),
            ("not_processed.confirmation", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
_OTHER: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "2019": ("", (("other", "（六）其他处理"),)),
    "2021": (
        "（六）其他处理",
        (
            ("other.not_corrected", NOT_CORRECTED),
            ("other.fee_unpaid", FEE_UNPAID),
            ("other.other", "3.其他"),
        ),
    ),
}
RECEIVED = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
RESULT_GROUP = "三、本年度办理结果"
TOTAL = "（七）总计"
CARRIED_OUT = "四、结转下年度继续办理"
CAPTION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def outcome_groups(form: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The rows under 本年度办理结果 without their total, as (group label or '', ((code, label), …))."""
    return [*_OUTCOMES, _OTHER[form]]


def request_rows(form: str) -> list[str]:
    """The row codes of table three in printed order: 23 of the 2019 form, 25 of the 2021 form."""
    outcomes = [code for _, rows in outcome_groups(form) for code, _ in rows]
    return ["received", "carried_in", *outcomes, "total", "carried_out"]


def disclosure_rows(form: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rows of table two as (code, columns)."""
    return [(code, columns) for block in DISCLOSURE[form] for code, _, columns in block.rows]


def disclosure_codes(form: str) -> list[str]:
    """The indicator codes of table two: 22 of the 2019 form, 10 of the 2021 form."""
    return [f"disclosure/{row}/{column}" for row, columns in disclosure_rows(form) for column in columns]


def form_codes(form: str) -> list[str]:
    """Every indicator code of a form in printed order: 198 or 200."""
    requests = [f"requests/{row}/{column}" for row in request_rows(form) for column in APPLICANTS]
    challenges = [f"challenges/{block}/{result}" for block in CHALLENGES for result in RESULTS]
    return disclosure_codes(form) + requests + challenges


def disclosure_table(form: str, figures: Figures) -> Table:
    """Table two, four columns wide; the last figure of a short row spans what is left."""
    table: Table = []
    for block in DISCLOSURE[form]:
        table.append([Cell(block.clause, cols=4)])
        table.append(_widened([Cell("信息内容"), *(Cell(head) for head in block.heads)]))
        for code, label, columns in block.rows:
            values = [_figure(figures, f"disclosure/{code}/{column}") for column in columns]
            table.append(_widened([Cell(label), *values]))
    return table


def request_table(form: str, figures: Figures) -> Table:
    """Table three, ten columns wide, its rowspans as in the official form."""
    table = _request_heads()
    table.append(_request_row("received", [Cell(RECEIVED, cols=3)], figures))
    table.append(_request_row("carried_in", [Cell(CARRIED_IN, cols=3)], figures))
    groups = [*outcome_groups(form), ("", (("total", TOTAL),))]
    first = [Cell(RESULT_GROUP, rows=sum(len(rows) for _, rows in groups))]
    for group, rows in groups:
        for place, (code, label) in enumerate(rows):
            head = [Cell(group, rows=len(rows))] if group and place == 0 else []
            table.append(_request_row(code, [*first, *head, Cell(label, cols=1 if group else 2)], figures))
            first = []
    table.append(_request_row("carried_out", [Cell(CARRIED_OUT, cols=3)], figures))
    return table


def challenge_table(figures: Figures) -> Table:
    """Table four: three rows of heads, one row of fifteen figures."""
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return [
        [Cell("行政复议", cols=5), Cell("行政诉讼", cols=10)],
        [
            *(Cell(result, rows=2) for result in results),
            Cell("未经复议直接起诉", cols=5),
            Cell("复议后起诉", cols=5),
        ],
        [Cell(result) for result in results * 2],
        [_figure(figures, f"challenges/{block}/{result}") for block in CHALLENGES for result in RESULTS],
    ]


def relabelled(table: Table, change: Callable[[str], str]) -> Table:
    """The same table with `change` applied to every cell that is no figure."""
    return [[cell if cell.figure else replace(cell, text=change(cell.text)) for cell in row] for row in table]


def _figure(figures: Figures, code: str) -> Cell:
    return Cell(figures[code].raw, figure=True)


def _request_heads() -> Table:
    applicants = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    return [
        [Cell(CAPTION, cols=3, rows=3), Cell("申请人情况", cols=7)],
        [Cell("自然人", rows=2), Cell("法人或其他组织", cols=5), Cell("总计", rows=2)],
        [Cell(applicant) for applicant in applicants],
    ]


def _request_row(code: str, labels: list[Cell], figures: Figures) -> list[Cell]:
    return [*labels, *(_figure(figures, f"requests/{code}/{column}") for column in APPLICANTS)]


def _widened(row: list[Cell], width: int = 4) -> list[Cell]:
    return [*row[:-1], replace(row[-1], cols=width - len(row) + 1)]

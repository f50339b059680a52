"""What the words of a portal's navigation mean: columns are found by their names, never by their paths.

The names are those of 国办公开办函〔2019〕61号 and the variants seen on public portals.
"""

from __future__ import annotations

import re

from gkscrape.text import fold
from gkscrape.titles import is_report_title, year_of_title

_DISCLOSURE = re.compile(
    "(?:政府|政务)?(?:信息|政务)公开(?:专栏|平台|专区|频道|栏目|网|目录)?|(?:政府)?信息公开(?:工作)?专题|法定主动公开内容"
)
_COLUMN = re.compile("(?:信息|政务)公开(?:工作)?(?:年度?报告?|年度工作报告|年报)(?:专栏|栏目|汇总)?$")
_BARE_COLUMN = re.compile("(?:政府|历年|公开)?(?:年报|年度报告)(?:专栏|栏目)?")
_GROUP = re.compile(".{0,12}(?:年报|年度报告|年度工作报告)")
_YEAR = re.compile("(?:19|20)\\d\\d年?度?(?:.{0,14}(?:年报|年度报告|报告))?")
_ORGAN = re.compile(
    ".{0,18}(?:局|委|委员会|办|办公室|院|会|中心|政府|乡|镇|街道|办事处|区|县|市|旗|盟|州|站|所|队|部门|单位|乡镇|街镇|县区|县市区|组织)"
)
_OTHER_REPORTS = re.compile(
    "网站|法治|依法行政|统计|预算|决算|企业|财政|上市|绩效|审计|环境|质量|信用|社会责任|工作报表|建议提案|党务|校务"
)
_MORE = frozenset({"下一页", "下页", "后一页", "下一頁", "后页", ">", "›", "next", "nextpage"})
_PAGER = re.compile("(?:上一?页|前一?页|首页|第一页|尾页|末页|最后一?页|<|>|<<|>>|‹|›|«|»|第?\\d{1,4}页?)")


def leads_to_disclosure(text: str) -> bool:
    """Whether a link's text names the part of a portal on information disclosure.

    >>> leads_to_disclosure("政府信息公开"), leads_to_disclosure("信息公开指南")
    (True, False)
    """
    return _DISCLOSURE.fullmatch(fold(text)) is not None


def leads_to_column(text: str) -> bool:
    """Whether a link's text by itself names the column of the yearly disclosure reports.

    >>> [leads_to_column(text) for text in ("政府信息公开工作年度报告", "年报", "法治政府建设年度报告")]
    [True, False, False]
    """
    text = fold(text)
    return (
        _COLUMN.search(text) is not None and year_of_title(text) is None and not _OTHER_REPORTS.search(text)
    )


def leads_to_column_from_disclosure(text: str) -> bool:
    """The same within the disclosure part, where a bare 年报 is enough.

    >>> leads_to_column_from_disclosure("年度报告"), leads_to_column_from_disclosure("统计年报")
    (True, False)
    """
    return leads_to_column(text) or _BARE_COLUMN.fullmatch(fold(text)) is not None


def leads_to_group(text: str) -> bool:
    """Whether a link's text names a part of the column: a year, or 部门年报, 乡镇年报 and the like.

    >>> [leads_to_group(text) for text in ("2020年", "2020年政府信息公开年报", "乡镇年报", "统计年报")]
    [True, True, True, False]
    """
    text = fold(text)
    if _OTHER_REPORTS.search(text):
        return False
    return _YEAR.fullmatch(text) is not None or _GROUP.fullmatch(text) is not None or leads_to_column(text)


def names_an_organ(text: str) -> bool:
    """Whether a link's text is nothing but the name of an organ, or of a group of organs.

    >>> [names_an_organ(text) for text in ("县教育局", "柳湾镇", "县政府部门", "青溪县召开会议部署工作")]
    [True, True, True, False]
    """
    return _ORGAN.fullmatch(fold(text)) is not None


def is_next(text: str) -> bool:
    """Whether a link's text leads to the next page of a list.

    >>> is_next("下一页 >"), is_next("上一页")
    (True, False)
    """
    text = fold(text).lower()
    return text in _MORE or text.strip(">»›") in _MORE


def is_pager(text: str) -> bool:
    """Whether a link's text belongs to a list's pager.

    >>> is_pager("尾页"), is_pager("12"), is_pager("2020年")
    (True, True, False)
    """
    return is_next(text) or _PAGER.fullmatch(fold(text)) is not None


def page_number(text: str) -> int | None:
    """The number in a link's text, if it is nothing else.

    >>> page_number(" 3 "), page_number("第3页"), page_number("2020年")
    (3, 3, None)
    """
    match = re.fullmatch(r"第?(\d{1,4})页?", fold(text))
    return int(match[1]) if match else None


_REPORT_WORDS = (
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "政府信息公开年报",
    "信息公开工作年度报告",
    "信息公开年度报告",
)
_CUT = re.compile(r"(?:…|\.{2,})$")


def is_listed_report(text: str) -> bool:
    """Whether a link in an annual-report column leads to a report by its text, be it cut with an ellipsis.

    >>> is_listed_report("青溪县教育局2020年政府信息…"), is_listed_report("青溪县2020年政府工作…")
    (True, False)
    """
    if is_report_title(text, in_column=True):
        return True
    stem = _CUT.sub("", fold(text))
    if stem == fold(text) or year_of_title(stem) is None:
        return False
    return any(stem.endswith(words[:length]) for words in _REPORT_WORDS for length in range(4, len(words)))

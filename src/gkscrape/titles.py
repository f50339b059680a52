"""What a title alone tells: whether it names a yearly disclosure report, of which year, and of whom.

A title is a hint. Only the body proves that a page is a report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gkscrape.text import fold

_SUBJECT = r"(?:(?:政府|政务)?(?:信息|政务)(?:公开)?[与和及、暨]?(?:政务|信息)?公开|政府信息(?=(?:工作)?年))"
_REPORT = re.compile(
    rf"{_SUBJECT}(?:工作)?(?:情况)?(?:的)?(?:年度(?:工作)?(?:情况)?(?:的)?(?:总结)?报告|年报|(?:总结)?报告)"
)
_SUMMARY = re.compile(rf"{_SUBJECT}(?:工作)?(?:年度)?(?:工作)?(?:情况)?总结$")

_DIGITS = "零〇○O一二三四五六七八九"
_YEAR = re.compile(rf"(?<!\d)(20[0-2]\d)(?!\d)(?:年(?:度)?)?|(二[{_DIGITS}]{{3}})年(?:度)?")

_HEAD_OF_LOOK_ALIKE = re.compile(
    "上半年|下半年|季度|月份?$|学年|解读|读懂|一图|图解|图说"
    "|关于.{0,8}(?:做好|报送|印发|编制|编写|编报|开展|转发|上报|填报|公布|发布)"
    "|(?:发布|公布|公开了|出台|印发|转发|报送|上报|编制|编写|学习)$"
    "|(?:环境|企业|校务|学校|高校|财务|财政|预算|决算|预决算|信用|党务|村务|厂务)$"
)
_TAIL_OF_LOOK_ALIKE = re.compile(
    "通知|通报|函$|格式|模板|样表|范本|填报|填写|制度|办法|规定|细则|指南|目录|解读|读懂|一张图|一图|图解|汇总|一览"
    "|考核|评估|测评|评议|数据|统计|报表|绩效|要点|任务分|方案|编制|编写|培训|会议|专栏|专题|栏目"
)
_RENDITION = re.compile(
    "图片版|超链版|超链接版|图解版|视频版?|扫描[版件]|音频版?|PDF版|Word版", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|html?|zip|rar)$", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]【】〔〕]")
_ABOUT = re.compile("^关于|的$")


@dataclass(frozen=True, slots=True)
class _Parts:
    head: str
    tail: str


def is_report_title(title: str, *, in_column: bool = False) -> bool:
    """Whether a title names a yearly report on government information disclosure.

    `in_column` says that it stands in an annual-report column; there a 工作总结 of a year counts as well. An
    organ's own name never speaks against a title: 绩效考核办公室 publishes reports too.

    >>> is_report_title("某县目标绩效考核办公室2020年政府信息公开工作年度报告")
    True
    >>> is_report_title("关于做好2021年政府信息公开工作年度报告编制发布工作的通知")
    False
    >>> is_report_title("某局2017年度政府信息与政务公开工作总结", in_column=True)
    True
    """
    parts = _split(_normal(title), in_column)
    if parts is None:
        return False
    head = _YEAR.sub("", parts.head)
    return not (_HEAD_OF_LOOK_ALIKE.search(head) or _TAIL_OF_LOOK_ALIKE.search(parts.tail))


def year_of_title(title: str) -> int | None:
    """The one year that a title names before its report words, else behind them; None for none or several.

    >>> year_of_title("某镇二〇一八年信息公开年报"), year_of_title("某局2019年度报告（2020年1月15日）")
    (2018, None)
    >>> year_of_title("关于2019年政府信息公开工作年度报告（2020年1月）")
    2019
    """
    text = _normal(title)
    parts = _split(text, in_column=True) or _Parts(text, "")
    for part in (parts.head, parts.tail):
        years = {_number(match) for match in _YEAR.finditer(part)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def organ_of_title(title: str) -> str | None:
    """The words of a title before its report words, without the year; None if none are left.

    >>> organ_of_title("2019年县教育和科学技术局政府信息公开工作年度报告")
    '县教育和科学技术局'
    >>> organ_of_title("2018年青溪县柳湾镇人民政府信息公开年报")
    '青溪县柳湾镇人民政府'
    >>> organ_of_title("2020年政府信息公开工作年度报告") is None
    True
    """
    parts = _split(_normal(title), in_column=True)
    if parts is None:
        return None
    organ = _ABOUT.sub("", _YEAR.sub("", _ABOUT.sub("", parts.head))).strip("-_:、")
    return (f"{organ}政府" if organ.endswith("人民") else organ) or None


def without_rendition(title: str) -> tuple[str, bool]:
    """The folded title without the words for another rendition (图片版 …), and whether it had any.

    >>> without_rendition("某县2020年政府信息公开年报（图片版）")
    ('某县2020年政府信息公开年报', True)
    """
    text = _normal(title)
    bare = _BRACKETS.sub("", _RENDITION.sub("", text))
    return bare, _RENDITION.search(text) is not None


def _normal(title: str) -> str:
    return _SUFFIX.sub("", fold(title))


def _split(text: str, in_column: bool) -> _Parts | None:
    """The text before and behind the report words; the last place counts, since an organ stands in front."""
    matches = list(_REPORT.finditer(text)) or (list(_SUMMARY.finditer(text)) if in_column else [])
    if not matches:
        return None
    return _Parts(text[: matches[-1].start()], text[matches[-1].end() :])


def _number(match: re.Match[str]) -> int:
    if match[1]:
        return int(match[1])
    return int("".join(str(max(0, _DIGITS.index(char) - 3)) for char in match[2]))

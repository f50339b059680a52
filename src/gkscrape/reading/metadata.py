"""The metadata that pages print beside a report (发布机构: …), and the lines that open a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gkscrape.documents import Document
from gkscrape.text import clean, fold
from gkscrape.titles import SIMPLER

PUBLISHED = (
    "发布日期",
    "发布时间",
    "发文时间",
    "时间",
    "日期",
    "公开日期",
    "公开时间",
    "发文日期",
    "生成日期",
    "成文日期",
)
"""The labels of a publication time, the most telling first."""

PUBLISHER = ("发布机构", "发文机关", "制发机关", "发布单位", "公开主体", "信息来源", "来源", "投稿", "供稿")
"""The labels of a publishing body, the most telling first."""

TITLE = ("标题", "信息名称", "名称")
ADDRESS = ("原文链接",)

_OTHERS = (
    *(
        "索引号",
        "信息索引",
        "主题分类",
        "体裁分类",
        "组配分类",
        "服务对象",
        "分类",
        "文号",
        "发文字号",
        "文件编号",
        "主题词",
        "关键词",
        "关键字",
    ),
    *(
        "有效性",
        "是否有效",
        "时效性",
        "效力状态",
        "效力属性",
        "有限期限",
        "有效期",
        "生效日期",
        "失效日期",
        "废止日期",
        "阅读次数",
        "浏览次数",
    ),
    *(
        "浏览量",
        "点击数",
        "点击量",
        "点击次数",
        "点击率",
        "访问量",
        "字体大小",
        "字体",
        "字号",
        "作者",
        "编辑",
        "责任编辑",
        "审核",
    ),
    *(
        "录入",
        "栏目",
        "本地目录",
        "打印",
        "分享至",
        "分享到",
        "分享",
        "文种",
        "公开方式",
        "公开范围",
        "公开程序",
        "责任部门",
    ),
)
_KNOWN = sorted((*PUBLISHED, *PUBLISHER, *TITLE, *ADDRESS, *_OTHERS), key=len, reverse=True)
_ANY = "|".join(r"\s*".join(name) for name in _KNOWN)
# A colon or a bar parts a label from its value; alone on its line, a label speaks of the next one.
# What a line with a label has: a mark behind it, or the label's last character at its end.
_MARK = re.compile("[:：|]")
_LAST = {name[-1] for name in _KNOWN}
_ENDINGS = (*_LAST, *(chr(old) for old, new in SIMPLER.items() if chr(new) in _LAST))
_LABEL = re.compile(rf"(?:^|(?<=[\s|/\d)\]】:：]))(?P<label>{_ANY})\s*(?:[:：|]+|$)")

_LONG_LINE = 200
_MOST_LINES = 120
_MOST_KEPT = 1024
_REPORT_BEGINS = re.compile(r"(?:一[、.,:]|\(一\)|1[、.]|-、)|第一部分|第二十条|信息内容$|申请人情况")
_BEGINS_INSIDE = re.compile(r"(?<=[。:：)）;；\s])[一㈠]\s*[、.．]")


def opening_lines(document: Document) -> tuple[str, ...]:
    """The filled lines before the first section, cleaned; a long one is cut where its sections begin."""
    found: list[str] = []
    for line in document.lines:
        text = clean(line.text)
        if _REPORT_BEGINS.match(fold(text)) or len(found) == _MOST_LINES:
            break
        begins = _BEGINS_INSIDE.search(text) if len(text) > _LONG_LINE else None
        if text:
            found.append(text[: begins.start()] if begins else text)
        if begins:
            break
    return tuple(found)


def read_labels(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The labelled values of the lines, in printed order; a value may stand on the line behind its label.

    >>> read_labels(["来源: 县法院 时间：2018-04-02 15:41", "发布机构 | 市政府办", "索 引 号：", "A-1"])
    (('来源', '县法院'), ('时间', '2018-04-02 15:41'), ('发布机构', '市政府办'), ('索引号', 'A-1'))
    """
    found = []
    for index, line in enumerate(lines):
        for label, value in _labels_of(line[:_LONG_LINE]):
            below = lines[index + 1] if index + 1 < len(lines) else ""
            found.append((label, value or ("" if _labels_of(below[:_LONG_LINE]) else below)))
    return tuple(found)


@lru_cache(_MOST_KEPT)
def _labels_of(line: str) -> tuple[tuple[str, str], ...]:
    """The labels of a line and what is behind each; the opening of a page is asked for several things."""
    if not (_MARK.search(line) or line.rstrip().endswith(_ENDINGS)):
        return ()
    marks = list(_LABEL.finditer(line.translate(SIMPLER)))
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    return tuple(
        (fold(mark["label"]), clean(line[mark.end() : end]).strip("|:/ 【】[]"))
        for mark, end in zip(marks, ends, strict=bool(marks))
    )


def labelled(labels: Sequence[tuple[str, str]], names: Sequence[str]) -> Iterator[str]:
    """The filled values under any of `names`, in the order of the names."""
    for name in names:
        yield from (value for label, value in labels if label == name and value)


def meta_values(document: Document, names: Sequence[str]) -> Iterator[str]:
    """The filled contents of the page's <meta> elements of these names (in lower case), in their order."""
    for name in names:
        yield from (
            clean(content) for key, content in document.meta if key.lower() == name and content.strip()
        )


def printed_address(document: Document) -> str | None:
    """The address of the original that a saved text names in its head, or None."""
    values = labelled(read_labels(opening_lines(document)), ADDRESS)
    return next((value for value in values if value.startswith(("http://", "https://"))), None)

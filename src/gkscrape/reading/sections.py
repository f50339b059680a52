"""Cuts a report into numbered sections: heading and paragraphs, without tables and the page's furniture."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from gkscrape.documents import Document, Line
from gkscrape.form import SectionHead
from gkscrape.reading.headings import find_headings, text_between
from gkscrape.reading.marks import Heading, opens_section
from gkscrape.record import Place, Section
from gkscrape.text import clean, clean_paragraphs, fold, squeeze_cjk

_NUMERALS = "一二三四五六七八九十"
# Labels that stand side by side in no sentence.
_TABLE_START = re.compile(
    r"第二十条\s*第?\s*[（(]?第?[一二三四五六七八九][)）]?\s*项?[)）]?\s*信息内容|[（(]?本列数据的勾稽关系|申请人情况\s*自然人"
    r"|行政复议\s*行政诉讼\s*结果维持|结果维持\s*结果纠正|(?:指标名称|统计指标)\s*(?:计量)?单位"
)

_TAIL = re.compile(
    r"扫一扫.*|(?:【|\[)?\s*(?:(?:返回顶部|返回首页|分享(?:到|至)?|打印(?:本页)?|关闭(?:窗口|本页)?|收藏|纠错|大|中|小|微信|微博"
    r"|QQ空间|字体|附件下载|文件下载|相关附件|相关链接|相关文章|相关稿件)[\s:|【】\[\]]*)+"
    r"|(?:上|下)一[篇条](?:[:：\s]|$).*"
    r"|(?:主办|承办|主管|协办|维护)(?:单位|:).*|版权所有.*|网站(?:标识码|地图|备案).*|.{0,3}ICP备.*|.{0,4}公网安备.*"
    r"|\(?(?:责任编辑|责编|编辑|审核|来源|信息来源|浏览次数|点击(?:数|率|次数)?|访问量|技术支持)[:：].*|友情链接.*|附件\s*\d*[:：].*"
)
_TAIL_IN_LINE = ("扫一扫在手机打开当前页", "附件下载", "返回顶部", "打印本页", "关闭窗口")
_SIGNED_ON = re.compile(
    rf"(?:20\d\d|二[〇○零O{_NUMERALS}]{{3}})年(?:\d|[{_NUMERALS}]){{1,2}}月(?:\d|[{_NUMERALS}]){{1,3}}日?"
)
_INTRODUCTION = re.compile("[引前导序]言:?")
_LONGEST_SIGNATURE = 40
_LONGEST_FURNITURE = 200
_NO_SIGNER = re.compile(f"[。:：;；]|[{_NUMERALS}]、")


def split_sections(
    document: Document, heads: Sequence[SectionHead], left_out: Collection[int] = ()
) -> tuple[Section, ...]:
    """The numbered sections in printed order, each with its paragraphs.

    The text before the first is none; only an introduction under a heading of its own, such as 引言, is a
    section of number 0.

    `heads` are those of the form; the number is then the form's, whatever numeral is printed. Without them,
    or where the page has other sections, each keeps its printed number. `left_out` are numbers of lines that
    belong to flattened tables; grids are never part of a text. A report without headings is one section of
    number 0, and so is what stands before the second one of a narrative report that lost its first heading.
    """
    lines = _without_tail([b for b in document.blocks if isinstance(b, Line) and b.number not in left_out])
    headings = find_headings(lines, heads)
    if not headings:
        text = _joined(line.text for line in lines)
        return (Section(0, "", text, Place(lines[0].number)),) if text else ()
    untitled = _introduction(lines, headings[0])
    if not untitled and not heads and headings[0].number > 1:
        untitled = _before(lines, headings[0])
    ends = [(heading.line, heading.start) for heading in headings[1:]] + [(len(lines), 0)]
    found = (_section(lines, heading, end) for heading, end in zip(headings, ends, strict=True))
    return (*untitled, *found)


def _introduction(lines: Sequence[Line], heading: Heading) -> tuple[Section, ...]:
    """The sentences under 引言 or 前言 before the first heading; of two such lines one is in the contents."""
    starts = [i for i, line in enumerate(lines[: heading.line]) if _INTRODUCTION.fullmatch(fold(line.text))]
    if not starts:
        return ()
    printed, below = lines[starts[-1]], [line.text for line in lines[starts[-1] + 1 : heading.line]]
    if "。" not in "".join(below) or any(map(opens_section, below)):
        return ()
    return (
        Section(0, squeeze_cjk(clean(printed.text)).rstrip(":："), _joined(below), Place(printed.number)),
    )


def _before(lines: Sequence[Line], heading: Heading) -> tuple[Section, ...]:
    """The sentences before the first heading as a section of number 0, if there are any."""
    start = next((index for index, line in enumerate(lines[: heading.line]) if "。" in line.text), None)
    if start is None:
        return ()
    text = _joined(line.text for line in lines[start : heading.line])
    return (Section(0, "", text, Place(lines[start].number)),)


def _section(lines: Sequence[Line], heading: Heading, end: tuple[int, int]) -> Section:
    pieces = [_without_table(piece) for piece in text_between(lines, heading, end)]
    text = _joined(pieces).lstrip(":：。，, ")
    return Section(heading.number, heading.words, text, Place(lines[heading.line].number, heading.start))


def _joined(pieces: Iterable[str]) -> str:
    return clean_paragraphs("\n".join(_without_words_of_page(piece) for piece in pieces))


def _without_words_of_page(piece: str) -> str:
    for words in _TAIL_IN_LINE:
        piece = piece.rstrip().removesuffix(words)
    return piece


def _without_table(text: str) -> str:
    """The text of one line without a table that was glued into it; a sentence behind the table stays."""
    start = _TABLE_START.search(text)
    if start is None:
        return text
    figures = list(re.finditer(r"\d[\d\s.,]*(?:万?元)?", text))
    rest = text[figures[-1].end() :] if figures else ""
    return f"{text[: start.start()]}\n{rest}" if "。" in rest else text[: start.start()]


def _without_tail(lines: list[Line]) -> list[Line]:
    """The lines up to the page's own furniture below the report, without its signature and date."""
    first = next((index for index, line in enumerate(lines) if opens_section(line.text)), 0)
    furniture = (index for index in range(first + 1, len(lines)) if _is_furniture(lines[index].text))
    lines = lines[: next(furniture, len(lines))]
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    if len(filled) > 2 and filled[-2] > first and _SIGNED_ON.fullmatch(fold(lines[filled[-1]].text)):
        signer = clean(lines[filled[-2]].text)
        signed = len(signer) <= _LONGEST_SIGNATURE and not _NO_SIGNER.search(signer)
        return lines[: filled[-2] if signed else filled[-1]]
    return lines


def _is_furniture(text: str) -> bool:
    return len(text) <= _LONGEST_FURNITURE and _TAIL.fullmatch(fold(text)) is not None

"""Cuts a report into its numbered sections: heading and paragraphs, without tables and the page's furniture.

A numeral alone never makes a heading, because the rows of the tables are numbered alike (一、本年新收 …): the
words behind it must be those of a section, or, in a narrative report, stand in the sequence of its headings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gkscrape.documents import Document, Line
from gkscrape.form import SectionHead
from gkscrape.numbers import parse_chinese_numeral
from gkscrape.record import Place, Section
from gkscrape.text import Folded, clean, clean_paragraphs, fold, fold_with_map

_LONGEST_HEADING = 60
_MOST_SECTIONS = 20

_NUMERALS = "一二三四五六七八九十"
# The ways to number sections, the usual one first. A dash before 、 is the misprint of 一.
_STYLES = (
    re.compile(rf"(?P<numeral>[{_NUMERALS}]{{1,3}}|(?<![^\s。;:])-)[、.,:](?!\d)"),
    re.compile(rf"第(?P<numeral>[{_NUMERALS}]{{1,3}})(?:部分|章|节)[、.,:]?"),
    re.compile(rf"\((?P<numeral>[{_NUMERALS}]{{1,3}})\)[、.,:]?"),
    re.compile(r"(?P<numeral>(?<!\d)\d{1,2})[、.](?!\d)"),
    re.compile(rf"^(?P<numeral>[{_NUMERALS}]{{1,2}})(?![{_NUMERALS}、])"),
)
_INLINE_STYLES = _STYLES[:1]

# What may stand between the numeral and the words by which a section is known.
_LEADING_WORDS = re.compile(
    r"(?:政府信息公开(?:工作)?|政务公开(?:工作)?|政府信息|20\d\d年(?:度)?|本?年度?|工作|关于|因)*"
)
_CLOSING_WORD = re.compile(
    r"[^。,;:!?]{0,40}?(?:情况|概述|概况|前言|措施|事项|附表|统计表|问题|说明|总结|安排|打算|保障|费用)"
    r"(?![及和与、的以概统])"
)
_BODY_BEGINS = re.compile(r"[\s:：。，,\d〇二(（\[〔]|无|没有|未|本年|我[县市区局镇乡办委院]|截[至止]")

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
_TAIL_IN_LINE = re.compile(r"\s*(?:扫一扫在手机打开当前页|附件下载|返回顶部|打印本页|关闭窗口)\s*$")
_SIGNED_ON = re.compile(
    rf"(?:20\d\d|二[〇○零O{_NUMERALS}]{{3}})年(?:\d|[{_NUMERALS}]){{1,2}}月(?:\d|[{_NUMERALS}]){{1,3}}日?"
)
_LONGEST_SIGNATURE = 40


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading: where it stands, its printed numeral, its section's number, and where its text begins."""

    line: int
    start: int
    numeral: int
    number: int
    words: str
    body_line: int
    body_start: int


def split_sections(
    document: Document, heads: Sequence[SectionHead], left_out: Collection[int] = ()
) -> tuple[Section, ...]:
    """The numbered sections in printed order, each with its paragraphs; the text before the first is none.

    `heads` are those of the form; the number is then the form's, whatever numeral is printed. Without them,
    or where the page has other sections, each keeps its printed number. `left_out` are numbers of lines that
    belong to flattened tables; grids are never part of a text. A report without headings is one section of
    number 0.
    """
    lines = _without_tail([b for b in document.blocks if isinstance(b, Line) and b.number not in left_out])
    known = _known_headings(lines, heads)
    plain = _plain_headings(lines) if len(known) < 2 else []
    headings = plain if len(plain) > len(known) else known
    if not headings:
        text = _joined(line.text for line in lines)
        return (Section(0, "", text, Place(lines[0].number)),) if text else ()
    ends = [(heading.line, heading.start) for heading in headings[1:]] + [(len(lines), 0)]
    return tuple(_section(lines, heading, end) for heading, end in zip(headings, ends, strict=True))


def _section(lines: Sequence[Line], heading: _Heading, end: tuple[int, int]) -> Section:
    pieces = []
    for index in range(heading.body_line, min(end[0] + 1, len(lines))):
        start = heading.body_start if index == heading.body_line else 0
        stop = end[1] if index == end[0] else None
        pieces.append(_without_table(lines[index].text[start:stop]))
    text = _joined(pieces).lstrip(":：。，, ")
    return Section(heading.number, heading.words, text, Place(lines[heading.line].number, heading.start))


def _joined(pieces: Iterator[str] | Sequence[str]) -> str:
    return clean_paragraphs("\n".join(_TAIL_IN_LINE.sub("", piece) for piece in pieces))


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
    first = next((index for index, line in enumerate(lines) if _heading_at(line)), 0)
    for index in range(first + 1, len(lines)):
        if _TAIL.fullmatch(fold(lines[index].text)):
            lines = lines[:index]
            break
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    if len(filled) > 2 and filled[-2] > first and _SIGNED_ON.fullmatch(fold(lines[filled[-1]].text)):
        signer = clean(lines[filled[-2]].text)
        signed = len(signer) <= _LONGEST_SIGNATURE and not re.search(
            "[。:：;；]|[一二三四五六七八九十]、", signer
        )
        return lines[: filled[-2] if signed else filled[-1]]
    return lines


def _heading_at(line: Line) -> bool:
    return _STYLES[0].match(fold(line.text)) is not None


def _known_headings(lines: Sequence[Line], heads: Sequence[SectionHead]) -> list[_Heading]:
    """The headings of the form's sections, in the first style of numbering that gives two of them."""
    for style in _STYLES:
        found = [
            heading for index in range(len(lines)) for heading in _known_in_line(lines, index, style, heads)
        ]
        chosen = _rising(_without_contents(found, lines))
        if len(chosen) > 1:
            return chosen
    return []


def _known_in_line(
    lines: Sequence[Line], index: int, style: re.Pattern[str], heads: Sequence[SectionHead]
) -> Iterator[_Heading]:
    folded = fold_with_map(lines[index].text)
    for mark in style.finditer(folded.text):
        if mark.start() and style not in _INLINE_STYLES:
            continue
        split = _split_heading(lines, index, mark, heads) if not mark.start() else None
        if split is not None:
            yield split
            continue
        found = _keyword(folded.text[mark.end() :], heads, at_start=mark.start() > 0)
        if found is not None:
            number, end = found
            yield _heading(lines, index, folded, mark, number, mark.end() + end)


def _split_heading(
    lines: Sequence[Line], index: int, mark: re.Match[str], heads: Sequence[SectionHead]
) -> _Heading | None:
    """A heading that goes on in the next filled line, both together being the words of one section."""
    follower = next((n for n in range(index + 1, len(lines)) if lines[n].text.strip()), None)
    if follower is None:
        return None
    words = fold(lines[index].text)[mark.end() :] + fold(lines[follower].text)
    number = next((head.number for head in heads if words in head.keywords), None)
    if number is None:
        return None
    numeral, printed = _numeral(mark), clean(lines[index].text + lines[follower].text)
    return _Heading(index, 0, numeral, number, _bare(printed), follower, len(lines[follower].text))


def _keyword(text: str, heads: Sequence[SectionHead], *, at_start: bool) -> tuple[int, int] | None:
    """The section whose words open the text (`at_start`) or stand in its first clause, and where they end."""
    lead = _LEADING_WORDS.match(text)
    limit = lead.end() if lead and at_start else _LONGEST_HEADING // 2
    best: tuple[int, int, int] | None = None
    for head in heads:
        for keyword in head.keywords:
            place = text.find(fold(keyword), 0, limit + len(keyword))
            if place < 0 or (at_start and place > limit) or re.search("[。;:]", text[:place]):
                continue
            key = (place, -len(keyword), head.number)
            best = min(best, key) if best else key
    return (best[2], best[0] - best[1]) if best else None


def _heading(
    lines: Sequence[Line], index: int, folded: Folded, mark: re.Match[str], number: int, end: int
) -> _Heading:
    """The heading that begins at `mark` and whose words reach at least to `end` of the folded line."""
    text = lines[index].text
    start = folded.span(mark.start(), mark.end())[0]
    stop = folded.span(mark.start(), end)[1]
    if not _BODY_BEGINS.match(text, stop):
        stop = _closing(text, stop)
    words = clean(text[folded.span(mark.end(), mark.end() + 1)[0] : stop])
    return _Heading(index, start, _numeral(mark), number, words.rstrip(":：。"), index, stop)


def _closing(text: str, stop: int) -> int:
    """Where a heading ends whose known words go on: with a short line, else with a closing word."""
    rest = text[stop:]
    if len(text) <= _LONGEST_HEADING and not re.search("[。；;!！]", rest):
        return len(text)
    closing = _CLOSING_WORD.match(rest)
    return stop + closing.end() if closing else stop


def _without_contents(headings: list[_Heading], lines: Sequence[Line]) -> list[_Heading]:
    """The headings without those of a table of contents: they have no text, and their section comes again."""
    kept = []
    for place, heading in enumerate(headings):
        later = headings[place + 1 :]
        again = any(other.number == heading.number for other in later)
        if not (again and _nothing_between(heading, later[0], lines)):
            kept.append(heading)
    return kept


def _nothing_between(heading: _Heading, following: _Heading, lines: Sequence[Line]) -> bool:
    text = _section(lines, heading, (following.line, following.start)).text
    return not re.sub(r"[\s\d.…·、，；;,及和与-]", "", text)


def _rising(headings: Sequence[_Heading]) -> list[_Heading]:
    """The longest run of headings with rising section numbers; a numeral that agrees counts double."""
    best: list[tuple[int, list[_Heading]]] = []
    for heading in headings:
        before = [item for item in best if item[1][-1].number < heading.number]
        weight, run = max(before, key=lambda item: item[0], default=(0, []))
        best.append((weight + 1 + (heading.numeral == heading.number), [*run, heading]))
    return max(best, key=lambda item: item[0], default=(0, []))[1]


def _plain_headings(lines: Sequence[Line]) -> list[_Heading]:
    """The numbered headings of any wording that count on from one, in the first style that gives two."""
    for style in _STYLES:
        counted = _counting(list(_plain_in_style(lines, style)))
        if len(counted) > 1:
            return counted
    return []


def _plain_in_style(lines: Sequence[Line], style: re.Pattern[str]) -> Iterator[_Heading]:
    for index, line in enumerate(lines):
        folded = fold_with_map(line.text)
        for mark in style.finditer(folded.text):
            if mark.start() and style not in _INLINE_STYLES:
                continue
            rest = folded.text[mark.end() :]
            closing = _CLOSING_WORD.match(rest)
            alone = (
                not mark.start()
                and 0 < len(rest) <= _LONGEST_HEADING
                and not re.search("[。;,]", rest.rstrip("。"))
            )
            if alone or closing:
                end = len(folded.text) if alone else mark.end() + (closing.end() if closing else 0)
                yield _heading(lines, index, folded, mark, _numeral(mark), end)


def _counting(headings: Sequence[_Heading]) -> list[_Heading]:
    """The headings that count on from 1; one lost in between may be skipped."""
    chosen: list[_Heading] = []
    for heading in headings:
        last = chosen[-1].number if chosen else 0
        later = any(other.number == last + 1 for other in headings if other.line > heading.line)
        if heading.number == last + 1 or (chosen and heading.number == last + 2 and not later):
            chosen.append(heading)
    return chosen if len(chosen) <= _MOST_SECTIONS else []


def _numeral(mark: re.Match[str]) -> int:
    numeral = mark["numeral"]
    if numeral == "-":
        return 1
    return int(numeral) if numeral.isdigit() else parse_chinese_numeral(numeral) or 0


def _bare(heading: str) -> str:
    return re.sub(rf"^[\s{_NUMERALS}第部分()（）\d]*[、.．,，]?\s*", "", heading, count=1)

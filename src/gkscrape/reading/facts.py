"""Figures that stand in the sentences of a report: what was counted, how many, in which unit.

Precision goes before recall: a figure without a printed unit, in a range, or behind words that leave open
what was counted is no fact. Phone numbers, addresses, dates and document numbers carry no unit of a count and
never become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from gkscrape.documents import Document
from gkscrape.numbers import FOREIGN_MONEY, Figure, parse_figure
from gkscrape.reading.denials import DENIAL_SIGN, denied
from gkscrape.reading.tenses import speak_of_the_year
from gkscrape.record import Fact, Place, Section

_ONE = "件项条次个人篇宗份起家场期名例部册套张户幅块批字封笔"
_UNITS = (
    "人次",
    "件次",
    "场次",
    "户次",
    "家次",
    "批次",
    "篇次",
    *_ONE,
)
_UNIT = f"(?:{'|'.join(_UNITS)})(?:/(?:{'|'.join(_UNITS)}))?|元|%|％"
_CJK = "\u4e00-\u9fff"
_CHINESE = "零一二三四五六七八九十百千万两"
# 5个亿美元 and 5个亿 are sums of money; 5个亿元项目 are five projects.
_HUNDRED_MILLIONS = (
    rf"(?<=个)[余多]?[十百千]?[亿万][余多]?(?:{FOREIGN_MONEY.pattern}|(?:元|人民币)?(?![{_CJK}]))"
)
_HEDGE = "大约|约|将近|接近|近|超过|超|逾|不到|不足|至少"
# A numeral in Chinese counts only at the end of its clause, behind what it counts: 一条龙, 三项制度 do not.
_FIGURE = re.compile(
    rf"(?P<hedge>{_HEDGE})?\s?(?:(?<![\d.,，/~～第A-Za-z@*+-])(?<!\d[-—－–至:：])(?<![件条次个份期名元%％][至到])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?P<part>\.\d+)?"
    rf"\s?(?P<scale>[余多]?(?:百万|千万|万|亿)?[余多]?)\s?(?P<unit>{_UNIT})(?:左右|以上|上下)?"
    rf"(?![余多]?(?:月|工作日|小时|百分点|季度|星期|年)|{_HUNDRED_MILLIONS}|[\d~～—－–-]|\s?[至到]\s?\d)"
    rf"|(?<![{_CHINESE}第几数每唯])(?<!一[{_CJK}])[{_CHINESE}]+[余多]?(?:{_UNIT})$)"
)
# What each figure has; most clauses do not, and to look for this first is much faster.
_FIGURE_SIGN = re.compile(rf"\d|[{_CHINESE}][余多]?(?:{_UNIT})$")

# What a sentence with a figure has, or one that says that there was none.
_SIGN = re.compile(rf"\d|[{_CHINESE}][余多]?(?:{_UNIT})|{DENIAL_SIGN}")

_SENTENCE = re.compile(r"[。；;！!？?\n]")
_COUNTED = rf"[\d余多万亿{_CHINESE}]"
# The mark comes first and what stands before it after that: so the marks alone are looked at closely.
_PAUSE = re.compile(
    r"[,，（()）、](?:(?<=[（()）])|(?<=[,，])(?:(?<!\d[,，])|(?!\d{3}(?!\d)))"
    rf"|(?<={_COUNTED}[{_ONE}元%％]、)|(?<={_COUNTED}\s[{_ONE}元%％]、)|(?<={_COUNTED}[人件场户家批篇]次、)"
    r"|(?<=\d[处台辆位所]、))"
)
_LOST_THOUSANDS = re.compile(r"[0-9]，[0-9]{3}(?![0-9])")
_WIDE_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_WIDE_SIGN = re.compile("[０-９％．]")
_WIDE = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_BRACKETS = "（("
# Words, and a remark in brackets behind them without a figure.
_CLOSED = re.compile(r"(?P<words>[^，,；;、（()）]+)[（(][^（()）\d]{1,20}[)）]$")

_LEAD = re.compile(
    r"(?:[\s:：,，、]|其中|包括|包含|含(?!量)|即(?![时将])|另有|另|共计|共(?!青团|同|建|享)|全年度?|年内|今年|本年度?|本年|当年|20\d\d年(?:度|\d{1,2}月)?(?:\d{1,2}日|底|初|末|以来)?"
    r"|截[至止]到?|\d{1,2}月\d{1,2}日|目前|(?<=[全今本]年)累计|(?<=年[内度])累计|(?<=共)累计|合计|一年来|和(?![谐平解])|及(?!时)|与(?!会)|并(?!购)|以及|同时|[一二三四五六七八九十]是|[(（]?[一二三四五六七八九十]{1,2}[)）、.．]"
    r"|\d{1,2}[.、．](?=[^\d\s])|分类(?:看|为)|按.{2,6}分)+"
)
_YEAR = re.compile(r"20\d\d年(?:度|底|初|末)?")
_TAIL = re.compile(
    r"(?:共计|总计|合计|累计|共有|共|达到|已达|达|(?<![行作])为|是|有|约|近|了|计|:|：|\s|数量(?=为))+$"
)
_RELATIVE = re.compile(
    r"占(?:比|全部|.{0,6}(?:总数|总量|总体))?的?(?:比例|比重)?(?:为|达)?"
    r"|(?:同比|环比|较|比).{0,8}(?:增|减|升|涨|降|回落|提高|持平).{0,3}|(?:增|减(?!免)|上升|上涨|下降).{0,3}"
)
_OPEN = re.compile(
    r"分别|每|各(?!类|级|部门|乡|镇|单位)|不[少低]于|不[高多]于|不得|不超过|以内|^除|相比|原(?:来|有|先)的?$|第|从.*到|由.*到|\d|至少|个别|由$|(?:比|较)(?:上|去|前|同|20).{1,6}[多少]|比.{1,6}[多少]$"
    r"|[比较与同和](?:上一?年|去年|前年|往年|20\d\d年)(?:度|同期)?的?$"
    r"|(?:提高|提升|增加|增长|上升|下降|减少|降低|压缩|缩短|[增升降减])(?:到|至|为)(?:现在|目前|如今|现有|今年|本年)?的?$"
    r"|[由从](?:上一?年|去年|前年|20\d\d年)(?:度|同期)?的?$|由.{0,12}组成|^(?:本(?:年度)?报告|年报|全文)共?[由分]"
)
_CHANGED = re.compile(r"[由从][^，,]*\d[^，,]*(?:到|至|为)$")
_GROUPED = re.compile(rf"[\d{_CHINESE}]+个?大?(?:类|方面|领域|板块|部分)")
_AIM = re.compile(
    r"要求|下达|计划(?!类|生育|总结)|力争|目标|打算|预计|确保(?!了)"
    r"|(?:将|(?<![草虚模])拟)(?:举办|组织|开展|召开|新[增建]|建[成立设]|增[加设]|设|继续|进一步|完成|达到)"
)
# How many more or fewer there are than before is not how many there are.
_CHANGE = re.compile(r"(?:增加|减少|净增|净减|增长|下降|上升|前进|后退)了?$")
_NAMED = re.compile(r"12345|12315|12319|12388|第三方")
_AMONG = re.compile(r".*(?:涉及|包括|主要[有是为]|其中|[：:，,、])")
_MEASURED = re.compile(rf"(?P<thing>[{_CJK}]{{2,12}})[、和及与]")

_CONNECTS = re.compile(r"[占均其分为，,、：:的和及与并等以至到]")
_QUALITY = re.compile("(?:专门|相关|有关|相应|独立|统一|固定|新|重要|重大|主要|不同)的")
_WORDS_BEFORE = re.compile(rf"[{_CJK}：:，,、]+$")
_LETTERS = re.compile(r"[一-鿿]{2}")
_BESIDE = 6
_LONGEST_LABEL = 40
_LONGEST_OBJECT = 20


class _Said(NamedTuple):
    """A figure with what it counts, as printed in one clause."""

    label: str
    value: Decimal
    unit: str | None
    raw: str
    approximate: bool = False


def find_facts(
    sections: Sequence[Section], document: Document | None = None, year: int | None = None
) -> tuple[Fact, ...]:
    """The figures that the sections' sentences state of the report's `year`, in printed order.

    Counts are in single units, money in 万元, shares in %. A sentence that says there was none of a thing it
    names (未收到政府信息公开申请) is the figure 0, without a unit. With the `document`, each has its place.
    """
    return tuple(
        Fact(
            section.number,
            said.label,
            said.value,
            said.unit,
            said.raw,
            _place(said, section, document),
            said.approximate,
        )
        for section in sections
        for sentence in _SENTENCE.split(section.text)
        for said in _said(sentence, year)
    )


def _said(sentence: str, year: int | None) -> Iterator[_Said]:
    plain = sentence
    if _WIDE_SIGN.search(sentence):
        plain = _WIDE_THOUSANDS.sub(",", sentence).translate(_WIDE)
    if _SIGN.search(plain) is None:
        return
    before = ""
    for start, end, of_the_year in speak_of_the_year(plain, _clauses(plain), year):
        if not of_the_year:
            before = ""
            continue
        clause = plain[start:end]
        has_figure = _FIGURE_SIGN.search(clause) is not None
        noted = _noted(plain, start, clause) if has_figure else ""
        is_whole = has_figure and not _LOST_THOUSANDS.search(clause)
        found = [*_counted(noted + clause, before)] if is_whole else []
        if any(said.unit == "万元" for said in found) and _is_foreign(plain, start, end):
            found = [said for said in found if said.unit != "万元"]
        for said in found or _none(clause):
            if not noted and plain is sentence:
                yield said
                continue
            behind = max(0, len(noted) - (noted + clause).find(said.raw)) if noted else 0
            yield said._replace(raw=_as_printed(sentence, plain, start, said.raw[behind:]))
        if found:
            before = next((said.label for said in reversed(found) if said.unit != "%"), before)


def _is_foreign(sentence: str, start: int, end: int) -> bool:
    """Whether a clause, or what stands right before or behind it, names money that is not 元."""
    around = (max(0, start - _BESIDE), end + _BESIDE)
    return FOREIGN_MONEY.search(sentence, *around) is not None


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    """Where the clauses of a sentence begin and end."""
    start = 0
    for pause in _PAUSE.finditer(sentence):
        yield start, pause.start()
        start = pause.end()
    yield start, len(sentence)


def _noted(sentence: str, start: int, clause: str) -> str:
    """What a figure in or behind brackets counts: the words before them (拆迁（4件）, 咨询（网上）9件)."""
    if start == 0 or not _FIGURE.match(clause):
        return ""
    remark = _CLOSED.search(sentence, max(0, start - 2 * _LONGEST_LABEL), start)
    if remark is not None:
        return "" if _FIGURE.search(remark["words"]) else remark["words"]
    if sentence[start - 1] not in _BRACKETS or not _FIGURE.fullmatch(clause):
        return ""
    words = _WORDS_BEFORE.search(sentence, max(0, start - _LONGEST_LABEL), start - 1)
    thing = _AMONG.sub("", words[0]) if words else ""
    return thing if _LETTERS.match(thing) else ""


def _as_printed(sentence: str, plain: str, start: int, raw: str) -> str:
    """The characters of the sentence that `raw` is of its plain form; the two are equally long."""
    at = plain.find(raw, start)
    return sentence[at : at + len(raw)] if at >= 0 else raw


def _counted(clause: str, before: str) -> Iterator[_Said]:
    """The figures of one clause; `before` is what the clause in front of it counted."""
    figures = list(_FIGURE.finditer(clause))
    begin = 0
    for figure, following in pairwise([*figures, None]):
        assert figure is not None
        start = _label_start(clause, begin, figure.start())
        label = _TAIL.sub("", clause[start : figure.start()])
        rest = clause[figure.end() : following.start() if following else len(clause)]
        measured = _MEASURED.fullmatch(rest) if following else None
        stop = begin = figure.end()
        if measured:
            begin = stop + len(rest)
        if _RELATIVE.fullmatch(label):
            label = before + label if before and "%" in figure[0] else ""
        elif following is None or measured:
            thing = measured["thing"] if measured else _object(rest)
            label, stop = label + thing, stop + len(thing)
        figured = _figured(figure)
        if figured is not None and _is_clear(label, figured) and not _is_no_count(clause[: figure.start()]):
            raw = clause[start:stop].strip()
            yield _Said(label.strip(), figured.value, figured.unit, raw, figured.approximate)


def _figured(figure: re.Match[str]) -> Figure | None:
    """What the figure says; decimals that are neither a share, nor money, nor rounded, say nothing."""
    figured = parse_figure(figure[0].strip())
    if figured is None or (figure["part"] and not figure["scale"] and figured.unit not in ("%", "万元")):
        return None
    return figured


def _label_start(clause: str, start: int, end: int) -> int:
    """Where the words that say what is counted begin: behind a colon, 其中, the year and the like."""
    colon = max(clause.rfind(":", start, end - 1), clause.rfind("：", start, end - 1))
    if colon >= 0 and _LETTERS.search(clause[colon:end]):
        start = colon + 1
    for year in _YEAR.finditer(clause, start, end):
        start = year.end()
    for groups in _GROUPED.finditer(clause, start, end):
        start = groups.end()
    lead = _LEAD.match(clause, start, end)
    return lead.end() if lead else start


def _object(rest: str) -> str:
    """The words behind a figure that go on saying what is counted (收到1件申请), if they are such."""
    quality = _QUALITY.match(rest)
    start = quality.end() if quality else 0
    thing = rest[:start] + rest[start:].partition("的")[0]
    if len(thing) > _LONGEST_OBJECT or not _LETTERS.match(thing) or _CONNECTS.match(thing):
        return ""
    return thing


def _is_clear(label: str, figured: Figure) -> bool:
    known = _NAMED.sub("", label)
    if figured.unit != "%" and _CHANGE.search(label):
        return False
    return bool(_LETTERS.search(known)) and len(label) <= _LONGEST_LABEL and not _OPEN.search(known)


def _is_no_count(before: str) -> bool:
    """Whether the words before a figure say that it is an aim, or what something else became."""
    return _AIM.search(before) is not None or _CHANGED.search(before) is not None


def _none(clause: str) -> Iterator[_Said]:
    """The statement that there was nothing of the thing that the clause names."""
    denial = denied(clause)
    if denial is not None:
        start = _label_start(clause, 0, denial[0])
        yield _Said(denial[1], Decimal(0), None, clause[start:].strip())


def _place(said: _Said, section: Section, document: Document | None) -> Place | None:
    if document is None or section.at is None:
        return None
    for line in document.lines[section.at.line - 1 :]:
        start = line.text.find(said.raw)
        if start >= 0:
            return Place(line.number, start, start + len(said.raw))
    return None

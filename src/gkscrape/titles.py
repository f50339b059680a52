"""What a title alone tells: is it an annual report's, of which year, of which organ, and if not, what else.

Lists and pages share these rules. A title is a hint: only the body proves that a page is a report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from gkscrape.numbers import parse_chinese_numeral
from gkscrape.record import RefusalKind
from gkscrape.text import clean, fold, fold_with_map, squeeze_cjk


@dataclass(frozen=True, slots=True)
class ReportTitle:
    """What the title of an annual report says.

    `organ` is printed as in the title, without year and report words, None where it names none. `years` holds
    every year it names, those of dates and document numbers left out. `rendition` marks another edition of
    the same report (picture, hyperlinks). `text` is the part of the title that names the report.
    """

    text: str
    organ: str | None
    years: tuple[int, ...]
    rendition: bool


# Stand in the folded title for each character of a year, and of a date or a document number.
_YEAR_MARK, _NOISE_MARK = "\0", "\1"

_ZERO = "[〇○零0OoО]"
_DECADE = f"(?:{_ZERO}|[一二三])(?:{_ZERO}|[一二三四五六七八九])"
_YEAR = re.compile(
    rf"(?<!\d)(?:(?P<plain>20[0-3]\d)(?!\d)|(?P<chinese>二{_ZERO}{_DECADE}))(?:年(?:1月?[-—–~至到]12月份?)?度?)?"
)
_DATE = re.compile(
    r"(?<!\d)20\d\d(?:年\d{1,2}月(?:\d{1,2}日)?|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})(?!\d)"
    r"|[〔\[(【]20\d\d[〕\])】]第?\d+号"
)
SIMPLER = str.maketrans(
    "開報務總結網績預決統計辦廳縣區鎮鄉關於發機構時間來標題號類單稱",
    "开报务总结网绩预决统计办厅县区镇乡关于发机构时间来标题号类单称",
)
"""The traditional characters of titles, of organs' names and of the labels of metadata in simplified ones."""

_ONE = r"(?:政府|政务)?(?:信息[与和及、]政务|政务[与和及、]?(?:政府)?信息|信息|政务)公开"
_SUBJECT = rf"{_ONE}(?:[与和及、(]{_ONE}\)?)?"
_FILLER = rf"(?:工作|年度|情况|开展|实施|落实|执行|进展|的|{_YEAR_MARK})*"
_REPORT = re.compile(rf"(?P<subject>{_SUBJECT}){_FILLER}(?:报告|年报)|政府信息{_FILLER}年度(?:工作)?报告")
# Every spelling of 报告 and 年报 has it; most lines of a page do not.
_REPORT_SIGN = re.compile("[报報\U0002f857]")
_IN_COLUMN = re.compile(
    rf"(?P<subject>{_SUBJECT}){_FILLER}(?:总结(?:报告)?|(?:年度?报?|报)?\.{{2,}}$)"
    rf"|{_YEAR_MARK}(?:年度)*(?:报告|年报)"
)

# Words behind the report's own: what such a page holds is about reports, it is none.
_NOTICE_TAIL = re.compile(r"通知|函$|格式|模[板版]|样[本表式]|范本|编[制写]|填[报写]|印发|转发|培训")
_OTHER_TAIL = re.compile(
    r"通报|制度|办法|规定|细则|指南|目录|解读|读懂|图解(?!版)|一张图|汇总|一览|考核|评[估议]|测评|统计|数据|报表"
    r"|要点|任务分|方案|会议|发布|出炉|列表|专[栏题]|栏目"
)
# Words before: a verb whose object is the report, a teaser, or another subject.
_NOTICE_LEAD = re.compile(r"(?:做好|(?<!机构)编[制写报]|报送|上报|印发|转发|开展|填报).{0,12}$")
_OTHER_LEAD = re.compile(
    r"^(?:一图|图解|图说|解读|读懂|一张图|数说)|(?:发布|公布|出台)了?$|半年度?|季度|\d{1,2}月?[-—–~至到]\d{1,2}月|\d月份?$|学年"
)
_OTHER_SUBJECT = re.compile(
    r"(?:环境|企业|财务|财政|预算|决算|党务|厂务|院务|校务|村务|价格|信用|医疗|学校|高校)$"
)
_HEAD = re.compile(
    r"关于(?:发布|公布|公开)?|(?:标题|名称|信息名称):|【[^】]*】|\[[^\]]*\](?=.)|\([^)]*\)(?=.)|[\0\1:,、.-]+"
)
_FOOT = re.compile(r"(?:关于|的|[\0\1:(-])+$")

_LOOK_ALIKES = re.compile(
    r"法治政府|依法行政|政府工作报告|要点|任务分[工解]|方案|通报|制度|办法|规定|指南|目录|解读|读懂|一张图|图解|汇总"
    r"|一览|考核|评估|统计|网站.*?(?:年度|报表)|工作报表|绩效|预算|决算|总结|公告|公示"
)
_NOTICES = re.compile(r"通知|函$|(?:年报|报告).*?(?:格式|模[板版]|样[本式])|印发")
_RENDITION = re.compile(
    r"[(\[]?(?:(?:图片|超链接?|图解|音频|扫描|PDF|Word)[版件]|视频版?)[)\]]?", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.(?:pdf|docx?|wps|ofd|html?|xlsx?|et|zip|rar)$", re.IGNORECASE)

_SEAM = re.compile(r"[_|>»]+|(?<![\d-])-+(?![\d-])")
_PLURAL_ORGAN = re.compile(
    r"各.*|.*各(?:部门|单位|乡镇|镇乡|镇街|街镇|街道|镇|乡).*|历年|往年|(?:[县市区州旗省])?(?:级|直|直属|政府)?(?:部门|单位|机构|委办局)"
    r"|(?:乡镇|镇街|街镇|镇乡|街道|乡镇?\(?街道\)?|镇\(?街道\)?)(?:办事处)?"
)
_VAGUE_ORGAN = re.compile(
    r"[县市区州旗省]?(?:本级|级|政府|人民政府)?|全[县市区州旗省]|本?单位|本机关|我.{1,2}"
)
_NO_ORGAN = re.compile(r"[,。;!?\0\1]|[和与及暨、]$|^[\d.()-]+$|^年|^.$|[×xX*]{2}|单位名称|机关名称")

ORGAN_SHAPE = re.compile(
    r"[^,。;:!?|/>\d]{1,40}(?:[省市县区旗州盟镇乡街局委办厅院部处室所站会社队馆校司厂场]|苏木|中心|政府|机关|集团|银行|联盟|大学)"
    r"(?:\((?:办公[厅室]|本级|机关)\))?"
)
"""How the name of an organ looks, folded: no figures, no punctuation, and one of the usual last words."""


def read_title(title: str, *, in_column: bool = False) -> ReportTitle | None:
    """What the title of an annual report says; None where it is not the title of one report.

    In a column of annual reports also …工作总结, titles cut short by their list, and 2020年年报 are taken.

    >>> read_title("故城县教育局\\n2020年政府信息公开工作年度报告").organ
    '故城县教育局'
    >>> read_title("关于做好2021年政府信息公开工作年度报告编制发布工作的通知") is None
    True
    """
    if not (in_column or _REPORT_SIGN.search(title)):
        return None
    for part in _parts(title):
        found = _report_words(part, in_column)
        if found is None or _refusal(part, found) is not None:
            continue
        start, end = _organ_span(part, found)
        organ = _organ(part, start, end)
        if organ is None and (not part.years or _PLURAL_ORGAN.fullmatch(part.words[start:end])):
            continue
        if organ is not None and not part.years and not ORGAN_SHAPE.fullmatch(fold(organ)):
            continue
        rendition = _RENDITION.search(part.words, found.end()) is not None
        return ReportTitle(part.printed(0, len(part.words)), organ, part.years, rendition)
    return None


def is_report_title(title: str, *, in_column: bool = False) -> bool:
    """Whether the title is that of one annual report; `in_column`: it stands in a column of such reports.

    An organ's own name never speaks against a title: 绩效考核办公室 publishes reports too. A bare column name
    (政府信息公开年报, 2020年各乡镇…) is none.

    >>> is_report_title("某县目标绩效考核办公室2020年政府信息公开工作年度报告")
    True
    >>> is_report_title("政府信息公开年报"), is_report_title("某县2020年法治政府建设年度报告")
    (False, False)
    >>> title = "某县人社局2017年度政府信息与政务公开工作总结"
    >>> is_report_title(title), is_report_title(title, in_column=True)
    (False, True)
    """
    return read_title(title, in_column=in_column) is not None


def year_of_title(title: str) -> int | None:
    """The one year that any title names; None where it names none or several. Dates do not count.

    >>> [year_of_title(title) for title in ("某镇2021政府信息公开年报", "二〇一九年度年报", "2019—2020年")]
    [2021, 2019, None]
    """
    folded = fold_with_map(title)
    years = _part(title, folded.text, folded.origin).years
    return years[0] if len(years) == 1 else None


def organ_of_title(title: str) -> str | None:
    """The organ that a report's title names, as printed; None where it names none or is no report's.

    >>> organ_of_title("2018年某市某镇人民政府信息公开年报"), organ_of_title("2022年某市政府信息公开年报")
    ('某市某镇人民政府', '某市')
    """
    report = read_title(title, in_column=True)
    return None if report is None else report.organ


def without_rendition(title: str) -> tuple[str, bool]:
    """The folded title without the words for another rendition (图片版 …), and whether it had any.

    >>> without_rendition("某县2020年政府信息公开年报（图片版）")
    ('某县2020年政府信息公开年报', True)
    """
    text = _SUFFIX.sub("", fold(title))
    return _RENDITION.sub("", text), _RENDITION.search(text) is not None


def refusal_of_title(title: str) -> RefusalKind | None:
    """What a title names that is not an annual report: a notice, or another kind of document; else None.

    >>> [str(refusal_of_title(title)) for title in ("政府信息公开工作年度报告格式", "某县政府信息公开指南")]
    ['notice', 'look_alike']
    """
    if is_report_title(title):
        return None
    for part in _parts(title):
        found = _report_words(part, in_column=False)
        if found is not None:
            return _refusal(part, found)
    words = fold(title)
    if _NOTICES.search(words):
        return RefusalKind.NOTICE
    return RefusalKind.LOOK_ALIKE if _LOOK_ALIKES.search(words) else None


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a title: its folded words with years and dates masked, its years, and its way back."""

    words: str
    years: tuple[int, ...]
    title: str
    origin: tuple[int, ...]

    def printed(self, start: int, end: int) -> str:
        """The words from `start` up to `end` as the title prints them, on one line."""
        return squeeze_cjk(clean(self.title[self.origin[start] : self.origin[end - 1] + 1]))


def _part(title: str, text: str, origin: tuple[int, ...]) -> _Part:
    words = _DATE.sub(lambda date: _NOISE_MARK * len(date[0]), text.translate(SIMPLER))
    years = [_year(match) for match in _YEAR.finditer(words)]
    masked = _YEAR.sub(lambda year: _YEAR_MARK * len(year[0]), words)
    return _Part(masked, tuple(dict.fromkeys(year for year in years if year)), title, origin)


def _year(match: re.Match[str]) -> int | None:
    return int(match["plain"]) if match["plain"] else parse_chinese_numeral(match["chinese"])


def _parts(title: str) -> list[_Part]:
    """The title cut at the seams between title, column and site; parts with a year come first."""
    folded = fold_with_map(title)
    cuts = [(0, 0), *(seam.span() for seam in _SEAM.finditer(folded.text)), (len(folded.text),) * 2]
    pieces = [slice(left[1], right[0]) for left, right in pairwise(cuts)]
    parts = [_part(title, folded.text[piece], folded.origin[piece]) for piece in pieces]
    return sorted(parts, key=lambda part: not part.years)


def _report_words(part: _Part, in_column: bool) -> re.Match[str] | None:
    found = _REPORT.search(part.words)
    return _IN_COLUMN.search(part.words) if found is None and in_column else found


def _refusal(part: _Part, found: re.Match[str]) -> RefusalKind | None:
    """What the words around the report's own make of the title."""
    tail = _SUFFIX.sub("", part.words[found.end() :])
    lead = part.words[: found.start()]
    if _NOTICE_TAIL.search(tail) or _NOTICE_LEAD.search(lead):
        return RefusalKind.NOTICE
    if _OTHER_TAIL.search(tail) or _OTHER_LEAD.search(lead.rstrip(_YEAR_MARK)):
        return RefusalKind.LOOK_ALIKE
    bare_subject = (found["subject"] or "").startswith("信息")
    return RefusalKind.LOOK_ALIKE if bare_subject and _OTHER_SUBJECT.search(lead) else None


def _organ_span(part: _Part, found: re.Match[str]) -> tuple[int, int]:
    """Where the organ stands in the part: all before the report words but the year, dates and 关于."""
    end = found.start()
    if part.words[:end].endswith("人民") and part.words[end:].startswith("政府"):
        end += len("政府")
    start = 0
    while head := _HEAD.match(part.words, start, end):
        start = head.end()
    foot = _FOOT.search(part.words, start, end)
    return start, foot.start() if foot else end


def _organ(part: _Part, start: int, end: int) -> str | None:
    words = part.words[start:end]
    if any(vague.fullmatch(words) for vague in (_VAGUE_ORGAN, _PLURAL_ORGAN)) or _NO_ORGAN.search(words):
        return None
    return part.printed(start, end)

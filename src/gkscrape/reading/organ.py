"""Whose report it is: as titled, or as a sentence or the site says where the title names no organ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gkscrape.documents import Document
from gkscrape.reading.metadata import PUBLISHER, labelled, meta_values, read_labels
from gkscrape.record import Scope
from gkscrape.text import clean, fold, squeeze_cjk
from gkscrape.titles import ORGAN_SHAPE, ReportTitle, read_title


class Evidence(StrEnum):
    """Where the organ was found, the surest place first."""

    TITLE = "title"
    NAMED = "a sentence that names the report"
    COMPILED = "the sentence that says who compiled it"
    CONTACT = "the contact sentence"
    SUBJECT = "the subject of the first sentence"
    SITE = "the page's metadata"


@dataclass(frozen=True, slots=True)
class Organ:
    """The organ as printed, and where it was found."""

    name: str
    evidence: Evidence


_SHORT = 15
_CLAUSE = re.compile(r"[，,。；;：:！!？?（(）)《》\n]")
_REPORT_CLAUSE = re.compile(
    r".*?(?:报告|年报)(?!工作?(?:编|通知)|编|专[栏题]|栏目|制度|格式|模[板版]|样[本式]|考核|汇总|一览|解读|.{0,20}(?:通知|函|办法|意见|要点)$)"
)
_BEFORE_NAME = re.compile(
    r".*(?:现将|现就|现对|特将|编[制写]|形成|制定|撰写|公布|发布|提交|作出)(?:完成)?(?:了|的|本)?"
)
_COMPILED = re.compile(
    r"(?:本(?:年度)?(?:报告|年报)(?:[系是]由|[由系是])|(?:^|[，,。；;])(?:现)?由)\s*(?P<organ>[^，,。；;：:]{3,40}?)\s*"
    r"(?:负责)?(?:组织|汇总)?(?:编制|编写|撰写)"
    r"|(?:^|[，,。；;])\s*(?P<editor>[^，,。；;：:]{3,40}?)"
    r"(?:特)?(?:组织)?(?:编制|编写)(?:完成)?(?:了|形成)?\s*(?:本|了)"
)
_CONTACT = re.compile(
    r"(?:请|欢迎|敬请)?(?:直接|及时)?(?:与|和|同|向|致电)\s*(?P<organ>[^，,。；;：:（(]{3,50}?)\s*"
    r"(?:直接)?(?:联系|咨询|反映|反馈|垂询)"
    r"|(?:请|欢迎|敬请|可|可以)(?:直接|及时)?联系\s*(?P<called>[^，,。；;：:（(]{3,50}?)\s*(?=[，,。；;：:（(]|电话|地址|$)"
)
_SUBJECT = re.compile(
    r"^(?:20\d\d年(?:度)?(?:以来)?[，,]?\s*)?(?P<organ>[^，,。；;：:]{3,30}?)(?:始终|继续|不断)?"
    r"(?:认真|深入|严格|全面|积极|坚持|坚决|按照|根据|高度|切实|紧紧|以|在|持续|扎实|大力|主动|进一步|着力|牢固|依照|依据)"
)
# An office inside the organ that keeps the reports; the report is the organ's.
_INNER_OFFICE = re.compile(
    r"(?:(?<!人民)政府|政务)?(?:信息|政务)公开(?:工作)?(?:领导小组)?(?:办公室|办)?$"
    r"|(?:综合|秘书|信息|法制|法规|政务公开)(?:科|股|室|处)$"
    r"|(?:(?<=[局厅院队会])|(?<=中心)|(?<=[^县市区州旗省]委)|(?<=[镇乡]人民政府)|(?<=[镇乡]政府)|(?<=街道办事处))"
    r"(?:党政)?(?:综合)?(?:办公室|办)$"
    r"|(?<=[镇乡街道])党政(?:综合)?(?:办公室|办)$"
)
# Those who run the site, print what others send them or answer for them.
_PUBLISHERS = re.compile(
    r"(?:融媒体?|新闻|宣传|信息(?!化)|数据|网络|政务|行政审批)[^0-9]{0,8}(?:中心|局|办|站|部|办公室)$|电视台$|报社$"
)
_VAGUE = re.compile(
    r"^(?:我|本(?!溪)|该|各|其|全[县市区省]|根据|按照|依据|依照|为了|围绕)"
    r"|^[县市区州旗省镇乡]?(?:党工委)?(?:管委会|人民政府|政府|党委|委)?(?:办公室|办公厅|办)?$"
    r"|^县委县政府$"
)


def find_organ(
    document: Document,
    opening: Sequence[str],
    titled: str | None,
    scope: Callable[[str], Scope | None],
) -> tuple[Organ | None, Organ | None]:
    """The organ whose report it is: as titled, else the first one that a sentence or the site names.

    Behind it, where it is None, the first organ that is named, but acts for others too. `scope` tells for
    whom an organ of a name reports.
    """
    if titled is not None:
        return Organ(titled, Evidence.TITLE), None
    named = list(_organs(document, opening))
    own = next((organ for organ in named if not _acts_for_others(organ, scope)), None)
    return own, None if own else next(iter(named), None)


def _organs(document: Document, opening: Sequence[str]) -> Iterator[Organ]:
    """The organs that are named, the surest place first."""
    sentences = [line for line in opening if len(line) > _SHORT]
    for evidence, names in (
        (Evidence.NAMED, (title.organ or "" for title in named_titles(sentences))),
        (Evidence.COMPILED, _matched(_COMPILED, sentences)),
        (Evidence.CONTACT, _matched(_CONTACT, sentences)),
        (Evidence.SUBJECT, _matched(_SUBJECT, sentences)),
        (Evidence.SITE, _site(document, opening)),
    ):
        yield from (Organ(organ, evidence) for name in names if (organ := _organ(name)) is not None)


def _acts_for_others(organ: Organ, scope: Callable[[str], Scope | None]) -> bool:
    """Whether an organ so named may keep or publish the report of another one.

    The office of a government, its data bureau or service centre keeps the report of the whole division,
    and a government or a news desk publishes those of all its organs.
    """
    if organ.evidence not in (Evidence.COMPILED, Evidence.CONTACT, Evidence.SITE):
        return False
    if _PUBLISHERS.search(fold(organ.name)):
        return True
    of = scope(organ.name)
    return of is not Scope.ORGAN if organ.evidence is Evidence.SITE else of is Scope.OFFICE


def _organ(name: str) -> str | None:
    """The name as printed if it is that of an organ, without the office that keeps its reports."""
    name = squeeze_cjk(clean(name))
    outer = _INNER_OFFICE.sub("", name)
    name = outer if len(outer) > 2 else name
    folded = fold(name)
    return None if _VAGUE.search(folded) or not ORGAN_SHAPE.fullmatch(folded) else name


def named_titles(opening: Sequence[str]) -> Iterator[ReportTitle]:
    """Titles within clauses, with organ and year: 现将某镇2020年政府信息公开工作年度报告公布如下."""
    for sentence in opening:
        for clause in _CLAUSE.split(sentence) if len(sentence) > _SHORT else ():
            report = _REPORT_CLAUSE.match(clause)
            title = read_title(_BEFORE_NAME.sub("", report[0], count=1)) if report else None
            if title is not None and title.organ and title.years:
                yield title


def _matched(pattern: re.Pattern[str], sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        for match in pattern.finditer(sentence):
            yield next(name for name in match.groups() if name)


def _site(document: Document, opening: Sequence[str]) -> Iterator[str]:
    yield from labelled(read_labels(opening), PUBLISHER)
    yield from meta_values(document, ("contentsource", "author"))

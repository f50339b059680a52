"""Whose report it is where the title names no organ, and for whom the organ speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gkscrape.documents import Document
from gkscrape.reading.metadata import PUBLISHER, labelled, meta_values, read_labels
from gkscrape.record import Scope
from gkscrape.regions import Regions
from gkscrape.text import clean, fold, squeeze_cjk
from gkscrape.titles import ORGAN_SHAPE, read_title


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


_CLAUSE = re.compile(r"[，,。；;：:！!？?（(）)《》\n]")
_REPORT_CLAUSE = re.compile(r".*?(?:报告|年报)")
_BEFORE_NAME = re.compile(
    r".*(?:现将|现就|现对|特将|编[制写]|形成|制定|撰写|公布|发布|提交|作出)(?:完成)?(?:了|的|本)?"
)
_COMPILED = re.compile(
    r"(?:本(?:年度)?(?:报告|年报)[由系是]|(?:^|[，,。；;])(?:现)?由)\s*(?P<organ>[^，,。；;：:]{3,40}?)\s*"
    r"(?:负责)?(?:组织|汇总)?(?:编制|编写|撰写)"
    r"|(?:^|[，,。；;])\s*(?P<editor>[^，,。；;：:]{3,40}?)"
    r"(?:特)?(?:组织)?(?:编制|编写)(?:完成)?(?:了|形成)?\s*(?:本|了)"
)
_CONTACT = re.compile(
    r"(?:请|欢迎|敬请)?(?:直接|及时)?(?:与|和|同|向|致电)\s*(?P<organ>[^，,。；;：:（(]{3,50}?)\s*"
    r"(?:直接)?(?:联系|咨询|反映|反馈|垂询)"
)
_SUBJECT = re.compile(
    r"^(?:20\d\d年(?:度)?(?:以来)?[，,]?\s*)?(?P<organ>[^，,。；;：:]{3,30}?)(?:始终|继续|不断)?"
    r"(?:认真|深入|严格|全面|积极|坚持|坚决|按照|根据|高度|切实|紧紧|以|在|持续|扎实|大力|主动|进一步|着力|牢固|依照|依据)"
)
# An office inside the organ that keeps the reports; the report is the organ's.
_INNER_OFFICE = re.compile(
    r"(?:政府|政务)?(?:信息|政务)公开(?:工作)?(?:领导小组)?(?:办公室|办)?$"
    r"|(?:综合|秘书|信息|法制|法规|政务公开)(?:科|股|室|处)$"
)
_VAGUE = re.compile(
    r"^(?:我|本(?!溪)|该|各|其|全[县市区省]|根据|按照|依据|依照|为了|围绕)"
    r"|^[县市区州旗省镇乡]?(?:党工委)?(?:管委会|人民政府|政府|党委|委)?(?:办公室|办公厅|办)?$"
    r"|^县委县政府$"
)

_TOWN = re.compile(r"(?:镇|乡|街|街道|苏木|村)(?:人民政府|政府|办事处)?(?:党政)?(?:办公室|办)?$")
_OFFICE = re.compile(r"(?:(?:人民)?政府|管委会|管理委员会)?\(?(?:办公室|办公厅|机关|办)\)?$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府)?(?:\(本级\)|本级)?$")
_STEERED = re.compile(r"(?:党工委)?(?:管委会|管理委员会)$")
_NO_DIVISION = re.compile(
    r"(?:新|开发|示范|实验|试验|高新|经开|集聚|产业|园|商业|度假|保税|景|功能|社|小|林|矿|灌|保护|片|街)区$"
)
# A zone of a county is one of its organs; any other may be run like a county of its own.
_ZONE = re.compile(r"[^县旗]*(?:新|开发|示范|实验|试验|高新|经开|度假|保税|功能)区")
_DIVISION = re.compile(r"[^0-9()]{1,20}[省市县区旗州盟]")


def find_organ(document: Document, opening: Sequence[str], titled: str | None) -> Organ | None:
    """The organ whose report it is: as titled, else the first one that a sentence or the site names."""
    if titled is not None:
        return Organ(titled, Evidence.TITLE)
    sentences = [line for line in opening if len(line) > 15]
    for evidence, names in (
        (Evidence.NAMED, _named(sentences)),
        (Evidence.COMPILED, _matched(_COMPILED, sentences)),
        (Evidence.CONTACT, _matched(_CONTACT, sentences)),
        (Evidence.SUBJECT, _matched(_SUBJECT, sentences)),
        (Evidence.SITE, _site(document, opening)),
    ):
        for name in names:
            organ = _organ(name)
            if organ is not None:
                return Organ(organ, evidence)
    return None


def _organ(name: str) -> str | None:
    """The name as printed if it is that of an organ, without the office that keeps its reports."""
    name = squeeze_cjk(clean(name))
    outer = _INNER_OFFICE.sub("", name)
    name = outer if len(outer) > 2 else name
    folded = fold(name)
    return None if _VAGUE.search(folded) or not ORGAN_SHAPE.fullmatch(folded) else name


def _named(sentences: Sequence[str]) -> Iterator[str]:
    """Organs before the words of a report in a clause: 现将某镇2020年政府信息公开工作年度报告公布如下."""
    for sentence in sentences:
        for clause in _CLAUSE.split(sentence):
            report = _REPORT_CLAUSE.match(clause)
            title = read_title(_BEFORE_NAME.sub("", report[0], count=1)) if report else None
            if title is not None and title.organ and title.years:
                yield title.organ


def _matched(pattern: re.Pattern[str], sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        for match in pattern.finditer(sentence):
            yield next(name for name in match.groups() if name)


def _site(document: Document, opening: Sequence[str]) -> Iterator[str]:
    yield from labelled(read_labels(opening), PUBLISHER)
    yield from meta_values(document, ("contentsource", "author"))


def scope_of(organ: str, regions: Regions, zones: Sequence[str]) -> Scope | None:
    """For whom the organ reports; None for a zone that is not known to be a division of its own.

    The whole county or city bears the division's name alone (or with 人民政府); its office adds 办公室,
    办公厅 or 机关; whatever else is one organ.
    """
    name = fold(organ)
    if _TOWN.search(name):
        return Scope.ORGAN
    steered = _STEERED.sub("", name)
    if steered in zones:
        return Scope.CONSOLIDATED
    office = _OFFICE.sub("", name)
    if office != name and (office in zones or _is_division(office, regions)):
        return Scope.OFFICE
    if _is_division(_GOVERNMENT.sub("", name), regions):
        return Scope.CONSOLIDATED
    return None if _ZONE.fullmatch(steered) else Scope.ORGAN


def _is_division(name: str, regions: Regions) -> bool:
    """Whether the whole name is that of a division, by the list or, for one it lacks, by its last word."""
    mentions = regions.in_text(name)
    if mentions and mentions[-1].end == len(name):
        return True
    return _DIVISION.fullmatch(name) is not None and _NO_DIVISION.search(name) is None

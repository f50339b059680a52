"""Tells an annual report from what only looks like one, and names the latter: notice, blank form, list …

A title alone is never enough, and its lack never decides: the body has to hold sections, tables or the
statistics of a report. A real report whose cells are all blank stays a report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gkscrape.documents import Document
from gkscrape.reading.identity import Identified
from gkscrape.reading.metadata import TITLE, labelled, meta_values, opening_lines, read_labels
from gkscrape.record import RefusalKind, Section
from gkscrape.refusals import classify
from gkscrape.text import clean, fold
from gkscrape.titles import is_report_title, read_title, refusal_of_title


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a document is no annual report, and what was seen."""

    kind: RefusalKind
    message: str


@dataclass(frozen=True, slots=True)
class Body:
    """What the reading of a document found beside its identity.

    `labels` counts the labels of a form that were believed, `figures` the cells that hold a figure.
    """

    sections: tuple[Section, ...]
    labels: int = 0
    figures: int = 0


_ENOUGH_LABELS = 8
_ENOUGH_TOPICS = 2
_LIST_LENGTH = 3
_LONGEST_TITLE = 100
_MOST_STRAY_FIGURES = 3
_BARE_TEXT = 30
_NARRATIVE_TEXT = 200

_TOPICS = (
    re.compile("总体|概述|概况|基本情况|开展情况"),
    re.compile("主动公开"),
    re.compile("申请"),
    re.compile("复议|诉讼"),
    re.compile("收费|费用|减免"),
    re.compile("问题|不足|改进|打算|下一步"),
    re.compile("其他.*事项|其它.*事项|需要.*(?:说明|报告)"),
    re.compile("统计表|附表|回应解读|机构建设|会议和培训"),
)
_STATISTICS = re.compile("政府信息公开情况统计表|(?:统计指标|指标名称)(?:.{0,3})(?:计量)?单位")
_FIGURE_LINE = re.compile(r"[\d.]+")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|jpe?g|png|zip|rar)(?:$|[?#])", re.IGNORECASE)
_WEAK = {"identity.unit_missing": "unit", "identity.unit_from_text": "unit", "identity.year_missing": "year"}


def refuse(document: Document, identified: Identified, body: Body) -> Refused | None:
    """Why the document is no annual report; None if it is one.

    Challenges and error pages are told here by their text only; fetching tells them by status and script.
    """
    text = document.text
    missing = _no_page(document, text)
    if missing is not None:
        return missing
    topics = _topics(body.sections)
    titled = identified.identity.title is not None
    confirmed = topics >= _ENOUGH_TOPICS or body.labels >= _ENOUGH_LABELS or _STATISTICS.search(fold(text))
    if not titled and topics < _ENOUGH_TOPICS and _is_blank_statistics(document, text):
        return Refused(RefusalKind.BLANK_FORM, "a form of statistics without figures, title and sections")
    blank = _is_blank(identified, body)
    stands_for_itself = topics > _ENOUGH_TOPICS and (titled or body.figures) and not blank
    other = _other_title(document, identified.identity.title)
    if other is not None and not stands_for_itself:
        return other
    if blank:
        return Refused(
            RefusalKind.BLANK_FORM, "the form's labels stand here without a figure, an organ and a year"
        )
    if titled and (confirmed or _is_narrative(text)):
        return None
    if body.figures and topics >= _ENOUGH_TOPICS:
        return None
    if topics > _ENOUGH_TOPICS and "year" not in _unsure(identified):
        return None
    return _unconfirmed(document, text, titled)


def _no_page(document: Document, text: str) -> Refused | None:
    verdict = classify(200, (), f"<title>{document.title or ''}</title>{text}") if text.strip() else None
    if verdict is not None and verdict.kind in (RefusalKind.SOFT_404, RefusalKind.CHALLENGE):
        return Refused(verdict.kind, verdict.message)
    if len(fold(text)) >= _BARE_TEXT:
        return None
    if _in_files(document):
        return Refused(RefusalKind.UNREADABLE, "the page holds only images or files, which are not read here")
    return Refused(RefusalKind.EMPTY, "the page holds hardly any text")


def _other_title(document: Document, accepted: str | None) -> Refused | None:
    """What the page's own title names, if it is another kind of document than the `accepted` title's."""
    opening = opening_lines(document)
    titles = (
        *labelled(read_labels(opening), TITLE),
        *meta_values(document, ("articletitle",)),
        document.title or "",
    )
    heading = next((title for title in titles if title), "")
    lines = () if heading else [line for line in opening[:3] if len(line) <= 80 and "。" not in line]
    for title in (heading, *lines):
        kind = refusal_of_title(title)
        if is_report_title(title) or (accepted and fold(accepted) in fold(title)):
            return None
        if kind is not None:
            return Refused(kind, f"its title is no annual report's: {clean(title)}")
    return None


def _is_blank(identified: Identified, body: Body) -> bool:
    """Whether the labels of a form stand there, with no figure, and neither organ nor year is sure."""
    return body.labels >= _ENOUGH_LABELS and not body.figures and _unsure(identified) == {"unit", "year"}


def _is_blank_statistics(document: Document, text: str) -> bool:
    """Whether the page is a form of statistics in which nothing is filled in."""
    figures = sum(bool(_FIGURE_LINE.fullmatch(line.text.strip())) for line in document.lines)
    return _STATISTICS.search(fold(text)) is not None and figures <= _MOST_STRAY_FIGURES


def _unsure(identified: Identified) -> set[str]:
    codes = {fault.code for fault in identified.faults}
    found = {part for code, part in _WEAK.items() if code in codes}
    return found | ({"year"} if "identity.year_weak" in codes else set())


def _topics(sections: Sequence[Section]) -> int:
    """How many of a report's subjects the headings name."""
    headings = [fold(section.heading) for section in sections]
    return sum(any(topic.search(heading) for heading in headings) for topic in _TOPICS)


def _is_narrative(text: str) -> bool:
    """Whether a text without headings speaks of a report's subjects at some length."""
    folded = fold(text)
    return (
        len(folded) >= _NARRATIVE_TEXT
        and sum(bool(topic.search(folded)) for topic in _TOPICS) > _ENOUGH_TOPICS
    )


def _in_files(document: Document) -> bool:
    """Whether the page carries images or links to files, in which its report may stand."""
    return bool(document.images) or any(_FILE.search(address) for address, _ in document.links)


def _names_itself(document: Document) -> bool:
    """Whether the page's own title is one report's: other reports that it names are its neighbours."""
    own = (*meta_values(document, ("articletitle",)), document.title or "")
    title = next(filter(None, map(read_title, own)), None)
    return title is not None and title.organ is not None and bool(title.years)


def _unconfirmed(document: Document, text: str, titled: bool) -> Refused:
    """The name for a page that holds no report: a list, a form of statistics, files, or something else."""
    linked = {address for address, name in document.links if is_report_title(name, in_column=True)}
    printed = {fold(line.text) for line in document.lines if is_report_title(line.text[:_LONGEST_TITLE])}
    listed = max(len(linked), len(printed))
    if listed >= _LIST_LENGTH and not _names_itself(document):
        return Refused(RefusalKind.LIST, f"the page lists {listed} reports and holds none")
    if titled:
        if _in_files(document):
            return Refused(
                RefusalKind.UNREADABLE, "the report stands in images or files, which are not read here"
            )
        return Refused(RefusalKind.EMPTY, "the page has the title of a report, and no text or table of one")
    return Refused(
        RefusalKind.LOOK_ALIKE, "neither the title nor the sections of an annual report are on the page"
    )

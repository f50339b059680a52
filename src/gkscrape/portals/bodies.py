"""Where on a page its report stands: the container among a portal's templates that holds all of it.

Neither the selectors of a family nor a score may ever cut anything off a report: a container counts only if
every section heading of the page stands in it. Of several reports on one page (last year's beside this one)
it is the one under the page's own title, in a container that its family is known by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from gkscrape.documents import Container, Document
from gkscrape.portals.family import family_of_address, load_families
from gkscrape.record import Cell, Fault, Grade, Kind, Report, Status, Suspect
from gkscrape.text import fold
from gkscrape.titles import read_title

ASTRAY = "report.tables_outside"
_SECTION = re.compile(
    r"(?:[一二三四五六七八]|\([一二三四五六七八]\)|\d)[、.．]?"
    "(总体情况|概述|概况|主动公开|.{0,6}依申请公开|收到和处理|.{0,8}行政复议|存在的|其他需要)"
)
_LABELS = {
    "disclosure": re.compile(
        r"第二十条第?\(.\)项|本年新?制[作发](?:数量|件数)|现行有效件数|处理决定数量|上一年项目数量|采购总金额|本年收费金额"
    ),
    "requests": re.compile("本年新收政府信息公开申请|上年结转政府信息|予以公开|不予公开|结转下年度"),
    "challenges": re.compile("结果维持|结果纠正|尚未审结|其他结果"),
}
_STATISTICS = re.compile("主动公开政府信息数|收到申请数|申请办结数|统计指标|指标名称")
_LONGEST_LABEL = 40
_FEWEST_LABELS = 2
_FEWEST_SECTIONS = 2
_LINES_ABOVE = 8


@dataclass(frozen=True, slots=True)
class Body:
    """Where the report stands: `container` is None where that is the whole page.

    `astray` are the tables of which labels stand on the page, but only outside of the text of the report.
    """

    container: Container | None = None
    astray: tuple[str, ...] = ()

    def text(self, document: Document) -> Document:
        """What is to be read: the report without what surrounds it, the whole page where that is in doubt."""
        return document if self.container is None or self.astray else document.within(self.container)

    def unsettled(self, report: Report) -> Report:
        """The report with the figures of tables astray left open, and the fault that says so."""
        if not self.astray:
            return report
        cells = tuple(_opened(cell) if self._is_doubtful(cell) else cell for cell in report.cells)
        doubtful = tuple(cell.indicator for cell in report.cells if self._is_doubtful(cell))
        if not doubtful:
            return report
        message = (
            f"the tables {', '.join(self.astray)} stand outside of the text of the report, under none of its "
            "headings: they may be those of another one"
        )
        fault = Fault(ASTRAY, Grade.ERROR, message, doubtful, suspect=Suspect.UNDECIDED)
        return replace(report, cells=cells, faults=(*report.faults, fault))

    def _is_doubtful(self, cell: Cell) -> bool:
        read = cell.status in (Status.PRINTED, Status.INFERRED) and cell.kind is Kind.NUMBER
        return read and cell.indicator.partition("/")[0] in self.astray


def _opened(cell: Cell) -> Cell:
    candidates = (cell.value, None)
    return cell._replace(
        kind=Kind.UNREADABLE,
        status=Status.AMBIGUOUS,
        value=None,
        candidates=candidates,
        reason="its table stands outside of the text of the report",
    )


def find_body(document: Document, url: str | None = None) -> Body:
    """The smallest container that holds every section of the report; none where several do alike."""
    headings = list(_headings(document))
    words = {word for _, word in headings}
    if len(words) < _FEWEST_SECTIONS:
        return Body()
    whole = [one for one in document.containers if {w for line, w in headings if _in(one, line)} == words]
    smallest = [one for one in whole if not any(_holds(one, other) for other in whole)]
    container = _best(smallest, document, url)
    if container is None:
        return Body()
    labels = _labels(document)
    if _has_an_annex(labels, container):
        return Body()
    return Body(container, tuple(_astray(labels, container)))


def section_word(line: str) -> str | None:
    """The words by which a line is known as the heading of a report's section; None for any other line.

    >>> section_word("一、 总体情况"), section_word("一、本年新收政府信息公开申请数量")
    ('总体情况', None)
    """
    return _section_word(fold(line))


def _section_word(folded: str) -> str | None:
    found = _SECTION.match(folded)
    return found[1] if found else None


def _headings(document: Document) -> Iterator[tuple[int, str]]:
    for number, folded in document.folded.items():
        if word := _section_word(folded):
            yield number, word


def _in(container: Container, line: int) -> bool:
    return container.first <= line <= container.last


def _holds(outer: Container, inner: Container) -> bool:
    """Whether an element holds another, and more lines than that."""
    spans = (outer.first, outer.last), (inner.first, inner.last)
    return spans[0] != spans[1] and _in(outer, inner.first) and _in(outer, inner.last)


def _best(containers: Sequence[Container], document: Document, url: str | None) -> Container | None:
    """The one that the page's title and the selectors speak for; None where they leave two."""
    spans = {(one.first, one.last): one for one in containers}
    scored = [(_score(spans, span, document, url), one) for span, one in spans.items()]
    most = max((score for score, _ in scored), default=0)
    best = [one for score, one in scored if score == most]
    return best[0] if len(best) == 1 else None


def _score(
    spans: dict[tuple[int, int], Container], span: tuple[int, int], document: Document, url: str | None
) -> int:
    if len(spans) == 1:
        return 0
    around = (one for one in document.containers if one.first <= span[0] and span[1] <= one.last)
    beside = [other for other in spans if other != span]
    own = [one for one in around if not any(one.first <= a and b <= one.last for a, b in beside)]
    names = {name for one in own for name in one.names}
    return 2 * _is_under_the_title(span, document) + _known(names, url)


def _is_under_the_title(span: tuple[int, int], document: Document) -> bool:
    """Whether the nearest title above, or the first within, names the year that the page's own title does."""
    meta = dict(document.meta).get("articletitle", "")
    wanted = next((t.years for text in (meta, document.title or "") if (t := read_title(text))), ())
    near = [line.text for line in document.lines if span[0] - _LINES_ABOVE <= line.number <= span[0] + 2]
    above = [title.years for text in near if len(text) < 2 * _LONGEST_LABEL and (title := read_title(text))]
    return bool(wanted) and bool(above) and above[-1] == wanted


def _known(names: set[str], url: str | None) -> int:
    """2 for a container of the family that the report's address shows, 1 for one of any family."""
    own = family_of_address(url).family if url else None
    found = [
        2 if family.id == own else 1
        for family in load_families()
        for selector in family.bodies
        if any(fnmatchcase(name, selector) for name in names)
    ]
    return max(found, default=0)


def _labels(document: Document) -> dict[str, list[int]]:
    """The lines that may hold labels: their numbers by their folded text."""
    found: dict[str, list[int]] = {}
    for line in document.lines:
        if len(line.text) <= _LONGEST_LABEL:
            found.setdefault(document.folded[line.number], []).append(line.number)
    return found


def _labels_with(pattern: re.Pattern[str], labels: Mapping[str, Sequence[int]]) -> Mapping[str, str]:
    """The labels in which the pattern is found, and what it finds first; they are searched in one go."""
    text = "\n".join(labels)
    found: dict[str, str] = {}
    for hit in pattern.finditer(text):
        start, end = text.rfind("\n", 0, hit.start()) + 1, text.find("\n", hit.end())
        found.setdefault(text[start : end if end >= 0 else None], hit[0])
    return found


def _has_an_annex(labels: Mapping[str, Sequence[int]], container: Container) -> bool:
    """Whether statistics stand outside: until 2018 they were an annex, and often printed as one."""
    found = (line for text in _labels_with(_STATISTICS, labels) for line in labels[text])
    return any(not _in(container, line) for line in found)


def _astray(labels: Mapping[str, Sequence[int]], container: Container) -> Iterator[str]:
    for kind, pattern in _LABELS.items():
        hits = [(line, word) for text, word in _labels_with(pattern, labels).items() for line in labels[text]]
        inside = {word for number, word in hits if _in(container, number)}
        outside = {word for number, word in hits if not _in(container, number)}
        if len(inside) < _FEWEST_LABELS <= len(outside):
            yield kind

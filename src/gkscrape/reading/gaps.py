"""The stretches between the anchors of a table, and the rows whose figures stand in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkscrape.form import Table
from gkscrape.reading.anchors import Alignment, Anchor, Role, Station
from gkscrape.reading.page import Page

_LONGEST_TAIL = 3000


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands behind an anchor, up to the next one; positions are characters of the page's text.

    `lost` are the rows that the form has between the two anchors and whose labels are not there. `labels` are
    other labels of the form that stand in the gap: repeated headers and groups, or words of a sentence.
    """

    above: Anchor
    lost: tuple[Station, ...]
    start: int
    end: int
    labels: tuple[tuple[int, int], ...]
    closes_table: bool

    @property
    def first_end(self) -> int:
        """Where the text right behind the anchor ends: at the next label of any kind."""
        return self.labels[0][0] if self.labels else self.end


@dataclass(frozen=True)
class Expected:
    """Which stations of a table the page should have, given those that it has."""

    table: Table
    anchored: frozenset[str]
    blocks: frozenset[int]

    def acts_as_group(self, code: str) -> bool:
        """Whether the row only heads its parts, which some editions print in its place."""
        return any(code == choice.one and self._has_many(code) for choice in self.table.alternatives)

    def wants(self, station: Station) -> bool:
        """Whether the page must print this row, so that its label is lost if it is not there."""
        row = station.row
        if row is None or row.group or station.block not in self.blocks:
            return False
        for choice in self.table.alternatives:
            if row.code == choice.one:
                return not row.optional and not self._has_many(choice.one)
            if row.code in choice.many:
                return self._has_many(choice.one) or not (row.optional or choice.one in self.anchored)
        return not row.optional

    def lacks_any(self, stations: Sequence[Station]) -> bool:
        """Whether the label of a row of the table, among these stations, is lost."""
        return any(
            self.wants(one) and one.code not in self.anchored
            for one in stations
            if one.table == self.table.code
        )

    def _has_many(self, one: str) -> bool:
        return any(
            choice.one == one and not self.anchored.isdisjoint(choice.many)
            for choice in self.table.alternatives
        )


def expected(table: Table, anchors: Sequence[Anchor]) -> Expected:
    """What the page should print of the table that these anchors belong to."""
    return Expected(
        table,
        frozenset(anchor.station.code for anchor in anchors if anchor.station.is_row),
        frozenset(anchor.station.block for anchor in anchors if anchor.station.role is not Role.CAPTION),
    )


def gaps(page: Page, alignment: Alignment, table: Table) -> Iterator[Gap]:
    """The gaps behind each anchor of the table, in order."""
    anchors = alignment.by_table[table.code]
    wanted = expected(table, anchors)
    stations = [station for station in alignment.plan.stations if station.table == table.code]
    end = table_end(page, alignment, anchors[-1])
    for here, below in zip(anchors, (*anchors[1:], None), strict=True):
        stop = below.start if below is not None else end
        last = below.station.index if below is not None else stations[-1].index + 1
        lost = [s for s in stations if here.station.index < s.index < last and wanted.wants(s)]
        labels = [
            (page.before(match.begin(None)[0]), page.behind(match.end))
            for match in page.matches_within(here.end, stop)
            if match.end <= stop
        ]
        yield Gap(here, tuple(lost), page.behind(here.end), page.before(stop), tuple(labels), below is None)


def table_end(page: Page, alignment: Alignment, last: Anchor) -> int:
    """The folded character at which the table ends at the latest: the next anchor of anything else."""
    after = (anchor.start for anchor in alignment.anchors if anchor.start >= last.end)
    return min(next(after, len(page.folded.text)), last.end + _LONGEST_TAIL)

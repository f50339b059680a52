"""Ranks among peers and copied text as plain tables, which every format can write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gkscrape.record import Copy, Passage, Ranking, Standing
from gkscrape.show.changes import share_text, value_text
from gkscrape.show.dumps import Json, number

Figure = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table of texts and exact figures, None for an empty place, with notes below it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]
    notes: tuple[str, ...] = ()


def ranking_sheet(ranking: Ranking) -> Sheet:
    """A line for each indicator: the own figure, the numbers of peers, their quartiles, the rank."""
    heads = ("指标 indicator", "代码 code", "本单位 own", "N", "无数字 unknown")
    quartiles = ("下四分位 lower quartile", "中位数 median", "上四分位 upper quartile", "位次 rank")
    rows = tuple(_standing_row(standing) for standing in ranking.standings)
    return Sheet(ranking.title, (*heads, *quartiles), rows, ranking.notes)


def _standing_row(standing: Standing) -> tuple[Figure, ...]:
    own: Figure = standing.entry.value
    if own is None or value_text(standing.entry).endswith("*"):
        own = value_text(standing.entry)
    counts = (Decimal(standing.peers), Decimal(standing.unknown))
    quartiles = (standing.lower, standing.median, standing.upper)
    return (standing.label, standing.indicator, own, *counts, *quartiles, _rank_text(standing))


def _rank_text(standing: Standing) -> str:
    if standing.rank is None:
        return ""
    tied = f" (= {standing.tied})" if standing.tied else ""
    return f"{standing.rank}/{standing.peers + 1}{tied}"


def copies_sheet(title: str, copies: Sequence[Copy], notes: Sequence[str] = ()) -> Sheet:
    """A line for each passage, under the section that it stands in and the source that has it too."""
    heads = (
        "报告 report",
        "部分 section",
        "来源 source",
        "占比 share",
        "文本 text",
        "来源文本 source text",
        "相似 alike",
    )
    rows = tuple(_copy_row(copy, passage) for copy in copies for passage in copy.passages)
    return Sheet(title, heads, rows, tuple(notes))


def _copy_row(copy: Copy, passage: Passage) -> tuple[Figure, ...]:
    where = (copy.report, f"{copy.section} {copy.heading}", copy.source, share_text(copy.share))
    return (*where, passage.text, passage.source_text, share_text(passage.alike))


def standing_json(standing: Standing) -> dict[str, Json]:
    """One standing as a JSON object; what is not known, or of too few peers, is null."""
    quartiles = (standing.lower, standing.median, standing.upper)
    return {
        "indicator": standing.indicator,
        "label": standing.label,
        "value": number(standing.entry.value),
        "kind": standing.entry.kind.value if standing.entry.kind else None,
        "status": standing.entry.status.value if standing.entry.status else None,
        "peers": standing.peers,
        "unknown": standing.unknown,
        "quartiles": [number(value) for value in quartiles],
        "rank": standing.rank,
        "tied": standing.tied,
    }


def copy_json(copy: Copy) -> dict[str, Json]:
    """One copied section as a JSON object, with its passages."""
    passages: list[Json] = [
        {"text": passage.text, "source_text": passage.source_text, "alike": number(passage.alike)}
        for passage in copy.passages
    ]
    head: dict[str, Json] = {"report": copy.report, "section": copy.section, "heading": copy.heading}
    return {**head, "source": copy.source, "share": number(copy.share), "passages": passages}

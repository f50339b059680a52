"""What a section is about, by the names that mean the same: those of the forms, and of `data/topics.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gkscrape.catalog import data_path, load_toml
from gkscrape.form import load_forms
from gkscrape.text import fold


@dataclass(frozen=True, slots=True)
class Topic:
    """Names of sections that mean the same."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicsFile:
    """The topics that no form has."""

    topics: tuple[Topic, ...]


def topic_of(heading: str) -> str | None:
    """What a folded heading names, called by its first name; None if it names nothing known or several.

    >>> [topic_of(heading) for heading in ("概述", "工作总体情况", "其他", "前言", "主动公开和依申请公开")]
    ['总体情况', '总体情况', None, '引言', None]
    """
    topics = {topic for name, topic in _names() if name in heading}
    return topics.pop() if len(topics) == 1 else None


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Each folded name with the topic's first. Raises DataFileError."""
    return tuple((fold(name), names[0]) for names in _topics() for name in names)


def _topics() -> Iterator[tuple[str, ...]]:
    sections: dict[int, tuple[str, ...]] = {}
    for form in load_forms().values():
        for head in form.sections:
            sections[head.number] = (*sections.get(head.number, ()), *head.keywords)
    yield from sections.values()
    yield from (topic.names for topic in load_toml(data_path("topics.toml"), TopicsFile).topics)

"""What a section is about, by the names that the forms list for their sections (`data/forms/`)."""

from __future__ import annotations

from functools import cache

from gkscrape.form import load_forms
from gkscrape.text import fold


def topic_of(heading: str) -> int | None:
    """The number of the form's section that a folded heading names; None if it names none, or several.

    >>> [topic_of(heading) for heading in ("概述", "工作总体情况", "机构建设", "主动公开和依申请公开")]
    [1, 1, None, None]
    """
    topics = {number for name, number in _names() if name in heading}
    return topics.pop() if len(topics) == 1 else None


@cache
def _names() -> tuple[tuple[str, int], ...]:
    heads = (head for form in load_forms().values() for head in form.sections)
    return tuple(dict.fromkeys((fold(name), head.number) for head in heads for name in head.keywords))

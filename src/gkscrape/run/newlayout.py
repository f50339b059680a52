"""What to write for a page that no layout fits: the variant of a known layout that seats most cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from gkscrape.checks import State
from gkscrape.layout import Layout, Reader, RowEnd, load_layouts, misplaced
from gkscrape.record import Status
from gkscrape.run.fixtures import body_of
from gkscrape.run.layouts import Tried, try_among

NAME = "my-layout"
"""What a layout is called until somebody names it."""
_MOST_LEADS = 4
_LEAD = re.compile(r"(?P<before>[ \n]*)(?P<mark>[^ \n]?)[ \n]*")


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether a layout fits a page, the reason, the next step, and the file to write where one would do."""

    fits: bool
    reason: str
    step: str
    toml: str | None = None


@dataclass(frozen=True, slots=True)
class _Variant:
    """A layout that no file says yet, the one that it varies, and what it makes of the page."""

    base: Layout
    layout: Layout
    tried: Tried


def advise(path: Path, chosen: Tried) -> Advice:
    """What to do about a page, by what the choice among all layouts made of it. Raises InputError."""
    if chosen.form is None:
        step = "It is no report, or its labels are unknown: these belong to the form, and no layout can help."
        return Advice(False, "no layout finds a table of any form on this page", step)
    if chosen.plain == chosen.size:
        reason = f"{chosen.name} fits: all {chosen.size} cells are printed"
        return Advice(True, reason, "The page needs no new layout.")
    variant = max(_better(path, chosen), key=_worth, default=None)
    if variant is not None:
        return Advice(False, f"no layout fits: {_seats(chosen)}", _step(variant), _toml(variant))
    step = f"No variant of a layout does better; `gkscrape parse {path} --explain` tells of each cell why."
    if chosen.settled * 2 < chosen.size - chosen.missing:
        return Advice(False, f"no layout fits: {_seats(chosen)}", step)
    return Advice(True, f"{chosen.name} fits best: {_seats(chosen)}", step)


def _seats(tried: Tried) -> str:
    """What a layout makes of the cells, in words."""
    told = [f"in {tried.name}, {tried.plain} of {tried.size} cells are read as printed"]
    if inferred := tried.statuses.get(Status.INFERRED):
        told.append(f"{inferred} by the sums")
    if tried.missing:
        told.append(f"{tried.missing} are not found")
    if tried.words:
        told.append(f"{sum(tried.words.values())} hold words such as {next(iter(tried.words))!r}")
    return ", ".join(told)


def _better(path: Path, chosen: Tried) -> Iterator[_Variant]:
    """The variants in which the page would be read, were they there, with at most half as much left open."""
    body, known = body_of(path), load_layouts()
    for base, layout in _variants(chosen, known):
        tried = try_among(body, (*known, layout))
        there = tried.size - tried.missing
        if tried.name == NAME and (there - tried.plain) * 2 <= there - chosen.plain > 0:
            yield _Variant(base, layout, tried)


def _variants(chosen: Tried, known: Sequence[Layout]) -> Iterator[tuple[Layout, Layout]]:
    """Each layout that varies a known one by what the page shows, and that one."""
    seen = {replace(layout, name=NAME, description="") for layout in known}
    bases = [layout for layout in known if layout.reader is Reader.STREAM and not layout.cells_touch]
    for base, (lead, mark) in product(bases, _leads(chosen)):
        if bool(base.separator) == bool(mark):
            layout = replace(base, name=NAME, description="", after_label=lead, separator=mark)
            for marks in ((), *((word,) for word in chosen.words)):
                marked = replace(layout, blank_marks=(*base.blank_marks, *marks))
                if marked not in seen and not any(misplaced(marked)):
                    seen.add(marked)
                    yield base, marked


def _leads(chosen: Tried) -> dict[tuple[str, str], None]:
    """What stands behind the labels, written as `after_label`, and the mark in it; the commonest first."""
    common = sorted(chosen.behind, key=lambda space: -chosen.behind[space])[:_MOST_LEADS]
    return dict.fromkeys(map(_lead, common))


def _lead(space: str) -> tuple[str, str]:
    """The lead and its mark; of a run of marks, as an empty first cell leaves it, the first.

    >>> _lead(" ； "), _lead("\\n|\\n|\\n"), _lead("\\n"), _lead("")
    (('；', '；'), ('\\n|\\n', '|'), ('\\n', ''), ('', ''))
    """
    found = _LEAD.match(space)
    assert found is not None
    mark = found["mark"]
    if not mark:
        return ("\n" if "\n" in space else space[:1], "")
    behind = space[found.end("mark") : found.end()]
    return (f"{_line(found['before'])}{mark}{_line(behind)}", mark)


def _line(blanks: str) -> str:
    return "\n" if "\n" in blanks else ""


def _worth(variant: _Variant) -> tuple[int, int, bool, bool]:
    """What a variant reads; of equals the one that holds rows to their lines, then the plainest."""
    tried, layout = variant.tried, variant.layout
    by_line = layout.row_end is RowEnd.LINE
    return (tried.plain, tried.sums.get(State.PASS, 0), by_line, layout.is_plain)


def _step(variant: _Variant) -> str:
    tried = variant.tried
    holding, failing = (tried.sums.get(state, 0) for state in (State.PASS, State.FAIL))
    told = (
        f"In a copy of the repository write parsers/{NAME}.toml as below, under a name of your own, and try"
        f" again (docs/add-a-layout.md). With it {tried.plain} of {tried.size} cells are"
        f" printed; {holding} sums hold, {failing} fail."
    )
    if variant.layout.blank_marks == variant.base.blank_marks:
        return told
    return f"{told} Do so only if {variant.layout.blank_marks[-1]!r} stands for an empty cell."


def _toml(variant: _Variant) -> str:
    """The file that says the variant."""
    keys = ("after_label", "separator", "blank_marks")
    given = {key: getattr(variant.layout, key) for key in keys}
    differing = {key: value for key, value in given.items() if value != getattr(variant.base, key)}
    said = {"name": NAME, "description": "One line for people", "extends": variant.base.name, **differing}
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())

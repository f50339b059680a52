"""Which clauses of a sentence speak of the year of the report, and which of years before it or of plans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LEAD = (
    r"[\s:：]*(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]|其中|截[至止]到?|自从?|从|早在|在|于|而|到)*"
    r"(?:[我本全各][县市区旗州省镇乡局委办院社单位机关]{1,3})?"
)
_NOT_CARRIED = r"(?![^，,]{0,8}(?:结转|遗留|转入))"
_YEAR = re.compile(r"20\d\d年")
_OTHER = re.compile(
    rf"{_LEAD}(?:(?P<year>20\d\d)年|[去前往明]年|上一?年|下一?[年步]|下一?阶段|接下来|今后){_NOT_CARRIED}"
)
_THIS = re.compile(r"今年|本年|全年|年内|当年|目前|报告期|现[已有共]")
# What every clause of another time has, or the words before it.
_SIGN = re.compile(r"20\d\d年|[去前往明]年|[上下]一?[年步阶]|接下来|今后")
_BRACKETS = "（("


def speak_of_the_year(
    sentence: str, clauses: Iterable[tuple[int, int]], year: int | None
) -> Iterator[tuple[int, int, bool]]:
    """Each clause of the sentence by its span, and whether it speaks of the report's `year`.

    A clause that opens with another year, with 去年 or 下一步 does not, nor do those behind it, up to one
    that names the report's year, 今年, 全年 or the like; one in brackets speaks for itself alone. What was
    carried over from the year before counts in this one. Where `year` is None, no year is another.
    """
    plain = _SIGN.search(sentence) is None
    elsewhere = False
    for start, end in clauses:
        if plain:
            yield start, end, True
            continue
        clause = sentence[start:end]
        here = _is_elsewhere(clause, elsewhere, year)
        yield start, end, not here
        if start == 0 or sentence[start - 1] not in _BRACKETS:
            elsewhere = here


def _is_elsewhere(clause: str, before: bool, year: int | None) -> bool:
    """Whether the clause speaks of another time, where the one before it did so or not."""
    other = _OTHER.match(clause)
    if other is not None and (other["year"] is None or year not in (None, int(other["year"]))):
        return True
    named = _YEAR.search(clause) if year is None else f"{year}年" in clause
    return before and not named and _THIS.search(clause) is None

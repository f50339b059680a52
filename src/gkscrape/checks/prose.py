"""Rules that hold the text of a report against its tables, and against what the form asks the text to say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from gkscrape.checks.outcome import Outcome, State, failed, number, settled
from gkscrape.checks.rules import Mention, Rule, Rulebook
from gkscrape.form import Form
from gkscrape.record import Cell, Fact, Report, Section
from gkscrape.text import fold

_COUNTED_IN = frozenset({None, "件", "份", "宗", "起", "次", "件次", "条", "例"})
_NOTHING = re.compile(r"(暂)?(无|没有)[。.]?")
_NO_FEE = re.compile(r"[^。;；]*(?:未|没有|无)[^。;；,，]{0,8}(?:收取|收费)[^。;；]*")
# What every denial of fees has: to look for this first is much faster.
_FEES = re.compile("收取|收费")
_FEE_OF_ITS_OWN = re.compile("处理费|信息公开|申请|检索|复制|邮寄")
_QUOTED = re.compile('《[^》]*》|〔[^〕]*〕|\\[[^\\]]*\\]|[“"][^”"]*[”"]')
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_PROBLEMS, _OTHER = 5, 6


def assess_prose(report: Report, form: Form, book: Rulebook) -> Iterator[Outcome]:
    """Outcomes of the rules on figures of the text, one for each rule whose cells the form has."""
    cells = {cell.indicator: cell for cell in report.cells}
    said = [(fact, fold(f"{fact.label} {fact.raw}")) for fact in report.facts if fact.unit in _COUNTED_IN]
    for mention in (one for one in book.mentions if form.known.keys() >= set(one.table)):
        meant = [fact for fact, words in said if _is_meant(mention, fact, words)]
        yield _against_table(book[mention.rule], mention, meant, cells)


def assess_text(report: Report, form: Form | None, book: Rulebook) -> Iterator[Outcome]:
    """Outcomes of the rules on sections 5 and 6 and on the years of the text, one for each rule.

    A form that numbers no sections, or none at all, leaves it to each organ which section is the fifth.
    """
    numbered = form is not None and bool(form.sections)
    yield _problems(book["text.problems"], report.sections, numbered=numbered)
    yield _fees(book["text.fees"], report)
    yield _years(book["text.years"], report)


def _against_table(rule: Rule, mention: Mention, meant: Sequence[Fact], cells: Mapping[str, Cell]) -> Outcome:
    exact = [fact for fact in meant if not fact.approximate]
    if not meant:
        return settled(rule, State.NOT_ASSESSABLE, "the text gives no such figure")
    total = _sum(mention.table, cells)
    named = [cells[code] for code in mention.table if code in cells]
    if total is None or not exact:
        return settled(rule, State.UNDECIDABLE, "the cells or the figure of the text are not exact", named)
    allowed = {total, _sum(mention.also, cells)}
    if any(fact.value in allowed for fact in exact):
        return settled(rule, State.PASS, "text and table agree", named)
    section = "?" if exact[0].section is None else str(exact[0].section)
    return failed(rule, f"{section} (“{exact[0].raw}”)", named, exact[0].value, total)


def _is_meant(mention: Mention, fact: Fact, words: str) -> bool:
    if not _compiled(mention.said).search(words):
        return False
    joined = bool(mention.shared and fact.value and _compiled(mention.shared).search(words))
    return not joined and not _compiled(mention.unlike).search(words)


_compiled = cache(re.compile)


def _sum(codes: Sequence[str], cells: Mapping[str, Cell]) -> Decimal | None:
    """The sum of these cells, None where one of them is not known or none is named."""
    values = [number(cells.get(code)) for code in codes]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def _problems(rule: Rule, sections: Sequence[Section], *, numbered: bool) -> Outcome:
    if not sections:
        return settled(rule, State.NOT_ASSESSABLE, "the report has no numbered sections")
    headed = [section for section in sections if "问题" in section.heading]
    fifth = [section for section in sections if numbered and section.number == _PROBLEMS]
    section = next(iter((*headed, *fifth)), None)
    if section is None and not numbered:
        return settled(rule, State.NOT_ASSESSABLE, "no section names problems, and none is the fifth by form")
    if section is None:
        cut_off = max(section.number for section in sections) < _PROBLEMS
        if cut_off:
            return settled(rule, State.UNDECIDABLE, "the text ends before section 5")
        return failed(rule, "is missing")
    text = fold(section.text)
    if not text:
        return failed(rule, "is empty")
    if _NOTHING.fullmatch(text):
        return failed(rule, f"says only “{section.text.strip()}”")
    return settled(rule, State.PASS, "section 5 says something")


def _fees(rule: Rule, report: Report) -> Outcome:
    cell = next((cell for cell in report.cells if cell.indicator == "disclosure/fees/amount"), None)
    section = next((section for section in report.sections if section.number == _OTHER), None)
    if cell is None or section is None:
        return settled(rule, State.NOT_ASSESSABLE, "there is no amount of fees, or no section 6")
    denial = _denial_of_fees(section.text)
    amount = number(cell)
    if denial is None and not _NOTHING.fullmatch(fold(section.text)):
        return settled(rule, State.PASS, "section 6 does not deny fees", [cell])
    if amount == 0:
        return settled(rule, State.PASS, "neither text nor table knows of fees", [cell])
    if amount is None or denial is None:
        return settled(
            rule, State.UNDECIDABLE, "the amount is not known, or 无 may mean other things", [cell]
        )
    return failed(rule, f"“{denial}”", [cell], amount, Decimal(0))


def _denial_of_fees(text: str) -> str | None:
    """The sentence that denies all fees; one on the fee for handling requests alone is no such denial."""
    if _FEES.search(text) is None:
        return None
    for match in _NO_FEE.finditer(text):
        if not _FEE_OF_ITS_OWN.search(match[0]):
            return match[0].strip()
    return None


def _years(rule: Rule, report: Report) -> Outcome:
    if not report.sections:
        return settled(rule, State.NOT_ASSESSABLE, "the report has no numbered sections")
    text = "\n".join(_QUOTED.sub("", section.text) for section in report.sections)
    years = sorted({int(year) for year in _YEAR.findall(text)})
    if report.identity.year is None:
        state = State.UNDECIDABLE if years else State.NOT_ASSESSABLE
        return settled(rule, state, "the year of the report is not known")
    far = [year for year in years if abs(year - report.identity.year) > 1]
    if not far:
        return settled(rule, State.PASS, "the years of the text fit")
    expected = Decimal(report.identity.year)
    return failed(rule, ", ".join(map(str, far)), found=Decimal(far[0]), expected=expected)

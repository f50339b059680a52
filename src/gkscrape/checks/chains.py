"""Rules over two reports of one unit for consecutive years: what one carries out, the next carries in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gkscrape.checks.cells import label_of, name_of
from gkscrape.checks.outcome import Outcome, State, failed, fault_of, number, read_from_grid, settled
from gkscrape.checks.rules import Mention, Rule, Rulebook, load_rules
from gkscrape.form import Form
from gkscrape.record import Cell, Fault, Report, Suspect
from gkscrape.text import fold

_CLAUSE_ENDS = re.compile("[,，、;；。!！?？\n]")
_COUNT = re.compile(r"(?<![\d.])(\d+)(?:件|份|宗|起)(?!次)")
_NO_RESTATEMENT = re.compile("比|较|增|减|下降|上升|持平|结转|近|约|余|多|累计|截至|以来|其中")

Cells = Mapping[str, Cell]


def assess_chain(earlier: Report, later: Report, forms: Mapping[str, Form]) -> tuple[Outcome, ...]:
    """What came of every rule that ties `later` to `earlier`, the report of the year before; `forms` by id.

    The caller answers for the unit. Nothing is assessed unless the years follow each other and both reports
    have the same scope. A figure that is blank, missing or ambiguous leaves its rule undecidable.
    Raises DataFileError where `data/checks.toml` is wrong or lacks a rule.
    """
    first, second = earlier.identity, later.identity
    follows = first.year is not None and second.year == first.year + 1
    if not follows or first.scope != second.scope:
        return ()
    return tuple(_outcomes(earlier, later, forms, load_rules()))


def check_chain(earlier: Report, later: Report, forms: Mapping[str, Form]) -> tuple[Fault, ...]:
    """The faults of `later` against the report of the year before: the rules of `assess_chain` that fail."""
    outcomes = assess_chain(earlier, later, forms)
    return tuple(fault_of(outcome) for outcome in outcomes if outcome.state is State.FAIL)


def _outcomes(earlier: Report, later: Report, forms: Mapping[str, Form], book: Rulebook) -> Iterator[Outcome]:
    form = forms.get(later.form)
    old, new = ({cell.indicator: cell for cell in report.cells} for report in (earlier, later))
    for code, known in (form.known if form else {}).items():
        table, row, column = code.split("/")
        name = name_of(known)
        if code not in new:
            continue
        if (table, row) == ("requests", "carried_in"):
            parts = [(1, old.get(f"requests/carried_out/{column}"))]
            yield _against(book["chain.carried"], name, new[code], parts, [])
        elif column == "prior_items":
            parts = [(1, old.get(code)), (1, old.get(f"{table}/{row}/change"))]
            yield _against(book["chain.prior_items"], name, new[code], parts, [])
        elif column == "in_force":
            flows = [(1, new.get(f"{table}/{row}/made")), (-1, new.get(f"{table}/{row}/repealed"))]
            yield _against(book["chain.in_force"], name, new[code], [(1, old.get(code))], flows)
    yield from _jumps(book, old, new, form, same_form=earlier.form == later.form)
    yield from _restatements(book, later, old)


def _jumps(
    book: Rulebook, old: Cells, new: Cells, form: Form | None, *, same_form: bool
) -> Iterator[Outcome]:
    codes = (*book.jump.any_form, *(book.jump.same_form if same_form else ()))
    for code in (code for code in codes if code in new):
        yield _jump(book, label_of(code, form), old.get(code), new[code])


def _jump(book: Rulebook, name: str, before: Cell | None, cell: Cell) -> Outcome:
    """Whether a figure is within reach of that of the year before; small ones always are."""
    rule, factor = book["chain.jump"], book.jump.factor
    if before is None:
        return settled(rule, State.NOT_ASSESSABLE, f"{name}: a report has no such figure", [cell])
    was, now = number(before), number(cell)
    if was is None or now is None:
        return settled(rule, State.UNDECIDABLE, f"{name}: not both figures are known", [cell])
    if max(was, now) < book.jump.least or was <= factor * now <= factor * factor * was:
        return settled(rule, State.PASS, f"{name}: about as many as the year before", [cell])
    return failed(rule, name, [cell], now, was)


Terms = Sequence[tuple[int, Cell | None]]
"""Cells with the sign that they have in a sum; None for one that its report does not have."""


def _against(rule: Rule, name: str, cell: Cell, before: Terms, now: Terms) -> Outcome:
    """The cell against the sum of figures of the year before and of its own year."""
    if any(part is None for _, part in (*before, *now)):
        return settled(rule, State.NOT_ASSESSABLE, f"{name}: a report has no such figure", [cell])
    own = [cell, *(part for _, part in now if part is not None)]
    found = number(cell)
    values = [(sign, number(part)) for sign, part in (*before, *now)]
    known = [sign * value for sign, value in values if value is not None]
    if found is None or len(known) < len(values):
        return settled(rule, State.UNDECIDABLE, f"{name}: not all figures are known", own)
    expected = sum(known, Decimal(0))
    if abs(found - expected) <= rule.tolerance:
        return settled(rule, State.PASS, f"{name} follows from the year before", own)
    sure = read_from_grid(own) and read_from_grid(part for _, part in before if part is not None)
    suspect = Suspect.PUBLISHER if sure else Suspect.UNDECIDED
    return failed(rule, name, own, found, expected, suspect)


def _restatements(book: Rulebook, later: Report, old: Cells) -> Iterator[Outcome]:
    """An outcome for each figure of the year before that the text gives and that year's report has."""
    rule, year = book["chain.restated"], later.identity.year
    meant = [mention for mention in book.restatements if old.keys() >= set(mention.table)]
    if year is None:
        return
    before = re.compile(rf"(?<!\d){year - 1}年|上一?年|去年")
    for section in later.sections:
        for clause in map(fold, _CLAUSE_ENDS.split(_without_thousands(section.text))):
            counts = _COUNT.findall(clause)
            if len(counts) == 1 and before.search(clause) and not _NO_RESTATEMENT.search(clause):
                said = Decimal(counts[0])
                for mention in meant:
                    if re.search(mention.said, clause) and not re.search(mention.unlike, clause):
                        yield _restated(rule, mention, (section.number, clause, said), old)


def _without_thousands(text: str) -> str:
    """The text with 1,204 as 1204, so that no figure is cut at its comma.

    >>> _without_thousands("收到1,204件，办结1，200件")
    '收到1204件，办结1200件'
    """
    return re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text)


def _restated(rule: Rule, mention: Mention, said: tuple[int, str, Decimal], old: Cells) -> Outcome:
    section, clause, value = said
    cells = [old[code] for code in mention.table]
    totals = [total for codes in (mention.table, mention.also) if (total := _sum(codes, old)) is not None]
    if len(totals) < (2 if mention.also else 1):
        return settled(rule, State.UNDECIDABLE, "the figure of the year before is not known", cells)
    if any(abs(value - total) <= rule.tolerance for total in totals):
        return settled(rule, State.PASS, f"“{clause}” is what was printed", cells)
    return failed(rule, f"{section} (“{clause}”)", (), value, totals[0])


def _sum(codes: Sequence[str], cells: Cells) -> Decimal | None:
    values = [number(cells.get(code)) for code in codes]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None

"""Writes docs/checks.md from data/checks.toml: `python -m gkscrape.checks.document`."""

from __future__ import annotations

from pathlib import Path

from gkscrape.checks.rules import Rule, Rulebook, load_rules

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"

_HEAD = """# What is checked

<!-- Generated from data/checks.toml by `python -m gkscrape.checks.document`. Do not edit by hand. -->

Every report that was read is held against these rules; those named `chain.` hold it against the report of the
same unit and scope for the year before, those named `peer.` against stored reports of other units for its
year and under its form. A rule passes, fails, is undecidable (a figure that
it needs was not read, or a blank may hold the difference) or is not assessable (there is nothing to look at).
Only a failure is a fault. The printed figures are never changed by a check.

A blank is unknown, and at least 0. So it can excuse a sum that falls short, but not one that the printed
parts already exceed. A sum that the printed parts complete holds, blank cells or not.

`found` is what is printed (of a sum: the total), `expected` what it was held against (of a sum: what the
parts add up to). `suspect` says `publisher` only where the page itself places each figure, and for a sum in a
table whose sums hold for the most part; else it is `undecided`.

## The rules

| code | grade | rule | 规则 |
|---|---|---|---|
"""


_FAULTS = """
## Faults of the reading

What else can be wrong is found while a page is read (reader), when it is kept beside other bodies and
readings of the same report (store), or by the links around it (portal). A reading that is in doubt says so
here, and its cells are ambiguous or missing.

| code | found by | what holds without it | 无此问题时 |
|---|---|---|---|
"""


def page(book: Rulebook) -> str:
    """The page in Markdown: a table of all rules, one of the other faults, then what each of them means."""
    table = "".join(
        f"| `{rule.id}` | {rule.grade} | {_cell(rule.formula_en)} | {_cell(rule.formula_zh)} |\n"
        for rule in book.rules
    )
    faults = "".join(
        f"| `{fault.id}` | {fault.by} | {_cell(fault.holds_en)} | {_cell(fault.holds_zh)} |\n"
        for fault in book.faults
    )
    meanings = [
        *map(_meaning, book.rules),
        *(f"### {fault.id}\n\n{fault.meaning}\n" for fault in book.faults),
    ]
    return _HEAD + table + _FAULTS + faults + "\n## What they mean\n\n" + "\n".join(meanings)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _meaning(rule: Rule) -> str:
    tolerance = f" Differences up to {rule.tolerance} are let pass." if rule.tolerance else ""
    return f"### {rule.id}\n\n{rule.meaning}{tolerance}\n"


if __name__ == "__main__":
    PAGE.write_text(page(load_rules()), encoding="utf-8")

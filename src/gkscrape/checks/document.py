"""Writes docs/checks.md from data/checks.toml: `python -m gkscrape.checks.document`."""

from __future__ import annotations

from pathlib import Path

from gkscrape.checks.rules import Rule, Rulebook, load_rules

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"

_HEAD = """# What is checked

<!-- Generated from data/checks.toml by `python -m gkscrape.checks.document`. Do not edit by hand. -->

Every report that was read is held against these rules; those named `chain.` hold it against the report of the
same unit and scope for the year before. A rule passes, fails, is undecidable (a figure that
it needs was not read, or a blank may hold the difference) or is not assessable (there is nothing to look at).
Only a failure is a fault. The printed figures are never changed by a check.

A blank is unknown, and at least 0. So it can excuse a sum that falls short, but not one that the printed
parts already exceed. A sum that the printed parts complete holds, blank cells or not.

`found` is what is printed (of a sum: the total), `expected` what it was held against (of a sum: what the
parts add up to). `suspect` says `publisher` only where the page itself places each figure, and for a sum in a
table whose sums hold for the most part; else it is `undecided`.

| code | grade | rule | 规则 |
|---|---|---|---|
"""


def page(book: Rulebook) -> str:
    """The page in Markdown: a table of all rules, then what each failure means."""
    table = "".join(
        f"| `{rule.id}` | {rule.grade} | {_cell(rule.formula_en)} | {_cell(rule.formula_zh)} |\n"
        for rule in book.rules
    )
    return _HEAD + table + "\n" + "\n".join(_meaning(rule) for rule in book.rules)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _meaning(rule: Rule) -> str:
    tolerance = f" Differences up to {rule.tolerance} are let pass." if rule.tolerance else ""
    return f"## {rule.id}\n\n{rule.meaning}{tolerance}\n"


if __name__ == "__main__":
    PAGE.write_text(page(load_rules()), encoding="utf-8")

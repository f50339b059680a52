"""Reads the figures of a report as they are written down in a TOML file: one row a line, one token a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scripts.typeset.forms import APPLICANTS, CHALLENGES, RESULTS, Figure, disclosure_rows, request_rows


def figure(token: str) -> Figure:
    """A cell from its token: `12`, `12,486=12486` (printed=meant), `_` for a blank, `/` for a stroke."""
    if token == "_":
        return Figure("", None)
    if token == "/":
        return Figure("/", None)
    raw, _, meant = token.partition("=")
    return Figure(raw, Decimal(meant or raw))


def read_figures(entry: Mapping[str, str]) -> dict[str, Figure]:
    """The cells of one report by indicator code, in the form's order; ValueError where a row does not fit."""
    form = entry["form"]
    requests = [(code, APPLICANTS) for code in request_rows(entry.get("requests_form", form))]
    challenges = [(code, RESULTS) for code in CHALLENGES]
    return {
        **_block("disclosure", entry["disclosure"], disclosure_rows(form)),
        **_block("requests", entry["requests"], requests),
        **_block("challenges", entry["challenges"], challenges),
    }


def _block(table: str, text: str, rows: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, Figure]:
    cells: dict[str, Figure] = {}
    for line, (code, columns) in zip(text.strip().splitlines(), rows, strict=True):
        name, *tokens = line.split()
        if name != code or len(tokens) != len(columns):
            raise ValueError(f"{table}: expected {code} with {len(columns)} figures, found {line!r}")
        cells.update(
            (f"{table}/{code}/{column}", figure(token)) for column, token in zip(columns, tokens, strict=True)
        )
    return cells

"""`gkscrape verify`: whether every stored cell still is what its archived page prints."""

from __future__ import annotations

from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus
from gkscrape.run.check import reports_of
from gkscrape.run.evidence import Why
from gkscrape.run.verify import Verification, verify_stored
from gkscrape.show import Json, dumps, fault_json, print_lines, print_table
from gkscrape.show.terminal import progress
from gkscrape.store import open_store


@click.command(
    epilog="""\b
Examples:
  gkscrape verify
  gkscrape verify 某县教育局 2021
  gkscrape verify --json | jq '.differences[]'
\b
Each cell's place is read again from the archived bytes: its text, the value that the text
says, the labels beside it and, for HTML, what a second parser that shares no code with the
first finds there. So is what each section, fact and extra quotes. Where both parsers agree
on figures whose printed sum fails, the suspect is the publisher; where something differs,
the reader; else it is undecided. Stored faults are not changed. The
exit status is 4 when anything differs."""
)
@click.argument("unit", required=False)
@click.argument("year", type=int, required=False)
@database_option
@archive_option
@json_option
def command(unit: str | None, year: int | None, db: str, archive: Path, as_json: bool) -> int:
    """Read every stored cell again from the archive, and compare."""
    found: list[Verification] = []
    with open_store(existing(db)) as store, progress("verify", len(reports_of(store, unit, year))) as bar:
        for verification in verify_stored(store, archive, unit, year):
            bar.advance()
            found.append(verification)
            if as_json:
                click.echo(dumps(_json(verification)))
    if not as_json:
        _print(found)
    return ExitStatus.DONE if all(one.holds for one in found) else ExitStatus.EXPECTATION


def _json(one: Verification) -> dict[str, Json]:
    return {
        "report": one.entry.id,
        "unit": one.entry.unit.name,
        "year": one.entry.year,
        "layout": one.layout,
        "capture": {"sha256": one.capture.sha256, "url": one.capture.url, "warc": one.capture.warc},
        "archive": one.archive,
        "cells": one.cells,
        "verified": len(one.reread.verified),
        "labelled": len(one.reread.labelled),
        "seconded": len(one.reread.seconded),
        "unprinted": len(one.reread.unprinted),
        "second": one.second,
        "differences": [
            {
                "indicator": each.indicator,
                "why": each.why.value,
                "printed": each.printed,
                "second": each.second,
                "message": each.message,
            }
            for each in one.reread.differences
        ],
        "texts": {
            "sections": one.quotes.sections,
            "facts": one.quotes.facts,
            "extras": one.quotes.extras,
            "differences": [
                {"what": each.what, "why": each.why.value, "printed": each.printed, "message": each.message}
                for each in one.quotes.differences
            ],
        },
        "faults": [{**fault_json(each.fault), "verified_suspect": each.suspect.value} for each in one.judged],
    }


def _print(found: list[Verification]) -> None:
    for one in found:
        if one.holds and not one.judged:
            continue
        print_lines([f"{one.entry.unit.name} {one.entry.year}"], strong=True)
        if one.archive is not None:
            print_lines([f"archive: {one.archive}"])
        rows = [
            *((each.why, each.indicator, each.message) for each in one.reread.differences),
            *((each.why, each.what, each.message) for each in one.quotes.differences),
        ]
        told = [(why.value, what, message) for why, what, message in rows if why is not Why.ARCHIVE]
        if told:
            print_table(("why", "what", "message"), told)
        judged = [
            (each.fault.code, each.fault.message, each.fault.suspect.value, each.suspect.value)
            for each in one.judged
        ]
        if judged:
            print_table(("fault", "message", "suspect stored", "by the evidence"), judged)
    print_lines([_summary(found)])


def _summary(found: list[Verification]) -> str:
    cells = sum(one.cells for one in found)
    verified = sum(len(one.reread.verified) for one in found)
    seconded = sum(len(one.reread.seconded) for one in found)
    unprinted = sum(len(one.reread.unprinted) for one in found)
    differing = len({(one.entry.id, each.indicator) for one in found for each in one.reread.differences})
    texts = sum(one.quotes.sections + one.quotes.facts + one.quotes.extras for one in found)
    misquoted = sum(len({each.what for each in one.quotes.differences}) for one in found)
    return (
        f"{len(found)} reports, {cells} cells: {verified} verified ({seconded} of them by two parsers), "
        f"{differing} differ, {unprinted} have nothing printed to read again; "
        f"{texts} sections, facts and extras: {misquoted} differ"
    )

"""`gkscrape check`: what does not add up in stored reports, and what people said of it."""

from __future__ import annotations

import click

from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.cli.options import existing
from gkscrape.errors import ExitStatus, UsageError
from gkscrape.run.verdicts import Standing, give_verdict, open_errors, standing_faults
from gkscrape.show import Json, dumps, fault_json, print_lines, print_table
from gkscrape.store import Ruling, Store, open_store

RULINGS = {"accept": Ruling.ACCEPTED, "dismiss": Ruling.DISMISSED}


@click.command(
    epilog="""\b
Examples:
  gkscrape check
  gkscrape check 某县教育局 2021
  gkscrape check --json | jq 'select(.grade == "error")'
  gkscrape check accept zd5sft-4kq2mb --note "misprint, confirmed by telephone"
  gkscrape check dismiss zd5sft-4kq2mb --note "the row counts something else"
\b
Published figures are never changed: a fault stands beside them, with what was found, what
the printed sums expect, and who is suspect. To accept a fault is to say that it is one, and
known; to dismiss it, that it is none. A verdict holds for the figures that were seen, in
every later run and reading; when one of them changes it lapses. The exit status is 4 when
there is a fault of grade error without a verdict."""
)
@click.argument("words", nargs=-1, metavar="[UNIT [YEAR]] | accept ID… | dismiss ID…")
@click.option("--note", help="Why: goes with every verdict.")
@database_option
@json_option
def command(words: tuple[str, ...], note: str | None, db: str, as_json: bool) -> int:
    """Test stored reports against the printed sums and the rules of their form."""
    with open_store(existing(db)) as store:
        if words and words[0] in RULINGS:
            _rule(store, RULINGS[words[0]], words[1:], note or "", as_json=as_json)
            return ExitStatus.DONE
        unit, year = _unit_and_year(words)
        if note is not None:
            raise UsageError("--note goes with a verdict: gkscrape check accept ID --note TEXT")
        found = standing_faults(store, unit, year)
    for entry, faults in found:
        if as_json:
            _echo(faults)
        elif faults:
            print_lines([f"{entry.unit.name} {entry.year}"], strong=True)
            heads = ("id", "grade", "fault", "code", "suspect", "verdict")
            print_table(heads, map(_row, faults), heads_shown=False)
    still_open = open_errors(found)
    if not as_json:
        total = sum(len(faults) for _, faults in found)
        counted = (_counted(len(found), "report"), _counted(total, "fault"), _counted(still_open, "error"))
        click.echo("{} checked, {}, {} without a verdict".format(*counted))
    return ExitStatus.EXPECTATION if still_open else ExitStatus.DONE


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _unit_and_year(words: tuple[str, ...]) -> tuple[str | None, int | None]:
    if len(words) > 2:
        raise UsageError(f"one unit and one year at a time; {words[2]!r} is too much")
    if len(words) == 2 and not words[1].isdecimal():
        raise UsageError(f"{words[1]!r} is not a year")
    return (words[0] if words else None), (int(words[1]) if len(words) == 2 else None)


def _rule(store: Store, ruling: Ruling, ids: tuple[str, ...], note: str, *, as_json: bool) -> None:
    if not ids:
        raise UsageError("name at least one fault by its id; `gkscrape check` lists them")
    for fault_id in ids:
        standing = give_verdict(store, fault_id, ruling, note)
        if as_json:
            _echo((standing,))
        else:
            name = f"{standing.entry.unit.name} {standing.entry.year}"
            print_lines([f"{ruling.value} {standing.id}: {name}: {standing.fault.message}"])


def _echo(faults: tuple[Standing, ...]) -> None:
    for standing in faults:
        click.echo(dumps(_json(standing)))


def _json(standing: Standing) -> dict[str, Json]:
    entry, verdict = standing.entry, standing.verdict
    shown: dict[str, Json] = {
        "id": standing.id,
        "report": entry.id,
        "unit": entry.unit.name,
        "year": entry.year,
    }
    given: Json = None
    if verdict is not None:
        moment = verdict.given_at.isoformat()
        given = {
            "ruling": verdict.ruling.value,
            "note": verdict.note,
            "given_at": moment,
            "lapsed": standing.lapsed,
        }
    return {**shown, **fault_json(standing.fault), "verdict": given}


def _row(standing: Standing) -> tuple[str, ...]:
    fault, verdict = standing.fault, standing.verdict
    said = ""
    if verdict is not None:
        lapsed = "lapsed, its figures changed: " if standing.lapsed else ""
        said = f"{lapsed}{verdict.ruling.value}: {verdict.note}"
    return (standing.id, fault.grade.value, fault.message, fault.code, fault.suspect.value, said)

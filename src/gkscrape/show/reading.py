"""A reading as JSON: the report with its cells, texts and faults, or the refusal of an input."""

from __future__ import annotations

from datetime import datetime

from gkscrape.organs import level_of
from gkscrape.record import Cell, Extra, Fact, Fault, Identity, Place, Refusal, Report, Section, Source
from gkscrape.regions import load_regions
from gkscrape.show.dumps import Json, number


def report_json(report: Report, path: str) -> dict[str, Json]:
    """The report as one JSON object, its keys in a fixed order; `path` is the input as it was given."""
    who = report.identity
    return {
        "path": path,
        "unit": who.unit,
        "region": who.region,
        "scope": None if who.scope is None else who.scope.value,
        "level": _level(who),
        "year": who.year,
        "form": report.form,
        "layout": report.layout,
        "title": who.title,
        "published": None if who.published is None else _wall_clock(who.published),
        "source": _source(report.source),
        "cells": [_cell(cell) for cell in report.cells],
        "extras": [_extra(extra) for extra in report.extras],
        "sections": [_section(section) for section in report.sections],
        "facts": [_fact(fact) for fact in report.facts],
        "faults": [fault_json(fault) for fault in report.faults],
    }


def refusal_json(refusal: Refusal, path: str) -> dict[str, Json]:
    """The refusal as one JSON object; `path` is the input as it was given."""
    return {"path": path, "refused": refusal.kind.value, "message": refusal.message}


def fault_json(fault: Fault) -> dict[str, Json]:
    """The fault as one JSON object."""
    return {
        "code": fault.code,
        "grade": fault.grade.value,
        "indicators": list(fault.indicators),
        "found": number(fault.found),
        "expected": number(fault.expected),
        "suspect": fault.suspect.value,
        "message": fault.message,
    }


def _level(who: Identity) -> str | None:
    """The level of the reporting organ, None where its name leaves that open."""
    level = level_of(who.unit, who.scope, load_regions(), who.year) if who.unit else None
    return None if level is None else level.value


def _wall_clock(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def _source(source: Source) -> dict[str, Json]:
    return {
        "sha256": source.sha256,
        "media_type": source.media_type,
        "url": source.url,
        "bytes": source.bytes,
    }


def _cell(cell: Cell) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "indicator": cell.indicator,
        "kind": cell.kind.value,
        "value": number(cell.value),
        "raw": cell.raw,
        "status": cell.status.value,
        "at": None if cell.at is None else _place(cell.at),
    }
    if cell.reason is not None:
        shown["reason"] = cell.reason
    if cell.candidates:
        shown["candidates"] = [number(candidate) for candidate in cell.candidates]
    if cell.computed is not None:
        shown["computed"] = number(cell.computed)
    return shown


def _place(place: Place) -> dict[str, Json]:
    return {name: value for name, value in place._asdict().items() if value is not None}


def _extra(extra: Extra) -> dict[str, Json]:
    return {
        "label": extra.label,
        "column": extra.column,
        "value": number(extra.value),
        "unit": extra.unit,
        "raw": extra.raw,
        "at": _place(extra.at),
    }


def _section(section: Section) -> dict[str, Json]:
    return {"number": section.number, "heading": section.heading, "text": section.text}


def _fact(fact: Fact) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "section": fact.section,
        "label": fact.label,
        "value": number(fact.value),
        "unit": fact.unit,
        "raw": fact.raw,
    }
    if fact.approximate:
        shown["approximate"] = True
    return shown

"""A reading as JSON, key by key, and the exactness of its numbers."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from gkscrape.form import load_forms
from gkscrape.organs import OrganLevel
from gkscrape.reading.report import NARRATIVE
from gkscrape.record import (
    Cell,
    Extra,
    Fact,
    Fault,
    Grade,
    Identity,
    Kind,
    Place,
    Refusal,
    RefusalKind,
    Report,
    Scope,
    Section,
    Source,
    Status,
    Suspect,
)
from gkscrape.show import dumps, refusal_json, report_json

SOURCE = Source("ab" * 32, "text/plain", 8586)
REPORT = Report(
    source=SOURCE,
    identity=Identity(
        unit="柳溪县人民政府办公室",
        region="519922",
        scope=Scope.OFFICE,
        year=2020,
        title="柳溪县人民政府办公室2020年政府信息公开工作年度报告",
        published=datetime(2021, 1, 15, 11, 3),
    ),
    form="2019",
    layout="flat-text",
    cells=(
        Cell(
            "disclosure/licences/change",
            Kind.NUMBER,
            Status.PRINTED,
            Decimal(11),
            raw="新增11",
            at=Place(line=61),
        ),
        Cell("disclosure/procurement/amount", Kind.NUMBER, Status.PRINTED, Decimal("7.5810"), raw="7.5810"),
        Cell(
            "requests/received/total",
            Kind.NUMBER,
            Status.INFERRED,
            Decimal(3),
            raw="3",
            at=Place(line=90, start=0, end=1, table=2, row=3, column=8),
            reason="the only cut of 0003 that the sums allow",
        ),
        Cell(
            "requests/granted/total",
            Kind.UNREADABLE,
            Status.AMBIGUOUS,
            candidates=(Decimal(1), None),
        ),
        Cell("requests/total/total", Kind.BLANK, Status.MISSING, computed=Decimal(3)),
    ),
    extras=(Extra("受理投诉", "件数", Decimal(2), "件", "2", Place(line=99)),),
    sections=(Section(1, "总体情况", "略\n略", Place(line=4)),),
    facts=(
        Fact(1, "政务动态", Decimal(9850), "条", "政务动态9850条", Place(line=12)),
        Fact(1, "公示", Decimal(35000), "条", "公示约3.5万条", approximate=True),
    ),
    faults=(
        Fault(
            code="requests.balance",
            grade=Grade.ERROR,
            message="column 总计: …",
            indicators=("requests/received/total",),
            found=Decimal(3),
            expected=Decimal(4),
            suspect=Suspect.PUBLISHER,
        ),
    ),
)

EXPECTED = """{
 "path": "reports/柳溪-2020.txt", "unit": "柳溪县人民政府办公室", "region": "519922", "scope": "office",
 "level": "department", "year": 2020, "form": "2019", "layout": "flat-text",
 "title": "柳溪县人民政府办公室2020年政府信息公开工作年度报告", "published": "2021-01-15T11:03",
 "source": {"sha256": "abababababababababababababababababababababababababababababababab",
            "media_type": "text/plain", "url": null, "bytes": 8586},
 "cells": [
  {"indicator": "disclosure/licences/change", "kind": "number", "value": 11, "raw": "新增11",
   "status": "printed", "at": {"line": 61}},
  {"indicator": "disclosure/procurement/amount", "kind": "number", "value": 7.581, "raw": "7.5810",
   "status": "printed", "at": null},
  {"indicator": "requests/received/total", "kind": "number", "value": 3, "raw": "3", "status": "inferred",
   "at": {"line": 90, "start": 0, "end": 1, "table": 2, "row": 3, "column": 8},
   "reason": "the only cut of 0003 that the sums allow"},
  {"indicator": "requests/granted/total", "kind": "unreadable", "value": null, "raw": null,
   "status": "ambiguous", "at": null, "candidates": [1, null]},
  {"indicator": "requests/total/total", "kind": "blank", "value": null, "raw": null,
   "status": "missing", "at": null, "computed": 3}],
 "extras": [{"label": "受理投诉", "column": "件数", "value": 2, "unit": "件", "raw": "2",
   "at": {"line": 99}}],
 "sections": [{"number": 1, "heading": "总体情况", "text": "略\\n略"}],
 "facts": [
  {"section": 1, "label": "政务动态", "value": 9850, "unit": "条", "raw": "政务动态9850条"},
  {"section": 1, "label": "公示", "value": 35000, "unit": "条", "raw": "公示约3.5万条", "approximate": true}],
 "faults": [{"code": "requests.balance", "grade": "error", "indicators": ["requests/received/total"],
   "found": 3, "expected": 4, "suspect": "publisher", "message": "column 总计: …"}]
}"""


def test_a_reading_has_these_keys_in_this_order() -> None:
    shown = report_json(REPORT, "reports/柳溪-2020.txt")
    assert json.dumps(shown, ensure_ascii=False) == json.dumps(json.loads(EXPECTED), ensure_ascii=False)


def test_what_is_not_known_of_the_identity_is_null() -> None:
    nobody = Report(
        SOURCE, Identity(None, None, None, None, None, None), "narrative", "prose", (), (), (), (), ()
    )
    shown = report_json(nobody, "-")
    assert [key for key, value in shown.items() if value is None] == [
        "unit",
        "region",
        "scope",
        "level",
        "year",
        "title",
        "published",
    ]


def test_seconds_are_shown_where_they_are_printed() -> None:
    who = Identity(None, None, None, None, None, datetime(2021, 1, 15, 11, 3, 7))
    shown = report_json(Report(SOURCE, who, "2019", "grid", (), (), (), (), ()), "-")
    assert shown["published"] == "2021-01-15T11:03:07"


def test_a_refusal_is_three_keys() -> None:
    refusal = Refusal(SOURCE, RefusalKind.BLANK_FORM, "the form itself, filled in by nobody")
    assert dumps(refusal_json(refusal, "a.html")) == (
        '{"path": "a.html", "refused": "blank_form", "message": "the form itself, filled in by nobody"}'
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("7.5810"), "7.581"),
        (Decimal("3985758.0"), "3985758"),
        (Decimal("123456789012345678901234"), "123456789012345678901234"),
        (Decimal("123456789012.3456789012"), "123456789012.3456789012"),
        (Decimal("0.0000001"), "1e-07"),
        (Decimal("-0.5"), "-0.5"),
    ],
)
def test_a_number_keeps_every_digit(value: Decimal, text: str) -> None:
    cell = Cell("disclosure/fees/amount", Kind.NUMBER, Status.PRINTED, value, raw=str(value))
    report = Report(SOURCE, REPORT.identity, "2021", "grid", (cell,), (), (), (), ())
    line = dumps(report_json(report, "-"))
    assert f'"value": {text},' in line
    assert json.loads(line, parse_float=Decimal)["cells"][0]["value"] == value


def test_one_object_is_one_line_whatever_the_page_says() -> None:
    text = "甲\n乙\u2028丙\x85丁\x0b戊\ud800己\x1b[31m"
    report = Report(SOURCE, REPORT.identity, "2021", "grid", (), (), (Section(1, text, text),), (), ())
    line = dumps(report_json(report, text))
    assert line.splitlines() == [line]
    assert line.encode("utf-8")
    assert json.loads(line)["sections"][0] == {"number": 1, "heading": text, "text": text}


def documented(heading: str, document: str = "docs/readings.md") -> list[str]:
    """The first column of the table below a heading of the document."""
    text = (Path(__file__).parents[2] / document).read_text(encoding="utf-8")
    part = text.partition(f"# {heading}\n")[2].partition("\n#")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_every_key_form_and_status_is_explained() -> None:
    assert documented("A reading as JSON") == list(report_json(REPORT, "-"))
    assert set(documented("Forms")) == {*load_forms(), NARRATIVE}
    assert documented("Cells") == [status.value for status in Status]


@pytest.mark.parametrize("words", [Kind, Scope, OrganLevel, RefusalKind])
def test_every_word_of_a_reading_is_explained(words: type[StrEnum]) -> None:
    text = (Path(__file__).parents[2] / "docs/readings.md").read_text(encoding="utf-8")
    assert [word for word in words if f"`{word.value}`" not in text] == []

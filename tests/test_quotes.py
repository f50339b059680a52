"""Sections, facts and extras are held against the page: each of them that says something else is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from gkscrape.archive import Archive
from gkscrape.documents import Document, open_document
from gkscrape.record import Extra, Fact, Place, Report, Section
from gkscrape.run.evidence import Why
from gkscrape.run.quotes import Misquoted, quotes
from gkscrape.run.reading import read_body

from .end_to_end.shell import gkscrape

FIXTURES = Path(__file__).parent / "fixtures"
PAGES = sorted([*FIXTURES.glob("twins/*.[ht]*"), *FIXTURES.glob("eras/*.txt")])
NARRATIVE = FIXTURES / "twins" / "narrative-2017.html"
WITH_EXTRAS = FIXTURES / "eras" / "coded-2009.txt"


@cache
def read(page: Path) -> tuple[Report, Document]:
    body = page.read_bytes()
    report = read_body(body)
    assert isinstance(report, Report)
    return report, open_document(body)


def found_in(report: Report, document: Document) -> tuple[Misquoted, ...]:
    return quotes(report, document).differences


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_honest_reading_quotes_its_page(page: Path) -> None:
    report, document = read(page)
    held = quotes(report, document)
    assert held.differences == ()
    assert (held.sections, held.facts) == (len(report.sections), len(report.facts))
    assert held.sections > 0


def test_the_pages_at_hand_have_facts_and_extras() -> None:
    assert len(read(NARRATIVE)[0].facts) > 10
    assert len(read(WITH_EXTRAS)[0].extras) > 5


def changed_sections(change: Callable[[Section], Section]) -> tuple[set[str], set[str], set[Why]]:
    """The sections that a change alters, those that are found out, and why."""
    report, document = read(NARRATIVE)
    sections = tuple(map(change, report.sections))
    altered = {
        f"section {new.number}" for old, new in zip(report.sections, sections, strict=True) if old != new
    }
    found = [
        each
        for each in found_in(replace(report, sections=sections, facts=()), document)
        if each.what.startswith("section")
    ]
    return altered, {each.what for each in found}, {each.why for each in found}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda section: replace(section, text=section.text[:-4] + "甲" + section.text[-3:]), Why.TEXT),
        (lambda section: replace(section, text=section.text + "\n此段未载于页面。"), Why.TEXT),
        (lambda section: replace(section, heading="主要做法及经验"), Why.LABEL),
        (lambda section: replace(section, at=None), Why.PLACE),
        (lambda section: replace(section, at=Place(99_999)), Why.TEXT),
    ],
)
def test_every_section_that_says_something_else_is_found(
    change: Callable[[Section], Section], why: Why
) -> None:
    altered, found, reasons = changed_sections(change)
    assert len(altered) > 3
    assert found == altered
    assert why in reasons


def test_texts_that_stand_in_one_anothers_place_are_all_found() -> None:
    report, document = read(NARRATIVE)
    texts = [section.text for section in report.sections]
    turned = tuple(
        replace(section, text=text)
        for section, text in zip(report.sections, [*texts[1:], texts[0]], strict=True)
    )
    found = found_in(replace(report, sections=turned, facts=()), document)
    assert {each.what for each in found} == {f"section {section.number}" for section in turned}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda fact: replace(fact, value=fact.value + 1), Why.VALUE),
        (lambda fact: replace(fact, value=fact.value * 10 + 1), Why.VALUE),
        (lambda fact: replace(fact, unit="台"), Why.VALUE),
        (lambda fact: replace(fact, raw=fact.raw + "甲"), Why.TEXT),
        (lambda fact: replace(fact, section=77), Why.TEXT),
        (lambda fact: replace(fact, at=Place(1, 0, 2)), Why.TEXT),
        (lambda fact: replace(fact, label="未载于页面的事项"), Why.LABEL),
    ],
)
def test_every_fact_that_says_something_else_is_found(change: Callable[[Fact], Fact], why: Why) -> None:
    report, document = read(NARRATIVE)
    for fact in report.facts:
        (found,) = found_in(replace(report, facts=(change(fact),)), document)
        assert found.why is why


def test_facts_that_stand_in_one_anothers_place_are_found() -> None:
    report, document = read(NARRATIVE)
    facts = report.facts
    for fact, other in zip(facts, [*facts[1:], facts[0]], strict=True):
        if (fact.value, fact.unit) != (other.value, other.unit):
            moved = replace(fact, value=other.value, unit=other.unit)
            assert found_in(replace(report, facts=(moved,)), document)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda extra: replace(extra, value=(extra.value or Decimal(0)) + 1), Why.VALUE),
        (lambda extra: replace(extra, raw=extra.raw + "1"), Why.TEXT),
        (lambda extra: replace(extra, at=Place(99_999, 0, 1)), Why.PLACE),
        (lambda extra: replace(extra, label="未载于页面的事项"), Why.LABEL),
    ],
)
def test_every_extra_that_says_something_else_is_found(change: Callable[[Extra], Extra], why: Why) -> None:
    report, document = read(WITH_EXTRAS)
    for extra in report.extras:
        (found,) = found_in(replace(report, extras=(change(extra),)), document)
        assert found.why is why


def test_an_extra_under_another_heading_is_found() -> None:
    body = (
        "<title>云溪县教育局2021年政府信息公开工作年度报告</title><table><tr><td>统计指标<td>单位<td>本年<td>历年"
        "<tr><td>网站访问量<td>次<td>31<td>47</table>"
    )
    document = open_document(body.encode())
    at = Place(8, table=1, row=2, column=4)
    extra = Extra("网站访问量", "历年", Decimal(47), "次", "47", at)
    report = replace(read(NARRATIVE)[0], sections=(), facts=(), extras=(extra,))
    assert found_in(report, document) == ()
    wrong = replace(report, extras=(replace(extra, column="本年"),))
    (found,) = found_in(wrong, document)
    assert (found.why, found.what) == (Why.LABEL, "extra 网站访问量, 本年")


def test_one_changed_byte_in_a_sentence_is_found_in_its_section_and_facts(tmp_path: Path) -> None:
    report, _ = read(NARRATIVE)
    body = NARRATIVE.read_bytes()
    fact = next(fact for fact in report.facts if body.count(f">{fact.value}<".encode()) == 1)
    places = ("--db", tmp_path / "a.db", "--archive", tmp_path / "archive")
    assert gkscrape("add", NARRATIVE, *places).status == 0
    told = json.loads(gkscrape("verify", "--json", *places).out)
    assert (told["texts"]["facts"], told["texts"]["differences"]) == (len(report.facts), [])
    with Archive(tmp_path / "archive") as kept:
        (fetched,) = [kept.fetched(capture) for capture in kept.captures()]
    wrong = str(fact.value)[:-1] + ("1" if str(fact.value)[-1] != "1" else "2")
    for file in (tmp_path / "archive").glob("*.warc.gz"):
        file.unlink()
    with Archive(tmp_path / "archive") as kept:
        kept.put(replace(fetched, body=body.replace(f">{fact.value}<".encode(), f">{wrong}<".encode())))
    answer = gkscrape("verify", "--json", *places)
    found = {each["what"] for each in json.loads(answer.out)["texts"]["differences"]}
    quoting = {f"fact of section {one.section}: {one.label}" for one in report.facts if fact.raw in one.raw}
    assert answer.status == 4
    assert found == {f"section {fact.section}", *quoting}
    shown = gkscrape("verify", *places)
    assert f"{len(found)} differ" in shown.out.rpartition("sections, facts")[2]


def test_a_lost_archive_takes_the_evidence_of_every_quote(tmp_path: Path) -> None:
    places = ("--db", tmp_path / "a.db", "--archive", tmp_path / "archive")
    assert gkscrape("add", NARRATIVE, *places).status == 0
    for file in (tmp_path / "archive").glob("*.warc.gz"):
        file.unlink()
    answer = gkscrape("verify", "--json", *places)
    told = json.loads(answer.out)["texts"]
    assert answer.status == 4
    assert len(told["differences"]) == told["sections"] + told["facts"] > 10
    assert {each["why"] for each in told["differences"]} == {"archive"}

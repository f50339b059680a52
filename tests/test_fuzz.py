"""What the fuzzer starts from and what it found, replayed; and each thing it watches for, broken once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.fuzz import targets
from benchmarks.fuzz.seeds import KEPT, changed, page_seeds, value_seeds, write_dictionary, write_seeds

from gkscrape.numbers import Value
from gkscrape.record import Cell, Kind, Place, Refusal, Report, Status
from gkscrape.run.reading import read_body

KEPT_INPUTS = [path for name in targets.TARGETS for path in sorted((KEPT / name).glob("*.bin"))]


@pytest.mark.parametrize("path", KEPT_INPUTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_was_worth_keeping_holds(path: Path) -> None:
    assert path.stat().st_size > 0
    targets.TARGETS[path.parent.name](path.read_bytes())


def test_every_seed_holds_and_is_a_report() -> None:
    for seed in page_seeds():
        report = read_body(seed[1:], targets.MEDIA[seed[0]])
        assert isinstance(report, Report)
        assert len(report.cells) > 190
        targets.page(seed)
    for seed in value_seeds():
        targets.value(seed)


def test_a_changed_page_holds_as_well() -> None:
    seeds = page_seeds()
    pages = [changed(seeds[number % len(seeds)], 40_000, number) for number in range(40)]
    assert len(set(pages) - set(seeds)) > 25
    for page in pages:
        targets.page(page)
    assert len(changed(seeds[0], 100, 1)) == 100


def test_what_is_no_report_holds() -> None:
    for data in (b"", b"\x00", b"\x01<table>", b"\x02%PDF-1.7", bytes(range(256))):
        targets.page(data)
        targets.value(data)


def test_a_figure_that_was_read_as_an_empty_cell_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = next(seed for seed in page_seeds() if b" | " in seed and seed[0] == 0)

    def misread(body: bytes, media: str | None) -> Report | Refusal:
        report = read_body(body, media)
        assert isinstance(report, Report)
        last = next(
            cell for cell in report.cells if cell.indicator.endswith("/total") and cell.kind is Kind.NUMBER
        )
        assert last.at is not None
        place = last.at._replace(end=last.at.start)
        blank = last._replace(kind=Kind.BLANK, value=None, raw="", at=place)
        return replace(report, cells=tuple(blank if cell is last else cell for cell in report.cells))

    monkeypatch.setattr(targets, "read_body", misread)
    with pytest.raises(AssertionError, match="prints"):
        targets.page(seed)


def moved(cell: Cell) -> Cell:
    """The cell one line further down."""
    return cell._replace(at=cell.at._replace(line=cell.at.line + 1)) if cell.at else cell


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (lambda cell: cell._replace(raw="77"), "prints"),
        (lambda cell: cell._replace(value=Decimal(77)), "77"),
        (moved, "line"),
        (lambda cell: cell._replace(at=Place(9_999, 0, 1)), "nothing stands"),
        (lambda cell: cell._replace(at=None), "names no place"),
        (lambda cell: cell._replace(value=None), "of kind number"),
        (lambda cell: cell._replace(status=Status.AMBIGUOUS), "is ambiguous with the value"),
        (lambda cell: cell._replace(raw=" "), "prints nothing"),
    ],
)
def test_a_figure_that_is_not_printed_there_is_found(
    monkeypatch: pytest.MonkeyPatch, wrong: object, complaint: str
) -> None:
    assert callable(wrong)
    seed = next(seed for seed in page_seeds() if seed[0] == 0)

    def misread(body: bytes, media: str | None) -> Report | Refusal:
        report = read_body(body, media)
        assert isinstance(report, Report)
        first = next(cell for cell in report.cells if cell.kind is Kind.NUMBER)
        return replace(report, cells=tuple(wrong(cell) if cell is first else cell for cell in report.cells))

    monkeypatch.setattr(targets, "read_body", misread)
    with pytest.raises(AssertionError, match=complaint):
        targets.page(seed)


@pytest.mark.parametrize(
    "said",
    [
        Value(Kind.NUMBER, Decimal(13), None, "12"),
        Value(Kind.NUMBER, None, None, "12"),
        Value(Kind.TEXT, Decimal(12), None, "12"),
        Value(Kind.NUMBER, Decimal(12), None, "1 2"),
    ],
)
def test_a_value_that_is_not_printed_is_found(monkeypatch: pytest.MonkeyPatch, said: Value) -> None:
    targets.value(b"\x00\x0012")
    monkeypatch.setattr(targets, "parse_value", lambda raw, unit, signed: said)
    with pytest.raises(AssertionError):
        targets.value(b"\x00\x0012")


def test_the_fuzzer_finds_its_inputs(tmp_path: Path) -> None:
    write_seeds("page", tmp_path / "page")
    write_seeds("value", tmp_path / "value")
    write_dictionary(tmp_path / "labels.dict")
    assert len([*(tmp_path / "page").iterdir()]) >= len(page_seeds())
    assert "".join(f"\\x{byte:02x}" for byte in "规章".encode()) in (tmp_path / "labels.dict").read_text()

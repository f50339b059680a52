"""Readings that went wrong in storage, and pages that changed in the archive, are found out cell by cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from gkscrape.archive import Archive
from gkscrape.cli.verify import command
from gkscrape.documents import open_document
from gkscrape.documents.second import SecondOpinion, second_opinion
from gkscrape.form import load_forms
from gkscrape.layout import load_layouts
from gkscrape.record import Cell, Fetched, Kind, Place, Report, Status, Suspect
from gkscrape.run.evidence import Why, reread
from gkscrape.run.reading import read_body, read_fetched
from gkscrape.run.seeds import indicator_rows
from gkscrape.run.verify import Verification, verify_stored
from gkscrape.store import open_store
from gkscrape.text import PICTURE

LAYOUTS = ("flat-text", "grid", "pipe-lines", "pipes")
FIXTURES = Path(__file__).parent / "fixtures"
PAGES = run_path(str(FIXTURES / "layouts" / "make_pages.py"))
GLUED = FIXTURES / "twins" / "glued-2019.txt"
APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other", "total")

Change = Callable[[Mapping[str, Cell]], Mapping[str, Cell]]


@dataclass(frozen=True)
class Shelf:
    """A page in an archive of its own, and a database beside it."""

    folder: Path
    fetched: Fetched
    report: Report

    @property
    def database(self) -> str:
        return str(self.folder / "gkscrape.db")

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def archived_anew(self, body: bytes) -> None:
        """Puts another body in the archive, at the same place: file and offset come from its moment."""
        for file in self.archive.glob("*.warc.gz"):
            file.unlink()
        with Archive(self.archive) as kept:
            kept.put(replace(self.fetched, body=body))

    def stored(self, report: Report) -> None:
        """Keeps this reading, and no other, as the one of the archived page."""
        Path(self.database).write_bytes(seeded())
        with Archive(self.archive) as kept, open_store(self.database) as store:
            capture = next(iter(kept.captures()), None) or kept.put(self.fetched)
            store.keep(report, store.capture(capture))

    def verified(self) -> Verification:
        with open_store(self.database) as store:
            (found,) = verify_stored(store, self.archive)
        return found


@pytest.fixture(params=LAYOUTS)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return shelved(request.param, tmp_path)


@cache
def seeded() -> bytes:
    """A database that holds no report yet."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "gkscrape.db")
        with open_store(str(path)) as store:
            store.seed(indicators=indicator_rows())
        return path.read_bytes()


def printed_figures(year: int) -> dict[str, str]:
    """A figure for each cell, nearly all of them different, with sums that hold."""
    found: dict[str, str] = PAGES["figures"](year)
    flows = ("received", "carried_in", "total", "carried_out")
    rows = dict.fromkeys(code.split("/")[1] for code in found if code.startswith("requests/"))
    for column in APPLICANTS[:-1]:
        whole = sum(int(found[f"requests/{row}/{column}"]) for row in rows if row not in flows)
        carried_in, carried_out = (int(found[f"requests/{row}/{column}"]) for row in flows[1::2])
        found[f"requests/total/{column}"] = str(whole)
        found[f"requests/received/{column}"] = str(whole + carried_out - carried_in)
    for row in rows:
        parts = (int(found[f"requests/{row}/{column}"]) for column in APPLICANTS[:-1])
        found[f"requests/{row}/total"] = str(sum(parts))
    for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        results = (int(found[f"challenges/{block}/{r}"]) for r in ("upheld", "corrected", "other", "pending"))
        found[f"challenges/{block}/total"] = str(sum(results))
    odd = {"disclosure/licences/change": "新增11", "disclosure/procurement/amount": "251000元"}
    return found | {code: raw for code, raw in odd.items() if code in found}


@cache
def read(name: str, *, wrong_total: bool = False) -> tuple[Fetched, Report]:
    """A page in a layout as if it had been fetched, and what it says."""
    (page,) = [page for page in PAGES["PAGES"] if page.layout == name]
    figures = printed_figures(page.year)
    if page.empty:
        figures["disclosure/rules/made"] = ""
    if wrong_total:
        figures["requests/received/total"] = "7"
    media = "text/html" if name == "grid" else "text/plain"
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    body = page.set_text(page.year, figures).encode()
    url = f"http://portal.example/{page.name}"
    fetched = Fetched(url, 200, (("Content-Type", media),), body, moment, media)
    report = read_fetched(fetched)
    assert isinstance(report, Report)
    return fetched, report


def shelved(name: str, folder: Path, *, wrong_total: bool = False) -> Shelf:
    shelf = Shelf(folder, *read(name, wrong_total=wrong_total))
    shelf.stored(shelf.report)
    return shelf


def a_figure(shelf: Shelf) -> Cell:
    """Some figure that stands only once on the page."""
    return next(
        cell
        for cell in shelf.report.cells
        if cell.indicator.endswith("/total") and shelf.fetched.body.count((cell.raw or "").encode()) == 1
    )


def tampered(report: Report, change: Change) -> tuple[Report, set[str]]:
    """The report after a change of its cells, and the indicators that now say or claim something else."""
    before = {cell.indicator: cell for cell in report.cells}
    after = {**before, **change(before)}
    affected = {code for code, cell in after.items() if cell != before[code]}
    return replace(report, cells=tuple(after.values())), affected


def content(cell: Cell, of: Cell) -> Cell:
    """The cell with the content of another, at its own place."""
    return cell._replace(kind=of.kind, status=of.status, value=of.value, raw=of.raw)


def moved(cell: Cell, of: Cell) -> Cell:
    """The cell with content and place of another: a reading that was one row aside from the first."""
    return content(cell, of)._replace(at=of.at)


def shifted(cells: Mapping[str, Cell], take: Callable[[Cell, Cell], Cell]) -> Mapping[str, Cell]:
    """Each row of the requests takes what the row below it holds."""
    rows = list(dict.fromkeys(code.split("/")[1] for code in cells if code.startswith("requests/")))
    pairs = [*pairwise(rows)]
    return {
        f"requests/{here}/{column}": take(
            cells[f"requests/{here}/{column}"], cells[f"requests/{below}/{column}"]
        )
        for here, below in pairs
        for column in APPLICANTS
    }


def swapped(cells: Mapping[str, Cell], take: Callable[[Cell, Cell], Cell]) -> Mapping[str, Cell]:
    """In every row of the requests two columns stand in each other's place."""
    one, other = "business", "legal_service"
    rows = list(dict.fromkeys(code.split("/")[1] for code in cells if code.startswith("requests/")))
    found = {}
    for row in rows:
        first, second = f"requests/{row}/{one}", f"requests/{row}/{other}"
        found[first] = take(cells[first], cells[second])
        found[second] = take(cells[second], cells[first])
    return found


def differing(found: Verification) -> set[str]:
    return {difference.indicator for difference in found.reread.differences}


def test_an_honest_reading_holds_in_every_cell(shelf: Shelf) -> None:
    found = shelf.verified()
    assert found.holds
    assert found.reread.verified == {cell.indicator for cell in shelf.report.cells}
    assert len(found.reread.labelled) >= len(shelf.report.cells) - 15
    assert len(found.reread.seconded) == (len(shelf.report.cells) if found.layout == "grid" else 0)


@pytest.mark.parametrize("alter", [shifted, swapped], ids=lambda alter: alter.__name__)
@pytest.mark.parametrize("take", [content, moved], ids=lambda take: take.__name__)
def test_rows_shifted_and_columns_swapped_are_found_in_every_cell(
    shelf: Shelf,
    alter: Callable[[Mapping[str, Cell], Callable[[Cell, Cell], Cell]], Mapping[str, Cell]],
    take: Callable[[Cell, Cell], Cell],
) -> None:
    report, affected = tampered(shelf.report, lambda cells: alter(cells, take))
    shelf.stored(report)
    found = shelf.verified()
    assert len(affected) > 40
    assert differing(found) == affected
    assert not found.holds


def test_reconsiderations_shifted_by_one_are_found_in_every_cell(shelf: Shelf) -> None:
    def shift(cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
        codes = [code for code in cells if code.startswith("challenges/")]
        pairs = [*pairwise(codes), (codes[-1], codes[0])]
        return {here: moved(cells[here], cells[other]) for here, other in pairs}

    report, affected = tampered(shelf.report, shift)
    shelf.stored(report)
    assert differing(shelf.verified()) == affected


def test_one_changed_byte_of_the_archive_is_found_in_its_cell(shelf: Shelf) -> None:
    cell = a_figure(shelf)
    raw = (cell.raw or "").encode()
    body = shelf.fetched.body
    assert body.count(raw) == 1
    shelf.archived_anew(body.replace(raw, raw[:-1] + (b"8" if raw[-1:] != b"8" else b"9")))
    found = shelf.verified()
    assert differing(found) == {cell.indicator}
    assert found.archive is not None
    assert "sha256" in found.archive
    assert not found.holds


def test_a_figure_that_grew_is_not_taken_for_the_one_that_was_read(shelf: Shelf) -> None:
    cell = a_figure(shelf)
    raw = (cell.raw or "").encode()
    shelf.archived_anew(shelf.fetched.body.replace(raw, raw + b"0"))
    assert cell.indicator in differing(shelf.verified())


def test_a_figure_printed_in_a_blank_cell_is_found(tmp_path: Path) -> None:
    shelf = shelved("pipe-lines", tmp_path)
    blank = next(cell for cell in shelf.report.cells if cell.raw == "")
    assert blank.at is not None
    lines = shelf.fetched.body.decode().split("\n")
    line = lines[blank.at.line - 1]
    lines[blank.at.line - 1] = line[: blank.at.start] + "7" + line[blank.at.start :]
    shelf.archived_anew("\n".join(lines).encode())
    assert differing(shelf.verified()) == {blank.indicator}


def test_a_damaged_or_lost_archive_takes_the_evidence_of_every_cell(tmp_path: Path) -> None:
    shelf = shelved("grid", tmp_path)
    (file,) = shelf.archive.glob("*.warc.gz")
    whole = file.read_bytes()
    file.write_bytes(whole[:-40] + bytes(byte ^ 1 for byte in whole[-40:]))
    damaged = shelf.verified()
    file.unlink()
    lost = shelf.verified()
    for found in (damaged, lost):
        assert {each.why for each in found.reread.differences} == {Why.ARCHIVE}
        assert differing(found) == {cell.indicator for cell in shelf.report.cells}
        assert not found.reread.verified


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda cell: cell._replace(value=Decimal(1)), Why.VALUE),
        (lambda cell: cell._replace(kind=Kind.BLANK, value=None), Why.VALUE),
        (lambda cell: cell._replace(raw="1", value=Decimal(1)), Why.TEXT),
        (lambda cell: cell._replace(at=None), Why.PLACE),
        (lambda cell: cell._replace(at=Place(1, table=9, row=1, column=1)), Why.PLACE),
        (lambda cell: cell._replace(at=Place(999_999, 0, 2)), Why.PLACE),
        (lambda cell: cell._replace(at=Place(1, 5000, 5002)), Why.PLACE),
    ],
)
def test_one_wrong_cell_is_found_and_says_why(shelf: Shelf, change: Callable[[Cell], Cell], why: Why) -> None:
    code = a_figure(shelf).indicator
    report, affected = tampered(shelf.report, lambda cells: {code: change(cells[code])})
    shelf.stored(report)
    (difference,) = [each for each in shelf.verified().reread.differences if each.why is why]
    assert affected == {difference.indicator} == differing(shelf.verified())


def test_cells_without_a_place_have_nothing_to_read_again(shelf: Shelf) -> None:
    code = a_figure(shelf).indicator
    missing = Cell(code, Kind.BLANK, Status.MISSING)
    report, _ = tampered(shelf.report, lambda _: {code: missing})
    shelf.stored(report)
    found = shelf.verified()
    assert found.holds
    assert found.reread.unprinted == {code}


def sums_of(found: Verification) -> list[tuple[str, Suspect, Suspect]]:
    return [(each.fault.code, each.fault.suspect, each.suspect) for each in found.judged]


def test_two_parsers_that_agree_on_a_failing_sum_make_the_publisher_suspect(tmp_path: Path) -> None:
    found = shelved("grid", tmp_path, wrong_total=True).verified()
    assert {code for code, _, _ in sums_of(found)} == {"requests.applicants", "requests.balance"}
    assert {suspect for _, _, suspect in sums_of(found)} == {Suspect.PUBLISHER}


def test_a_text_has_no_second_reader_and_leaves_the_suspect_undecided(tmp_path: Path) -> None:
    found = shelved("flat-text", tmp_path, wrong_total=True).verified()
    assert found.second == "text/plain has no second reader"
    assert {suspect for _, _, suspect in sums_of(found)} == {Suspect.UNDECIDED}


def test_a_cell_that_differs_makes_the_reader_suspect_and_leaves_the_stored_fault(tmp_path: Path) -> None:
    shelf = shelved("grid", tmp_path, wrong_total=True)
    code = "requests/received/natural_person"
    report, _ = tampered(shelf.report, lambda cells: {code: cells[code]._replace(raw="1", value=Decimal(1))})
    shelf.stored(report)
    found = shelf.verified()
    mine = [each for each in found.judged if code in each.fault.indicators]
    assert mine
    assert {each.suspect for each in mine} == {Suspect.READER}
    stored = {fault for fault in shelf.report.faults if fault.code == "requests.applicants"}
    assert stored
    assert stored <= {each.fault for each in mine}


def pictured(folder: Path) -> tuple[Shelf, str]:
    """A page with a picture in place of one figure, stored; and the indicator of that cell."""
    fetched, honest = read("grid")
    cell = a_figure(Shelf(folder, fetched, honest))
    body = fetched.body.replace(f"<td>{cell.raw}</td>".encode(), b"<td><img src='n.gif'></td>")
    report = read_fetched(replace(fetched, body=body))
    assert isinstance(report, Report)
    shelf = Shelf(folder, replace(fetched, body=body), report)
    shelf.stored(report)
    return shelf, cell.indicator


def test_a_picture_in_a_cell_is_stored_and_found_again(tmp_path: Path) -> None:
    shelf, code = pictured(tmp_path)
    with open_store(shelf.database) as store:
        (entry,) = store.reports()
        stored = store.report(entry.id)
    (cell,) = [cell for cell in stored.cells if cell.indicator == code]
    assert (cell.kind, cell.value, cell.raw) == (Kind.UNREADABLE, None, PICTURE)
    found = shelf.verified()
    assert found.holds
    assert code in found.reread.verified & found.reread.seconded


@pytest.mark.parametrize("kind", [Kind.BLANK, Kind.NUMBER])
def test_a_picture_that_was_taken_for_nothing_is_found_out(tmp_path: Path, kind: Kind) -> None:
    shelf, code = pictured(tmp_path)
    zero = Decimal(0) if kind is Kind.NUMBER else None
    report, _ = tampered(
        shelf.report, lambda cells: {code: cells[code]._replace(kind=kind, value=zero, raw="")}
    )
    shelf.stored(report)
    assert code in differing(shelf.verified())


def test_a_second_reading_that_differs_is_held_against_the_cell(tmp_path: Path) -> None:
    shelf = shelved("grid", tmp_path)
    document = open_document(shelf.fetched.body)
    cell = a_figure(shelf)
    assert cell.at is not None
    spot = (cell.at.table or 0, cell.at.row or 0, cell.at.column or 0)
    honest = second_opinion(shelf.fetched.body)
    form = load_forms()[shelf.report.form]
    for said in ("7", None):
        cells = {**honest.cells, spot: said} if said else {k: v for k, v in honest.cells.items() if k != spot}
        found = reread(shelf.report, document, form, load_layouts(), SecondOpinion(cells))
        (difference,) = found.differences
        assert (difference.indicator, difference.why, difference.second) == (
            cell.indicator,
            Why.SECOND,
            said or "",
        )


def test_an_amount_in_the_unit_of_its_heading_is_converted_before_it_is_compared() -> None:
    body = (
        "<title>某县教育局2021年政府信息公开工作年度报告</title><table>"
        "<tr><td colspan=2>第二十条第（八）项<tr><td>信息内容<td>本年收费金额（单位：元）"
        "<tr><td>行政事业性收费<td>{}</table>"
    )
    place = Place(4, table=1, row=3, column=2)
    stored = Cell("disclosure/fees/amount", Kind.NUMBER, Status.PRINTED, Decimal("25.1"), "251000", place)
    shelf_free = Report(*(None,) * 3, "grid", (stored,), (), (), (), ())  # type: ignore[arg-type]
    form = load_forms()["2021"]
    for printed, holds in (("251000", True), ("251001", False)):
        document = open_document(body.format(printed).encode())
        assert (not reread(shelf_free, document, form, load_layouts(), None).differences) is holds
    wrong = replace(shelf_free, cells=(stored._replace(value=Decimal("2.51")),))
    document = open_document(body.format("251000").encode())
    (difference,) = reread(wrong, document, form, load_layouts(), None).differences
    assert difference.why is Why.VALUE


def run(shelf: Shelf, *arguments: str) -> tuple[int, str]:
    places = ["--db", shelf.database, "--archive", str(shelf.archive)]
    result = CliRunner().invoke(command, [*arguments, *places], standalone_mode=False)
    assert result.exception is None
    return int(result.return_value), result.output


def test_the_command_says_what_differs_and_exits_with_4(shelf: Shelf) -> None:
    status, output = run(shelf, "--json")
    line = json.loads(output)
    assert (status, line["verified"], line["differences"], line["archive"]) == (0, line["cells"], [], None)
    report, affected = tampered(shelf.report, lambda cells: shifted(cells, moved))
    shelf.stored(report)
    status, output = run(shelf, "--json")
    line = json.loads(output)
    assert status == 4
    assert {each["indicator"] for each in line["differences"]} == affected
    assert line["verified"] == line["cells"] - len(affected)
    status, output = run(shelf, report.identity.unit or "", str(report.identity.year))
    assert status == 4
    assert f"{len(affected)} differ" in output
    assert "stands beside the label of" in output


def damaged(name: str, *changes: tuple[str, str]) -> tuple[bytes, Report]:
    """The page of a layout with these texts changed, and what is read of it."""
    text = read(name)[0].body.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    report = read_body(text.encode())
    assert isinstance(report, Report)
    return text.encode(), report


def differences_of(body: bytes, report: Report) -> set[str]:
    form = load_forms()[report.form]
    found = reread(report, open_document(body), form, load_layouts(), None)
    return {difference.indicator for difference in found.differences}


def test_cells_that_were_cut_by_their_sums_are_held_to_their_labels_too() -> None:
    body = GLUED.read_bytes()
    report = read_body(body)
    assert isinstance(report, Report)
    settled = {c.indicator: c for c in report.cells if c.at is not None and c.status is Status.INFERRED}
    assert len(settled) > 20
    assert differences_of(body, report) == set()

    def shift(cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
        codes = [code for code in cells if code in settled and code.startswith("requests/")]
        rows = list(dict.fromkeys(code.split("/")[1] for code in codes))
        pairs = [
            (f"requests/{here}/{column}", f"requests/{below}/{column}")
            for here, below in pairwise(rows)
            for column in APPLICANTS
        ]
        return {a: moved(cells[a], cells[b]) for a, b in pairs if a in settled and b in settled}

    wrong, affected = tampered(report, shift)
    assert affected
    assert differences_of(body, wrong) == affected


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("pipes", ("1.属于国家秘密", "属于国家机密")),
        ("pipes", ("\n2.其他法律", "2.其他法律")),
        ("flat-text", ("（一）予以公开", "（一）予公开")),
        ("flat-text", ("（二）部分公开", "乱码")),
        ("pipe-lines", ("1.信访举报投诉类申请", "")),
        ("grid", ("上一年项目数量", "乱码")),
        ("grid", ("行政许可", "")),
    ],
)
def test_a_page_with_lost_labels_gives_no_false_alarm(name: str, change: tuple[str, str]) -> None:
    body, report = damaged(name, change)
    assert sum(cell.kind is Kind.NUMBER for cell in report.cells) > 150
    assert differences_of(body, report) == set()


def test_a_figure_that_was_torn_over_two_lines_is_found_at_its_place() -> None:
    name = "pipe-lines"
    figure = read(name)[1].cells[30].raw or ""
    body, report = damaged(name, (f"\n{figure}\n", f"\n{figure[:1]}\n{figure[1:]}\n"))
    assert differences_of(body, report) == set()

"""Layouts are listed and tried on a page; a drafted fixture proves nothing until somebody signs it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from gkscrape.catalog import layout_paths
from gkscrape.cli.layouts import command
from gkscrape.errors import InputError, UsageError
from gkscrape.layout import layouts_from
from gkscrape.run.fixtures import Fixture, draft, fixture_state, sign
from gkscrape.run.layoutdocs import markdown
from gkscrape.run.layouts import known_layouts, try_among, try_layouts

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
SUMS_HOLD = FIXTURES / "twins" / "grid-2021.html"
SUMS_FAIL = FIXTURES / "twins" / "seed.txt"
NAMES = [path.stem for path in layout_paths()]


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def lines_of(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None
    return [json.loads(line) for line in result.output.splitlines()]


def expected_in(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


def rewrite(folder: Path, **changes: object) -> None:
    text = json.dumps({**expected_in(folder), **changes}, ensure_ascii=False)
    (folder / "expected.json").write_text(text, encoding="utf-8")


def test_every_layout_is_listed_with_what_it_varies_and_its_fixture() -> None:
    found = {line["name"]: line for line in lines_of(run("list", "--json"))}
    assert sorted(found) == sorted(NAMES)
    assert found["pipe-lines"]["extends"] == "pipe-closed"
    assert {line["fixture"] for line in found.values()} == {"signed"}
    shown = run()
    assert shown.return_value == 0
    assert all(f"\n{name} " in shown.output for name in NAMES)


def test_a_layout_without_a_fixture_is_listed_as_such(tmp_path: Path) -> None:
    assert {one.fixture for one in known_layouts(tmp_path)} == {Fixture.MISSING}
    draft("grid", SUMS_HOLD, tmp_path)
    states = {one.layout.name: one.fixture for one in known_layouts(tmp_path)}
    assert states["grid"] is Fixture.DRAFTED
    sign("grid", "A. Reader", tmp_path)
    states = {one.layout.name: one.fixture for one in known_layouts(tmp_path)}
    assert states["grid"] is Fixture.SIGNED


def test_the_page_on_layouts_is_current() -> None:
    page = (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8")
    assert page == markdown(), "run: gkscrape layouts list --markdown > docs/layouts.md"
    assert run("list", "--markdown").output == page


@pytest.mark.parametrize("name", NAMES)
def test_the_page_on_layouts_tells_of_each(name: str) -> None:
    section = markdown().split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert "| `reader` |" in section


def test_a_page_is_tried_in_every_layout() -> None:
    chosen, *alone = lines_of(run("try", SUMS_HOLD, "--json"))
    assert (chosen["layout"], chosen["chosen"]) == ("grid", True)
    assert sorted(tried["layout"] for tried in alone) == sorted(NAMES)
    mine = next(tried for tried in alone if tried["layout"] == "grid")
    assert chosen["advice"]["fits"] is True
    assert {**mine, "chosen": True, "advice": chosen["advice"]} == chosen
    assert (chosen["cells"]["printed"], chosen["sums"]["fail"]) == (200, 0)
    assert chosen["sums"]["pass"] > 30


def test_what_fits_a_page_is_shown_to_people(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<table><tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数<tr><td>规章<td>1<td>2<td>3</table>"
    )
    output = run("try", page).output
    assert output.startswith("read as grid, form 2021\n  form 2021: ")
    assert "sums hold" in output
    assert f"of {len(NAMES)} layouts seat nothing" in output


def test_a_page_without_tables_fits_no_layout(tmp_path: Path) -> None:
    page = tmp_path / "notice.txt"
    page.write_text("关于做好年度报告编制工作的通知", encoding="utf-8")
    result = run("try", page)
    assert result.return_value == 3
    assert "no layout finds a table" in result.output
    with pytest.raises(UsageError, match="no table of any form"):
        draft("flat-text", page, tmp_path / "fixtures")


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert isinstance(run("try", tmp_path / "nothing.html").exception, InputError)


def test_a_page_that_cannot_be_opened_is_refused_by_its_name(tmp_path: Path) -> None:
    page = tmp_path / "report.doc"
    page.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 40)
    with pytest.raises(InputError, match=r"report\.doc: "):
        try_layouts(page)
    with pytest.raises(InputError, match=r"report\.doc: "):
        draft("grid", page, tmp_path / "fixtures")


def test_a_drafted_fixture_keeps_the_bytes_and_is_not_signed(tmp_path: Path) -> None:
    result = run("new", "grid", SUMS_HOLD, "--fixtures", tmp_path)
    assert result.return_value == 0
    assert "gkscrape layouts accept grid" in result.output
    expected = expected_in(tmp_path / "grid")
    assert (tmp_path / "grid" / "page.html").read_bytes() == SUMS_HOLD.read_bytes()
    assert (expected["signed"], expected["form"], expected["layout"]) == (False, "2021", "grid")
    assert len(expected["cells"]) == 200


def test_a_draft_says_what_stands_in_its_way(tmp_path: Path) -> None:
    drafted = draft("pipes", SUMS_FAIL, tmp_path)
    words = " / ".join(drafted.obstacles)
    assert "the page is read as flat-text, not as pipes" in words
    assert "printed sums fail" in words
    assert "figures stand more than once" in " / ".join(draft("grid", SUMS_HOLD, tmp_path).obstacles)


def test_a_fixture_is_never_replaced_unasked(tmp_path: Path) -> None:
    draft("grid", SUMS_HOLD, tmp_path)
    sign("grid", "A. Reader", tmp_path)
    with pytest.raises(UsageError, match="--force replaces it"):
        draft("grid", SUMS_HOLD, tmp_path)
    assert expected_in(tmp_path / "grid")["signed"]["by"] == "A. Reader"
    draft("grid", SUMS_FAIL, tmp_path, force=True)
    assert expected_in(tmp_path / "grid")["signed"] is False
    assert [page.name for page in (tmp_path / "grid").glob("page.*")] == ["page.txt"]


def test_a_layout_needs_its_file_first(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"write .*parsers/folded\.toml first"):
        draft("folded", SUMS_HOLD, tmp_path)


def test_an_expectation_whose_sums_hold_is_signed(tmp_path: Path) -> None:
    draft("grid", SUMS_HOLD, tmp_path)
    result = run("accept", "grid", "--by", "A. Reader", "--fixtures", tmp_path)
    assert (result.exception, result.return_value) == (None, 0)
    expected = expected_in(tmp_path / "grid")
    assert expected["signed"]["by"] == "A. Reader"
    assert expected["signed"].keys() == {"by", "on", "sha256"}
    assert "compared with the page by a person" in expected["made"]


def test_an_expectation_whose_sums_fail_is_signed_only_when_told_so(tmp_path: Path) -> None:
    draft("flat-text", SUMS_FAIL, tmp_path)
    refused = run("accept", "flat-text", "--by", "A. Reader", "--fixtures", tmp_path)
    assert isinstance(refused.exception, UsageError)
    assert "printed sums fail" in str(refused.exception)
    assert expected_in(tmp_path / "flat-text")["signed"] is False
    assert (
        run("accept", "flat-text", "--by", "A. Reader", "--despite-sums", "--fixtures", tmp_path).exception
        is None
    )
    assert fixture_state(tmp_path / "flat-text") is Fixture.SIGNED


def test_one_wrong_cell_of_an_expectation_breaks_its_sums(tmp_path: Path) -> None:
    draft("grid", SUMS_HOLD, tmp_path)
    cells = expected_in(tmp_path / "grid")["cells"]
    rewrite(tmp_path / "grid", cells={**cells, "requests/granted/total": "999"})
    with pytest.raises(UsageError, match="999"):
        sign("grid", "A. Reader", tmp_path)


def test_what_the_reader_does_not_read_so_is_told_and_the_expectation_stays(tmp_path: Path) -> None:
    folder = tmp_path / "grid"
    draft("grid", SUMS_HOLD, tmp_path)
    cells = {**expected_in(folder)["cells"], "disclosure/rules/made": "77"}
    rewrite(folder, cells=cells, form="2021", made="written from the page by hand")
    result = run("accept", "grid", "--by", "A. Reader", "--fixtures", tmp_path)
    assert result.return_value == 4
    assert "not read so yet: disclosure/rules/made: read as" in result.output
    assert expected_in(folder)["cells"]["disclosure/rules/made"] == "77"
    assert expected_in(folder)["made"] == "written from the page by hand"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cells": {"requests/granted/total": "four"}}, "'four' is no number"),
        ({"cells": {"requests/granted/total": 4.5}}, "is no number in quotes"),
        ({"cells": {"requests/granted/total": 0}}, "0 is no number in quotes"),
        ({"cells": {"requests/granted/all": "4"}}, "no indicator of the form 2021"),
        ({"cells": {"requests/granted/total": "4"}}, "says nothing of 199 indicators, disclosure/rules/made"),
        ({"cells": ["4"]}, "lacks cells by their indicators; .* gkscrape layouts new NAME PAGE --force"),
        ({"form": "1999"}, "form is '1999', which is none of: 2014, 2019, 2021"),
    ],
)
def test_an_expectation_that_says_nonsense_is_not_signed(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    draft("grid", SUMS_HOLD, tmp_path)
    rewrite(tmp_path / "grid", **change)
    with pytest.raises(UsageError, match=message):
        sign("grid", "A. Reader", tmp_path)
    assert expected_in(tmp_path / "grid")["signed"] is False


def test_a_fixture_that_is_torn_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no expected\.json"):
        sign("grid", "A. Reader", tmp_path)
    draft("grid", SUMS_HOLD, tmp_path)
    (tmp_path / "grid" / "page.html").unlink()
    with pytest.raises(UsageError, match=r"needs one page.* gkscrape layouts new NAME PAGE --force"):
        sign("grid", "A. Reader", tmp_path)
    for torn in ("{", "3", "[]"):
        (tmp_path / "grid" / "expected.json").write_text(torn, encoding="utf-8")
        with pytest.raises(UsageError, match=r"expected\.json: .* gkscrape layouts new NAME PAGE --force"):
            sign("grid", "A. Reader", tmp_path)


def test_an_expectation_that_knows_nothing_proves_nothing(tmp_path: Path) -> None:
    draft("grid", SUMS_HOLD, tmp_path)
    cells = expected_in(tmp_path / "grid")["cells"]
    rewrite(tmp_path / "grid", cells=dict.fromkeys(cells))
    with pytest.raises(UsageError, match="proves nothing: write what the page prints"):
        sign("grid", "A. Reader", tmp_path)


def test_a_page_of_which_no_cell_is_read_is_not_drafted(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "四、政府信息公开行政复议、行政诉讼情况\n行政复议\n结果维持\n结果纠正\n总计", encoding="utf-8"
    )
    tried = run("try", page)
    assert tried.return_value == 0
    assert "No variant of a layout does better; `gkscrape parse" in tried.output
    with pytest.raises(UsageError, match=r"nothing can be drafted; `gkscrape layouts try .*page\.txt`"):
        draft("flat-text", page, tmp_path / "fixtures")
    assert not (tmp_path / "fixtures").exists()


def test_trying_a_page_tells_what_stands_behind_its_labels() -> None:
    page = FIXTURES / "layouts" / "pipe-lines" / "page.txt"
    chosen, *_ = lines_of(run("try", page, "--json"))
    assert max(chosen["behind_labels"].items(), key=lambda one: one[1])[0] == "\n|\n"
    assert r"behind the labels of rows stands '\n|\n'" in run("try", page).output
    assert lines_of(run("try", SUMS_HOLD, "--json"))[0]["behind_labels"] == {}


def in_a_new_shape(tmp_path: Path, text: str) -> Path:
    page = tmp_path / "page.txt"
    page.write_text(f"云溪县教育局2022年政府信息公开工作年度报告\n{text}", encoding="utf-8")
    return page


DISCLOSED = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "", "2", ""],
    ["行政规范性文件", "4", "5", ""],
]


@pytest.mark.parametrize(
    ("between", "lead", "mark"), [(" ☆ ", "☆", "☆"), ("\n ☆\n", "\n☆\n", "☆"), (" ☆\n", "☆\n", "☆")]
)
def test_where_no_layout_fits_the_file_to_write_is_shown_and_is_one(
    tmp_path: Path, between: str, lead: str, mark: str
) -> None:
    page = in_a_new_shape(tmp_path, "\n".join(between.join(row) for row in DISCLOSED))
    advice = lines_of(run("try", page, "--json"))[0]["advice"]
    assert (advice["fits"], advice["reason"].split(":")[0]) == (False, "no layout fits")
    said = tomllib.loads(advice["toml"])
    assert (said["name"], said["after_label"], said["separator"]) == ("my-layout", lead, mark)
    written = tmp_path / "my-layout.toml"
    written.write_text(advice["toml"], encoding="utf-8")
    layouts = layouts_from((*layout_paths(), written))
    tried = try_among(page.read_bytes(), layouts)
    assert (tried.name, tried.plain) == ("my-layout", 6)
    assert f"  after_label = {json.dumps(lead, ensure_ascii=False)}\n" in run("try", page).output


def test_words_for_an_empty_cell_are_shown_as_such_with_a_warning(tmp_path: Path) -> None:
    page = in_a_new_shape(tmp_path, "\n".join(cell or "EMPTY" for row in DISCLOSED for cell in row))
    advice = lines_of(run("try", page, "--json"))[0]["advice"]
    assert advice["toml"].endswith('extends = "flat-text"\nblank_marks = ["EMPTY"]\n')
    assert "hold words such as 'EMPTY'" in advice["reason"]
    assert "only if 'EMPTY' stands for an empty cell" in advice["step"]


def test_a_page_that_fits_wants_nothing_written() -> None:
    advice = lines_of(run("try", SUMS_HOLD, "--json"))[0]["advice"]
    assert advice["reason"] == "grid fits: all 200 cells are printed"
    assert advice["toml"] is None
    glued = lines_of(run("try", FIXTURES / "twins" / "glued-2019.txt", "--json"))[0]["advice"]
    assert (glued["fits"], glued["toml"]) == (True, None)
    assert " by the sums" in glued["reason"]


def test_a_signature_lapses_when_page_or_expectation_changes(tmp_path: Path) -> None:
    folder = tmp_path / "grid"
    draft("grid", SUMS_HOLD, tmp_path)
    assert fixture_state(folder) is Fixture.DRAFTED
    sign("grid", "A. Reader", tmp_path)
    assert fixture_state(folder) is Fixture.SIGNED
    whole, page = (folder / "expected.json").read_bytes(), (folder / "page.html").read_bytes()
    cells = expected_in(folder)["cells"]
    code = next(code for code, value in cells.items() if value)
    for change in ({"cells": {**cells, code: "77"}}, {"layout": "pipes"}, {"signed": {"sha256": "0" * 64}}):
        rewrite(folder, **change)
        assert fixture_state(folder) is Fixture.CHANGED
        (folder / "expected.json").write_bytes(whole)
    rewrite(folder, made="with other words around it")
    assert fixture_state(folder) is Fixture.SIGNED
    (folder / "page.html").write_bytes(page + b"\n")
    assert fixture_state(folder) is Fixture.CHANGED
    sign("grid", "B. Reader", tmp_path)
    assert expected_in(folder)["signed"]["by"] == "B. Reader"
    assert fixture_state(folder) is Fixture.SIGNED


def test_nobody_cannot_sign(tmp_path: Path) -> None:
    draft("grid", SUMS_HOLD, tmp_path)
    with pytest.raises(UsageError, match="--by NAME"):
        sign("grid", "  ", tmp_path)
    assert isinstance(run("accept", "grid", "--fixtures", tmp_path).exception, click.UsageError)
    assert expected_in(tmp_path / "grid")["signed"] is False

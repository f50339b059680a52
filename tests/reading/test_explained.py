"""`parse --explain` says which layout, which labels, which cells and which sums decided."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from gkscrape.cli.parse import command

GLUED = Path(__file__).resolve().parents[1] / "fixtures" / "twins" / "glued-2019.txt"


def explained(*words: str) -> str:
    result = CliRunner().invoke(command, [*words, str(GLUED)])
    assert result.exit_code == 0
    return result.output


def test_the_explanation_names_layout_labels_cells_and_sums() -> None:
    lines = explained("--explain").splitlines()

    def shown(*words: str) -> bool:
        return any(all(word in line for word in words) for line in lines)

    assert shown("form 2019", "92 of 95 labels found; not found: ", "(requests/other.fee_unpaid, optional)")
    assert shown("table requests", "layout glued", "22 of its row labels")
    assert shown("disclosure/rules", "line 7", "规章")
    assert shown("requests/granted/natural_person", "follows from the sums")
    assert shown("disclosure/licences/decisions", "no sums that tell")


def test_without_being_asked_nothing_is_explained() -> None:
    assert "follows from the sums" not in explained()


def test_tables_that_a_page_lacks_are_named_and_of_many_labels_the_first(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<p>云溪县教育局2022年政府信息公开工作年度报告</p><p>一、总体情况</p><p>2022年，本局主动公开政府信息12条。</p>"
        "<p>二、主动公开政府信息情况</p><table><tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
        "<tr><td>规章<td>1<td>2<td>3</table><p>三、存在的主要问题及改进情况</p><p>公开内容有待充实，今后改进。</p>",
        encoding="utf-8",
    )
    result = CliRunner().invoke(command, ["--explain", str(page)])
    told = next(line for line in result.output.splitlines() if line.startswith("form 2021: "))
    assert "not found: the whole table requests, the whole table challenges, " in told
    assert "行政许可 (disclosure/licences)" in told
    assert told.endswith(" more")

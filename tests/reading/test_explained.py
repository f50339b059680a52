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

    assert shown("form 2019", "92 of 95 labels found")
    assert shown("table requests", "layout glued", "22 of its row labels")
    assert shown("disclosure/rules", "line 7", "规章")
    assert shown("requests/granted/natural_person", "follows from the sums")
    assert shown("disclosure/licences/decisions", "no sums that tell")


def test_without_being_asked_nothing_is_explained() -> None:
    assert "follows from the sums" not in explained()

"""The official forms: complete, consistent, and wrong ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape import form as form_module
from gkscrape.errors import DataFileError
from gkscrape.form import Axis, load_forms

FORMS = load_forms()


@pytest.mark.parametrize(("form", "figures"), [("2014", 58), ("2019", 198), ("2021", 200)])
def test_a_form_holds_all_its_figures_once(form: str, figures: int) -> None:
    codes = [indicator.code for indicator in FORMS[form].indicators]
    assert len(codes) == len(set(codes)) == figures


def test_the_two_forms_share_the_codes_that_are_public() -> None:
    old, new = (set(FORMS[form].known) for form in ("2019", "2021"))
    assert "disclosure/fees/amount" in new - old
    assert "disclosure/procurement/amount" in old - new
    assert "requests/other.other/total" in old & new


def test_sums_follow_the_rows_that_the_page_prints() -> None:
    table = FORMS["2021"].table("requests")
    outcomes = {total.id: total for total in table.sums_over({"other"})}["requests.outcomes"]
    assert outcomes.parts[-1] == "other"
    assert not any(part.startswith("other.") for part in outcomes.parts)
    official = {total.id: total for total in table.sums_over({"other.other"})}["requests.outcomes"]
    assert official.parts[-3:] == ("other.not_corrected", "other.fee_unpaid", "other.other")


def test_every_row_is_in_a_sum_or_in_a_table_without_sums() -> None:
    for form in (FORMS["2019"], FORMS["2021"]):
        table = form.table("requests")
        named = {
            code for total in table.sums if total.axis is Axis.ROWS for code in (*total.whole, *total.parts)
        }
        rows = {
            row.code for block in table.blocks for row in block.rows if not row.group and not row.optional
        }
        assert rows == named


def test_the_sums_of_the_statistics_add_up_one_unit_each() -> None:
    table = FORMS["2014"].tables[0]
    units = {row.code: block.columns[0].unit for block in table.blocks for row in block.rows}
    assert len(table.sums) == 7
    for total in table.sums:
        assert len({units[code] for code in (*total.whole, *total.parts)}) == 1, total.id


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        FORMS["2021"].table("weather")


def test_every_inconsistency_of_a_form_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "1999.toml").write_text(
        """
id = "2000"
name = "x"
notice = "y"
first_year = 1999
sections = []
[[tables]]
code = "t"
section = 2
[[tables.sums]]
id = "t.sum"
axis = "rows"
whole = ["nowhere"]
parts = ["a"]
[[tables.blocks]]
code = "b"
columns = [{ code = "c", labels = ["甲"], unit = "件" }]
rows = [
  { code = "a", labels = ["乙"], within = "ghost" },
  { code = "a", labels = [] },
]
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(form_module, "data_path", lambda name: tmp_path / name)
    with pytest.raises(DataFileError) as caught:
        form_module.load_forms.__wrapped__()
    told = str(caught.value)
    for words in ("'2000'", "ghost", "t/a has no label", "t/a stands twice", "'nowhere'"):
        assert words in told

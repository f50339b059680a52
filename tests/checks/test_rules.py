"""The rules as data: each sum has one, a wrong file is refused with all its faults, the page is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.checks import document, rules
from gkscrape.errors import DataFileError
from gkscrape.form import load_forms

ROOT = Path(__file__).parents[2]


def test_every_sum_of_every_form_has_a_rule() -> None:
    sums = {total.id for form in load_forms().values() for table in form.tables for total in table.sums}
    assert sums <= set(rules.load_rules().by_id)


def test_every_cell_that_a_mention_names_is_in_a_form() -> None:
    known = {code for form in load_forms().values() for code in form.known}
    named = {code for mention in rules.load_rules().mentions for code in (*mention.table, *mention.also)}
    assert named <= known


def test_the_page_of_the_rules_is_current() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert page == document.page(rules.load_rules()), "run python -m gkscrape.checks.document"


def test_a_rule_that_is_not_there_is_asked_for_by_name() -> None:
    with pytest.raises(
        DataFileError, match=r"checks\.toml: there is no rule 'requests\.unheard_of': write one"
    ):
        rules.load_rules()["requests.unheard_of"]


WRONG = """
[[rules]]
id = "a"
grade = "error"
formula_zh = ""
formula_en = ""
message = "{who} is wrong"
meaning = ""

[[rules]]
id = "a"
grade = "error"
formula_zh = ""
formula_en = ""
message = "fine"
meaning = ""

[[mentions]]
rule = "b"
said = "("
unlike = ""
table = []

[[faults]]
id = "a"
by = "reader"
holds_zh = ""
holds_en = ""
meaning = ""

[jump]
factor = 5
least = 20
any_form = []
same_form = []

[peers]
sums = []
zeros = []
least = 1
median = 1

[money]
township = 1
organ = 2
consolidated = 3
township_names = "镇$"
"""


def test_a_wrong_file_is_refused_with_all_of_its_faults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "checks.toml").write_text(WRONG, encoding="utf-8")
    monkeypatch.setattr(rules, "data_path", lambda name: tmp_path / name)
    with pytest.raises(DataFileError) as caught:
        rules.load_rules.__wrapped__()
    assert len(caught.value.faults) == 4
    assert caught.value.faults[0] == "rule 'a' stands twice"
    assert "message has a placeholder" in caught.value.faults[1]
    assert caught.value.faults[2] == "a mention names the rule 'b', which is not there"
    assert "'(' is no pattern" in caught.value.faults[3]

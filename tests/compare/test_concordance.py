"""The concordance as data: its codes are known, and a wrong file is refused with all of its faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.compare import concordance
from gkscrape.errors import DataFileError
from gkscrape.form import load_forms

FORMS = load_forms()


def test_every_code_that_stands_for_a_concept_is_in_its_form() -> None:
    for concept in concordance.load_concordance().concepts:
        for form, codes in concept.forms.items():
            if form in FORMS:
                known = {*FORMS[form].known, *(f"{code.rpartition('/')[0]}/*" for code in FORMS[form].known)}
                assert set(codes) <= known, concept.name


def test_every_indicator_is_in_some_form_or_a_group_with_a_label() -> None:
    codes = {code for form in FORMS.values() for code in form.known}
    known = codes | {f"{code.rpartition('/')[0]}/*" for code in codes}
    for concept in concordance.load_concordance().concepts:
        for indicator in concept.indicators:
            kind = indicator.split("/")[0]
            assert indicator in known or kind == "statistics" or (kind == "group" and concept.label), (
                indicator
            )


WRONG = """
headlines = ["requests/total/total"]
[[concepts]]
name = "first"
indicators = []
comparable = "same"

[[concepts]]
name = "second"
indicators = ["requests/other/*", "requests/total/total"]
comparable = "sum"
forms = { "2021" = ["requests/other.other/total"] }

[[concepts]]
name = "third"
indicators = ["requests/total/total"]
comparable = "no"
"""


def test_a_wrong_file_is_refused_with_all_its_faults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "concordance.toml").write_text(WRONG, encoding="utf-8")
    monkeypatch.setattr(concordance, "data_path", lambda name: tmp_path / name)
    with pytest.raises(DataFileError) as caught:
        concordance.load_concordance.__wrapped__()
    assert caught.value.faults == (
        "first: names no indicator",
        "second: has codes for forms, so it must name exactly one indicator",
        "second: form 2021 and the indicator must both end in /*, or neither",
        "third: is not comparable, so its note must say why",
    )


def test_a_word_outside_the_vocabulary_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = '[[concepts]]\nname = "a"\nindicators = ["x/y/z"]\ncomparable = "mostly"\n'
    (tmp_path / "concordance.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(concordance, "data_path", lambda name: tmp_path / name)
    with pytest.raises(DataFileError, match=r"concepts\[0\]\.comparable"):
        concordance.load_concordance.__wrapped__()

"""TOML files are read strictly, and every fault of a file is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.catalog import data_path, layout_paths, load_toml
from gkscrape.errors import DataFileError
from gkscrape.form import Sum


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sum.toml"
    path.write_text(
        'id = 1\naxis = "diagonal"\nwhole = ["a"]\nparts = ["b"]\nextra = true\n', encoding="utf-8"
    )
    with pytest.raises(DataFileError) as caught:
        load_toml(path, Sum)
    told = str(caught.value)
    assert told.startswith(str(path))
    assert len(caught.value.faults) == 3
    for words in ("expected str, found int", "'diagonal' is none of: columns, rows", "extra"):
        assert words in told


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sum.toml"
    path.write_text('id = "x"\naxis = "rows"\nwhole = ["a"]\n', encoding="utf-8")
    with pytest.raises(DataFileError, match="parts"):
        load_toml(path, Sum)


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe"])
def test_what_is_no_toml_is_a_fault_of_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match="broken"):
        load_toml(path, Sum)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="absent"):
        load_toml(tmp_path / "absent.toml", Sum)


def test_data_and_layouts_are_found() -> None:
    assert data_path("forms").is_dir()
    assert "grid.toml" in {path.name for path in layout_paths()}

"""The contact comes from the environment or a settings file, and a wrong one is said to be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkscrape.errors import DataFileError, UsageError
from gkscrape.settings import load_settings


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "gkscrape.toml").write_text('contact = "https://file.example/"\n', encoding="utf-8")
    environment = {"GKSCRAPE_CONTACT": "mailto:a@b.example", "XDG_CONFIG_HOME": str(tmp_path)}
    assert load_settings(environment, tmp_path).contact == "mailto:a@b.example"
    assert load_settings({"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path).contact == "https://file.example/"


def test_the_file_of_the_user_serves_where_the_folder_has_none(tmp_path: Path) -> None:
    (tmp_path / "gkscrape").mkdir()
    (tmp_path / "gkscrape" / "settings.toml").write_text('contact = "mailto:u@b.example"\n', encoding="utf-8")
    assert load_settings({"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path).contact == "mailto:u@b.example"


def test_without_any_there_is_no_contact(tmp_path: Path) -> None:
    assert load_settings({"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path).contact is None


def test_a_contact_that_nobody_can_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a URL nor a mailto"):
        load_settings({"GKSCRAPE_CONTACT": "me"}, tmp_path)


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gkscrape.toml").write_text('kontact = "mailto:a@b.example"\n', encoding="utf-8")
    with pytest.raises(DataFileError, match="kontact"):
        load_settings({"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path)

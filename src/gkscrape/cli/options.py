"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from gkscrape.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

database: Callable[[Command], Command] = click.option(
    "--db",
    envvar="GKSCRAPE_DB",
    default="gkscrape.db",
    show_default=True,
    show_envvar=True,
    metavar="URL",
    help="The database: a path, or an SQLAlchemy URL.",
)
archive: Callable[[Command], Command] = click.option(
    "--archive",
    envvar="GKSCRAPE_ARCHIVE",
    default="archive",
    show_default=True,
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the raw bytes (WARC files).",
)
as_json: Callable[[Command], Command] = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, for machines."
)

fast: Callable[[Command], Command] = click.option(
    "--fast",
    is_flag=True,
    envvar="GKSCRAPE_FAST",
    show_envvar=True,
    help="Ask through libcurl, as politely (pip install 'gkscrape[fast]').",
)


def existing(db: str) -> str:
    """The database that a reading command asks for. Raises UsageError where there is no such file."""
    if "://" not in db and not Path(db).is_file():
        raise UsageError(f"there is no database at {db}; `gkscrape demo`, `crawl` or `add` makes one")
    return db

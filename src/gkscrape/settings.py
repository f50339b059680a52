"""What a person may set once for all commands: from the environment, or from a settings file.

The file is `gkscrape.toml` in the working folder, or `gkscrape/settings.toml` in the user's configuration
folder (`$XDG_CONFIG_HOME`, else `~/.config`); the environment wins over both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gkscrape.catalog import load_toml
from gkscrape.errors import UsageError


@dataclass(frozen=True, slots=True)
class Nightly:
    """What a night is to do where its command does not say.

    `portals` are ids or addresses, the whole catalogue if there are none. `window` are the hours in which
    hosts may be asked, `22:00-06:00` in the time of China. `minutes` is the time of each portal, `parallel`
    how many are visited side by side, `sweep_nights` how often lists are followed to their end, `budget`
    the most requests a day to one host, `delay` the least seconds between two of them.
    """

    portals: tuple[str, ...] = ()
    window: str | None = None
    minutes: float = 30.0
    parallel: int = 8
    sweep_nights: int = 7
    budget: int | None = None
    delay: float = 2.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`contact` is a URL or a `mailto:` address that stands in the User-Agent of every request.

    `fast`: crawls and nights ask through libcurl, which takes the extra `fast`.
    """

    contact: str | None = None
    fast: bool = False
    nightly: Nightly = field(default_factory=Nightly)


def load_settings(environment: Mapping[str, str] = os.environ, folder: Path = Path()) -> Settings:
    """The settings in force. Raises DataFileError for a wrong file, UsageError for a wrong contact."""
    settings = _from_file(environment, folder)
    contact = environment.get("GKSCRAPE_CONTACT") or settings.contact
    if contact is not None and not contact.startswith(("http://", "https://", "mailto:")):
        raise UsageError(f"the contact {contact!r} is neither a URL nor a mailto: address")
    return replace(settings, contact=contact)


def _from_file(environment: Mapping[str, str], folder: Path) -> Settings:
    configuration = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    for path in (folder / "gkscrape.toml", Path(configuration) / "gkscrape" / "settings.toml"):
        if path.is_file():
            return load_toml(path, Settings)
    return Settings()

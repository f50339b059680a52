"""The catalogue of portals: one TOML entry each under data/portals/, a person's own ones before them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from gkscrape.catalog import data_path, load_toml
from gkscrape.errors import DataFileError, FetchError, UsageError
from gkscrape.manners import is_allowed
from gkscrape.portals.family import load_families
from gkscrape.regions import load_regions

_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_ID_WORD = re.compile(r"[a-z0-9]+")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?")


class Tls(StrEnum):
    """How a portal's servers speak TLS: as they should, as old ones do (`legacy`), or not at all (`none`)."""

    NORMAL = "normal"
    LEGACY = "legacy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a whole search must find: at least so many reports, and among them reports of these years."""

    reports: int | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal.

    `hosts` are those that may be asked, `host` (ports 80 and 443) or `host:port`. `column` is its column of
    yearly reports, where one column has them all; the search begins there, else at `home`. `within` are the
    places of its part of a host that it shares, as `links.lies_within` takes them. `charset` is that of its
    pages where it is not UTF-8.
    `verified`: a person, or `gkscrape portals verify`, has seen the column with its reports.
    """

    id: str
    name: str
    home: str
    family: str
    hosts: tuple[str, ...]
    region: str | None = None
    column: str | None = None
    within: tuple[str, ...] = ()
    charset: str | None = None
    tls: Tls = Tls.NORMAL
    verified: bool = False
    note: str = ""
    expect: Expectation = field(default_factory=Expectation)

    @property
    def start(self) -> str:
        """Where a search begins."""
        return self.column or self.home

    @property
    def legacy_tls(self) -> frozenset[str]:
        """The hosts that have to be met as old servers."""
        return (
            frozenset(host.partition(":")[0] for host in self.hosts)
            if self.tls is Tls.LEGACY
            else frozenset()
        )


def own_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where own entries lie: `$GKSCRAPE_PORTALS`, else `gkscrape/portals` in the configuration folder."""
    named = environment.get("GKSCRAPE_PORTALS")
    return Path(named) if named else _usual_folder(environment)


def _usual_folder(environment: Mapping[str, str]) -> Path:
    configuration = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(configuration) / "gkscrape" / "portals"


def load_catalogue(own: Path | None = None) -> dict[str, Portal]:
    """All entries by their ids; an own one replaces the shipped one of the same id.

    Raises DataFileError for the first file with faults, all of its faults at once, and UsageError for a
    folder of own entries that is named but is none.
    """
    files = {path.stem: path for folder in _folders(own) for path in sorted(folder.glob("*.toml"))}
    return {portal_id: read_portal(path) for portal_id, path in sorted(files.items())}


def find_portal(portal_id: str, own: Path | None = None) -> Portal:
    """The entry of this id. Raises UsageError for an unknown one, and names those that are like it."""
    for folder in reversed(_folders(own)):
        path = folder / f"{portal_id}.toml"
        if _ID.fullmatch(portal_id) and path.is_file():
            return read_portal(path)
    entries = load_catalogue(own)
    alike = [name for name, entry in entries.items() if portal_id in (entry.name, entry.region)]
    alike += [name for name in entries if portal_id in name or name in portal_id]
    hint = (
        f"did you mean {', '.join(dict.fromkeys(alike))}?"
        if alike
        else "`gkscrape portals list` has them all"
    )
    raise UsageError(f"there is no portal {portal_id!r} in the catalogue; {hint}")


def is_shipped(portal_id: str) -> bool:
    """Whether the catalogue has an entry of this id of its own."""
    return bool(_ID.fullmatch(portal_id)) and (data_path("portals") / f"{portal_id}.toml").is_file()


def _folders(own: Path | None) -> list[Path]:
    """The shipped folder, then the own one; only the usual one need not be there."""
    shipped = data_path("portals")
    if own is None or (not own.exists() and own == _usual_folder(os.environ)):
        return [shipped]
    if not own.is_dir():
        raise UsageError(f"{own} is no folder of portals: make it, or let GKSCRAPE_PORTALS name another")
    return [shipped, own]


def read_portal(path: Path) -> Portal:
    """The entry of one file. Raises DataFileError with all of its faults."""
    portal = load_toml(path, Portal)
    faults = list(_faults(portal, path.stem))
    if faults:
        raise DataFileError(str(path), faults)
    return portal


def _faults(portal: Portal, stem: str) -> Iterator[str]:
    if portal.id != stem or not _ID.fullmatch(portal.id):
        yield f"id: {portal.id!r} must be the file's name, in small letters, digits, dots and dashes"
    if not portal.name.strip():
        yield "name: it is empty"
    if portal.family not in {family.id for family in load_families()}:
        yield f"family: {portal.family!r} is none of: {', '.join(f.id for f in load_families())}"
    if portal.region is not None and load_regions().get(portal.region) is None:
        yield f"region: no division has the code {portal.region!r}"
    if not portal.hosts:
        yield "hosts: at least one is wanted"
    yield from (
        f"hosts: {host!r} is no host or host:port" for host in portal.hosts if not _HOST.fullmatch(host)
    )
    yield from (
        f"within: {path!r} does not begin with /" for path in portal.within if not path.startswith("/")
    )
    for name, url in (("home", portal.home), ("column", portal.column)):
        if url is not None and not _lies_on(url, portal.hosts):
            yield f"{name}: {url!r} is no address on one of the hosts"


def _lies_on(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        return is_allowed(url, hosts)
    except FetchError:
        return False


def id_of(url: str, part: str = "") -> str:
    """The id under which a portal's entry goes: its host without www, and its port if it has one of its own.

    `part` tells it apart on a host that it shares; what an id cannot hold of it is left out.

    >>> id_of("https://www.qingxi.gov.cn/zwgk/"), id_of("http://1.25.240.11:8082/")
    ('qingxi.gov.cn', '1.25.240.11-8082')
    >>> id_of("http://gk.beishan.gov.cn/", "206"), id_of("http://gk.beishan.gov.cn/", "青溪")
    ('gk.beishan.gov.cn-206', 'gk.beishan.gov.cn')
    """
    host = urlsplit(url).netloc.lower().removeprefix("www.").replace(":", "-")
    return "-".join([host, *_ID_WORD.findall(part.lower())])


def as_toml(portal: Portal) -> str:
    """The entry as a file holds it: what is as usual is left out."""
    lines = []
    for entry in fields(Portal):
        value = getattr(portal, entry.name)
        if entry.name == "expect" or value in (None, "", ()) or (entry.name == "tls" and value is Tls.NORMAL):
            continue
        lines.append(f"{entry.name} = {_as_value(value)}")
    expected = [(entry.name, getattr(portal.expect, entry.name)) for entry in fields(Expectation)]
    wanted = [f"{name} = {_as_value(value)}" for name, value in expected if value not in (None, ())]
    return "\n".join([*lines, *(["", "[expect]", *wanted] if wanted else [])]) + "\n"


def refuse_early(folder: Path, portal_id: str | None, *, replace: bool) -> None:
    """Raise UsageError for what `write_portal` could only refuse after a whole search."""
    if portal_id is not None and not _ID.fullmatch(portal_id):
        raise UsageError(f"--id {portal_id!r}: only small letters, digits, dots and dashes make an id")
    if portal_id is not None and not replace:
        _refuse_to_replace(folder / f"{portal_id}.toml")
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise UsageError(_unwritable(folder, f"{there} is no folder that may be written to"))


def write_portal(portal: Portal, folder: Path, *, replace: bool = False) -> Path:
    """Write an entry into a folder.

    Raises UsageError where it would replace another, unless told to, and where it cannot be written.
    """
    path = folder / f"{portal.id}.toml"
    if not replace:
        _refuse_to_replace(path)
    faults = list(_faults(portal, portal.id))
    if faults:
        raise DataFileError(str(path), faults)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(as_toml(portal), encoding="utf-8")
    except OSError as error:
        raise UsageError(_unwritable(folder, str(error))) from error
    return path


def _refuse_to_replace(path: Path) -> None:
    if path.exists():
        raise UsageError(f"{path} is there already; --force replaces it, --id names the new one otherwise")


def _unwritable(folder: Path, why: str) -> str:
    return f"no entry can be written into {folder}: {why}; let --folder or GKSCRAPE_PORTALS name another"


def _as_value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_as_value, value))}]"
    if isinstance(value, str):
        return json.dumps(str(value), ensure_ascii=False)
    return str(value).lower()

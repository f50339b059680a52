"""A PostgreSQL server of the test run's own: on 127.0.0.1, unprivileged, and gone at the end."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

USER = "gkscrape"
_SEARCHED = "/usr/lib/postgresql"
_WITHOUT_CARE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")
_PATIENCE = 60


@dataclass(frozen=True)
class Server:
    """A running server that trusts whoever comes from this machine."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def ask(self, statement: str, database: str = "postgres") -> None:
        """Runs one statement outside of any transaction."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement)


def missing() -> str | None:
    """What is missing for a server, with the remedy; None where all is there."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed: pip install 'gkscrape[pg]'"
    if binaries() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    return None


def skip_or_fail(reason: str) -> None:
    """Skips a test that needs what is not here; where CI says that all is here, it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (with CI=true this must not be skipped)", pytrace=False)
    pytest.skip(reason)


def binaries() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    found = sorted(Path(_SEARCHED).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    program = found[-1] if found else Path(on_path) if on_path else None
    return program.resolve().parent if program else None


@contextmanager
def server() -> Iterator[Server]:
    """A server in a folder of its own, stopped at the end; its language sorts otherwise than SQLite."""
    programs = binaries()
    assert programs is not None
    identity = _unprivileged()
    with tempfile.TemporaryDirectory(prefix="gkscrape-pg-") as name:
        folder = Path(name)
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        _make(programs, folder, identity)
        port = _free_port()
        settings = [word for setting in _WITHOUT_CARE for word in ("-c", setting)]
        where = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *where, *settings],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                **identity,
            )
        try:
            _wait(process, port, folder / "log")
            yield Server(port)
        finally:
            process.send_signal(2)
            process.wait(_PATIENCE)


def _unprivileged() -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses the superuser."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise AssertionError("there is neither a user postgres nor nobody to run PostgreSQL as")


def _make(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    language = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"]
    plain = ["-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    for words in ([*plain, *language], [*plain, "--locale=C.UTF-8"]):
        made = subprocess.run(
            [programs / "initdb", *words], capture_output=True, text=True, cwd=folder, **identity
        )
        if made.returncode == 0:
            return
    raise AssertionError(made.stderr)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            Server(port).ask("SELECT 1")
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))

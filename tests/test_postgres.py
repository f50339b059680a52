"""PostgreSQL is never left out in silence: where CI says that all is there, a test that would skip fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gkscrape.store.engine import engine_for

from . import postgres

ROOT = Path(__file__).parent.parent
PROGRAM = """
import sys
import pytest
import tests.postgres
tests.postgres.binaries = lambda: None
sys.exit(pytest.main(["-rs", "-p", "no:cacheprovider", "tests/store/test_search.py", "-k", "one_year_alone"]))
"""


@pytest.mark.parametrize(("ci", "status", "end"), [("true", 1, "1 error"), ("", 0, "1 skipped")])
def test_without_a_server_the_suite_fails_in_ci_and_skips_elsewhere(ci: str, status: int, end: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"CI": ci, "PYTHONPATH": "src", "PYTEST_ADDOPTS": "-v"},
        timeout=120,
        check=False,
    )
    assert told.returncode == status, told.stdout
    assert "1 passed" in told.stdout
    assert end in told.stdout
    assert "PostgreSQL is not installed: apt-get install postgresql" in told.stdout


def test_what_is_missing_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_SEARCHED", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgres.missing() == "PostgreSQL is not installed: apt-get install postgresql"


def test_ci_installs_the_server_before_the_suite() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "apt-get install -q -y --no-install-recommends postgresql\n" in script
    assert script.index("apt-get install") < script.index('bash -euo pipefail -c "$command"')


def test_the_server_is_on_loopback_and_unprivileged() -> None:
    reason = postgres.missing()
    if reason is not None:
        postgres.skip_or_fail(reason)
    with postgres.server() as running:
        engine = engine_for(running.url("postgres"), 5)
        with engine.connect() as connection:
            addresses = connection.exec_driver_sql("SHOW listen_addresses").scalar_one()
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            owner = Path(f"/proc/{pid}").stat().st_uid
        engine.dispose()
    assert addresses == "127.0.0.1"
    assert owner != 0

"""The same bytes in, the same bytes out: whatever the hash seed, folder, time zone and locale are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
PAGES = sorted(
    path
    for folder in ("twins", "eras")
    for path in (FIXTURES / folder).rglob("*")
    if path.suffix in (".html", ".txt")
)
PLACES = {
    "one": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC", "PYTHONUTF8": "1"},
    "other": {"PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "TZ": "America/New_York"},
}


def damaged(page: Path, folder: Path) -> Path:
    """The page with most zeros lost, so that rows are put to the proof."""
    lines = page.read_text(encoding="utf-8").split("\n")
    zero = re.compile(r"(?<=[>\s])0(?=[<\s]|$)")
    kept = [zero.sub("", line) if number % 5 else line for number, line in enumerate(lines)]
    path = folder / f"damaged-{page.parent.name}-{page.name}"
    path.write_text("\n".join(kept), encoding="utf-8")
    return path


def said(pages: list[Path], folder: Path, environment: dict[str, str]) -> bytes:
    folder.mkdir()
    path = os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", "")))
    run = subprocess.run(
        [sys.executable, "-m", "gkscrape", "parse", "--json", *map(str, pages)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return run.stdout


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("pages")
    pages = [*PAGES, *(damaged(page, folder) for page in PAGES if "2019" in page.stem or page.stem == "seed")]
    return [said(pages, folder / name, environment) for name, environment in PLACES.items()]


def test_two_processes_say_the_same_bytes(outputs: list[bytes]) -> None:
    one, other = outputs
    assert one == other


def test_what_they_say_is_a_reading_of_every_page_with_cells_in_doubt(outputs: list[bytes]) -> None:
    readings = [json.loads(line) for line in outputs[0].splitlines() if line.startswith(b"{")]
    assert len(readings) > len(PAGES)
    statuses = {cell["status"] for reading in readings for cell in reading.get("cells", ())}
    assert statuses == {"printed", "inferred", "ambiguous", "missing"}

"""Where the fuzzer starts from, and how it changes a page: by lines and figures, as well as by bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.fuzz.targets import MEDIA, UNITS

from gkscrape.form import load_forms
from gkscrape.reading.lexicon import labels_of

_FIXTURES = Path(__file__).resolve().parents[2] / "tests" / "fixtures"
KEPT = _FIXTURES / "fuzz"
"""What was worth keeping: one folder a target, replayed by the tests."""

_VALUES = (
    "0",
    "12",
    "１，２０４",
    "新增11",
    "减少3",
    "251000元",
    "0.092万元",
    "三十二",
    "——",
    "不适用",
    "1 234",
    "①",
)
_LARGE = re.compile(rb"(?<!\d)[12]\d{3}(?![\d\xe5])")
_FIGURE = re.compile(rb"\d+")
_TAG = re.compile(rb"</?t[dr][^>]*>")


def write_seeds(target: str, folder: Path) -> None:
    """Put the inputs to start from into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds = page_seeds() if target == "page" else value_seeds()
    kept = (path.read_bytes() for path in sorted((KEPT / target).iterdir()))
    for number, seed in enumerate((*seeds, *kept)):
        (folder / f"seed-{number}").write_bytes(seed)


def page_seeds() -> list[bytes]:
    """The fixture pages of all layouts with figures that add up, which is quick to prove: 0 for most."""
    return [
        bytes([MEDIA.index("text/html" if path.suffix == ".html" else "text/plain")])
        + _LARGE.sub(b"0", path.read_bytes())
        for path in sorted((_FIXTURES / "layouts").glob("*/page.*"))
    ]


def value_seeds() -> list[bytes]:
    """A few spellings of figures in each unit."""
    return [bytes([unit, 1]) + raw.encode() for unit in range(len(UNITS)) for raw in _VALUES]


def write_dictionary(path: Path) -> None:
    """The labels of the forms, in the notation of libFuzzer."""
    labels = dict.fromkeys(label for form in load_forms().values() for label in labels_of(form))
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in label.encode()) + '"' for label in labels)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def changed(data: bytes, most: int, seed: int) -> bytes:
    """The page with one change that portals and extractors make, no longer than `most` bytes."""
    rng = random.Random(seed)
    head, lines = data[:1], data[1:].split(b"\n")
    rng.choice(_CHANGES)(rng, lines)
    return (head + b"\n".join(lines))[:most]


def _lose(rng: random.Random, lines: list[bytes]) -> None:
    del lines[rng.randrange(len(lines))]


def _repeat(rng: random.Random, lines: list[bytes]) -> None:
    start = rng.randrange(len(lines))
    lines[start:start] = lines[start : start + rng.randint(1, 20)]


def _swap(rng: random.Random, lines: list[bytes]) -> None:
    here, there = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[here], lines[there] = lines[there], lines[here]


def _join(rng: random.Random, lines: list[bytes]) -> None:
    start = rng.randrange(len(lines))
    stop = start + rng.randint(2, 12)
    lines[start:stop] = [rng.choice((b"", b" ", b"|", b"\t", b"<br>")).join(lines[start:stop])]


def _refigure(rng: random.Random, lines: list[bytes]) -> None:
    figures = (b"", b"0", b"7", b"12 3", b"000", b"/", b"99999999999", "1，2".encode(), "3元".encode())
    index = rng.randrange(len(lines))
    lines[index] = _FIGURE.sub(rng.choice(figures), lines[index], count=rng.randint(1, 9))


def _retag(rng: random.Random, lines: list[bytes]) -> None:
    tags = (b"", b"<td>", b"</table>", b"<table>", b'<td colspan="3">', b'<td rowspan="9">', b"<tr>")
    index = rng.randrange(len(lines))
    lines[index] = _TAG.sub(rng.choice(tags), lines[index], count=rng.randint(1, 4))


_CHANGES: tuple[Callable[[random.Random, list[bytes]], None], ...] = (
    _lose,
    _repeat,
    _swap,
    _join,
    _refigure,
    _retag,
)

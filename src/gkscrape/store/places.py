"""The places of all cells of a reading as one small value, since each by itself would outweigh its cell."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import sub

from gkscrape.record import Place

_FIELDS = ("line", "start", "end", "table", "row", "column")
_NOWHERE = (None,) * len(_FIELDS)
_COLUMNS = 256


def pack_places(indicators: Sequence[int], places: Sequence[Place | None]) -> bytes:
    """Indicator ids in printed order, each with its place, as zlib-compressed JSON of differences by column.

    >>> unpack_places(pack_places([7, 3], [Place(61, 0, 2), None]))[0]
    (7, Place(line=61, start=0, end=2, table=None, row=None, column=None))
    """
    numbers = list(chain.from_iterable(_NOWHERE if place is None else place for place in places))
    columns = [_column(field, tuple(numbers[at :: len(_FIELDS)])) for at, field in enumerate(_FIELDS)]
    columns.append(_column("indicator", tuple(indicators)))
    return zlib.compress(f"{{{','.join(columns)}}}".encode())


@lru_cache(_COLUMNS)
def _column(field: str, values: tuple[int | None, ...]) -> str:
    """A column as JSON. Many columns are alike from report to report, as the rows of its tables are."""
    numbers = str(_differences(values)).replace(" ", "").replace("None", "null")
    return f'"{field}":{numbers}'


def unpack_places(packed: bytes) -> list[tuple[int, Place | None]]:
    """What `pack_places` packed, in the same order."""
    columns = json.loads(zlib.decompress(packed))
    indicators = _sums(columns["indicator"])
    rows = zip(*(_sums(columns[field]) for field in _FIELDS), strict=True)
    places = (None if line is None else Place(line, *rest) for line, *rest in rows)
    return [(indicator or 0, place) for indicator, place in zip(indicators, places, strict=True)]


def _differences(values: Sequence[int | None]) -> list[int | None]:
    """Each number less the one before it, so that regular rows become runs that compress well."""
    if None not in values:
        return [*values[:1], *map(sub, values[1:], values)]
    known = [value for value in values if value is not None]
    if not known:
        return list(values)
    differences = iter([*known[:1], *map(sub, known[1:], known)])
    return [None if value is None else next(differences) for value in values]


def _sums(differences: Iterable[int | None]) -> list[int | None]:
    total, out = 0, []
    for difference in differences:
        total += difference or 0
        out.append(None if difference is None else total)
    return out

"""The places of all cells of a reading as one small value, since each by itself would outweigh its cell."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence

from gkscrape.record import Place

_FIELDS = ("line", "start", "end", "table", "row", "column")


def pack_places(places: Sequence[tuple[int, Place | None]]) -> bytes:
    """Indicator ids in printed order, each with its place, as zlib-compressed JSON of differences by column.

    >>> unpack_places(pack_places([(7, Place(61, 0, 2)), (3, None)]))[0]
    (7, Place(line=61, start=0, end=2, table=None, row=None, column=None))
    """
    columns = {"indicator": _differences(indicator for indicator, _ in places)}
    for field in _FIELDS:
        columns[field] = _differences(getattr(place, field, None) for _, place in places)
    return zlib.compress(json.dumps(columns, separators=(",", ":")).encode(), level=9)


def unpack_places(packed: bytes) -> list[tuple[int, Place | None]]:
    """What `pack_places` packed, in the same order."""
    columns = json.loads(zlib.decompress(packed))
    indicators = _sums(columns["indicator"])
    rows = zip(*(_sums(columns[field]) for field in _FIELDS), strict=True)
    places = (None if line is None else Place(line, *rest) for line, *rest in rows)
    return [(indicator or 0, place) for indicator, place in zip(indicators, places, strict=True)]


def _differences(values: Iterable[int | None]) -> list[int | None]:
    """Each number less the one before it, so that regular rows become runs that compress well."""
    before, out = 0, []
    for value in values:
        out.append(None if value is None else value - before)
        before = before if value is None else value
    return out


def _sums(differences: Iterable[int | None]) -> list[int | None]:
    total, out = 0, []
    for difference in differences:
        total += difference or 0
        out.append(None if difference is None else total)
    return out

"""Column types that keep a value exact: decimals, times in UTC, places, and the small codes of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BLOB, DateTime, Numeric, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from gkscrape.errors import StoreError
from gkscrape.record import Kind, Place, Status

KIND_CODES = {Kind.NUMBER: 0, Kind.BLANK: 1, Kind.NA: 2, Kind.TEXT: 3, Kind.UNREADABLE: 4}
STATUS_CODES = {Status.PRINTED: 0, Status.INFERRED: 1, Status.AMBIGUOUS: 2, Status.MISSING: 3}

SHANGHAI = timezone(timedelta(hours=8))
_UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_LARGEST_INTEGER = 2**63 - 1
_PLACE = re.compile(r"(\d+)(?::(\d*)-(\d*))?(?: t(\d+))?(?: r(\d+))?(?: c(\d+))?")


def exact_number(value: Decimal | None) -> int | str | None:
    """The value as SQLite keeps it: an INTEGER where it is whole and fits, else its decimal digits as TEXT.

    >>> exact_number(Decimal("12.00")), exact_number(Decimal("7.5810")), exact_number(None)
    (12, '7.5810', None)
    """
    if value is None:
        return None
    if not value.is_finite():
        raise StoreError(f"{value} is not a number that can be kept; a reader must never give it")
    if value == value.to_integral_value() and abs(value) <= _LARGEST_INTEGER:
        return int(value)
    return format(value, "f")


def exact_and_digits(
    values: Iterable[Decimal | None],
) -> tuple[list[int | str | None], list[str | None]]:
    """`exact_number` of each, found out but once for numbers written alike; and the digits of that.

    >>> exact_and_digits([Decimal(12), None, Decimal("7.5810")])
    ([12, None, '7.5810'], ['12', None, '7.5810'])
    """
    figures = list(map(_figure, map(str, values)))
    return [exact for exact, _ in figures], [digits for _, digits in figures]


@lru_cache(1 << 10)
def _figure(written: str) -> tuple[int | str | None, str | None]:
    if written == "None":
        return None, None
    exact = exact_number(Decimal(written))
    return exact, str(exact)


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal that comes back equal. SQLite has no such type, so the column there has no affinity."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_Unconverted() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        exact = exact_number(value)
        return exact if dialect.name == "sqlite" or exact is None else Decimal(exact)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class _Unconverted(BLOB):
    """The affinity BLOB of SQLite, which stores integers as integers and text as text."""

    def bind_processor(self, dialect: Dialect) -> None:
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


class UtcTime(TypeDecorator[datetime]):
    """An aware time kept in UTC to the second; in SQLite as text like `2021-01-15T03:03:00Z`, which sorts."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise StoreError(f"the time {value.isoformat()} has no offset, so its UTC cannot be known")
        utc = value.astimezone(UTC).replace(microsecond=0)
        return utc.strftime(_UTC_FORMAT) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.strptime(value, _UTC_FORMAT).replace(tzinfo=UTC)


class PlaceText(TypeDecorator[Place]):
    """A place in a document as short text: `61`, `61:3-7`, `61 t2 r3 c4`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Place | None, dialect: Dialect) -> str | None:
        return None if value is None else place_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Place | None:
        return None if value is None else place_from_text(value)


def place_text(place: Place) -> str:
    """The place as one short word: line, span, then table, row and column.

    >>> place_text(Place(61)), place_text(Place(61, 3, 7, table=2, row=3, column=4))
    ('61', '61:3-7 t2 r3 c4')
    """
    line, start, end, table, row, column = place
    text = str(line)
    if start is not None or end is not None:
        text += f":{'' if start is None else start}-{'' if end is None else end}"
    if table is not None:
        text += f" t{table}"
    if row is not None:
        text += f" r{row}"
    if column is not None:
        text += f" c{column}"
    return text


def place_from_text(text: str) -> Place:
    """The place that `place_text` wrote. Raises StoreError for any other text.

    >>> place_from_text("61:3-7 c4")
    Place(line=61, start=3, end=7, table=None, row=None, column=4)
    """
    found = _PLACE.fullmatch(text)
    if found is None:
        raise StoreError(f"{text!r} is no place in a document; the database was changed by hand")
    line, *rest = (int(number) if number else None for number in found.groups())
    return Place(line or 0, *rest)

"""JSON text in which every number is exact, and no character can break a line."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | Decimal | str | list[Json] | dict[str, Json] | None"

# Line breaks to some readers of lines, controls, and halves of characters that no encoding can write.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def number(value: Decimal | None) -> int | float | Decimal | None:
    """The value as an int, or as a float where that has the very same digits; else as it is.

    >>> number(Decimal("3985758.0")), number(Decimal("7.5810")), number(Decimal("0.12345678901234567891"))
    (3985758, 7.581, Decimal('0.12345678901234567891'))
    """
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else value


def dumps(value: Json) -> str:
    """The value as JSON on one line, in UTF-8 characters; decimals keep all their digits.

    >>> dumps({"value": Decimal("0.12345678901234567891"), "raw": "甲\\n", "at": None})
    '{"value": 0.12345678901234567891, "raw": "甲\\\\n", "at": null}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(str(key))}: {dumps(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(dumps, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return _text(value) if isinstance(value, str) else json.dumps(value, allow_nan=False)


def _text(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))

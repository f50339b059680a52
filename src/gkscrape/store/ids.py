"""Names for units and reports that are the same on every machine, because they come from what they name."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from gkscrape.errors import StoreError
from gkscrape.record import Identity, Scope

UnitName = tuple[str, str | None]

_UNIT_BYTES = 10


@lru_cache(1 << 8)
def unit_id(name: str, region: str | None) -> str:
    """The id of a unit: `u` and 16 letters and digits, from its region's code and its name.

    >>> unit_id("某县人民政府办公室", "990101")
    'uovys42hejzpqnevz'
    """
    digest = hashlib.sha256(f"{region or ''}|{name}".encode()).digest()
    return "u" + base64.b32encode(digest[:_UNIT_BYTES]).decode().lower()


def same_unit_or_refuse(id_: str, unit: UnitName, known: UnitName) -> None:
    """Raises StoreError where two organs, each a name and the code of its region, fall on one id."""
    if unit != known:
        raise StoreError(
            f"{unit[0]} ({unit[1]}) and {known[0]} ({known[1]}) fall on the same id {id_};"
            " please report this, their reports cannot both be kept"
        )


def report_id(identity: Identity) -> str | None:
    """The id of a report: its unit's id, its year and its scope; None where unit or year are not settled."""
    if identity.unit is None or identity.year is None:
        return None
    return f"{unit_id(identity.unit, identity.region)}-{identity.year}-{scope_word(identity.scope)}"


def scope_word(scope: Scope | None) -> str:
    """The scope as it stands in an id."""
    return "unsettled" if scope is None else scope.value

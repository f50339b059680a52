"""All simulated portals by their keys, each of a county of its own."""

from __future__ import annotations

from itertools import product

from . import odd, plain, scripted, searched
from .model import Portal

_COUNTIES = ("".join(name) for name in product("霁霖榆槿苇蓼荻菘蕨薇芷", "溪岭坞坪塘峪垄浦埠渡"))

FLEET: dict[str, Portal] = {}
for _portal, _county in zip(
    (*plain.fleet(), *scripted.fleet(), *searched.fleet(), *odd.fleet()), _COUNTIES, strict=False
):
    assert _portal.key not in FLEET, _portal.key
    _portal.county = _county
    FLEET[_portal.key] = _portal

"""All simulated portals by their hosts."""

from __future__ import annotations

from . import odd, plain, scripted
from .model import Portal

FLEET: dict[str, Portal] = {}
for _portal in (*plain.fleet(), *scripted.fleet(), *odd.fleet()):
    assert _portal.host not in FLEET, _portal.host
    FLEET[_portal.host] = _portal

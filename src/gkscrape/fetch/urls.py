"""Addresses as they are asked: parsed once, without user names, fragments or other schemes."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from gkscrape.errors import FetchError

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An address to ask, and the host (in ASCII) and port that answer for it."""

    url: str
    host: str
    port: int


def target_of(url: str, base: Target | None = None) -> Target:
    """The address, against that of a page where it is printed there. Raises FetchError for what is none."""
    try:
        parsed = httpx.URL(base.url).join(url) if base else httpx.URL(url)
    except httpx.InvalidURL as error:
        where = f"{base.url}: redirects to {url!r}, which is" if base else f"{url}:"
        raise FetchError(f"{where} not an address ({error})") from error
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.host:
        raise FetchError(f"{parsed}: not an http or https address")
    if parsed.userinfo:
        raise FetchError(f"{parsed}: an address with a user name is not asked")
    asked = parsed.copy_with(fragment=None) if "#" in str(parsed) else parsed
    return Target(str(asked), asked.raw_host.decode("ascii"), asked.port or _DEFAULT_PORTS[asked.scheme])

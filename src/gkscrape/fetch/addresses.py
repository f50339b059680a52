"""Where a host really is: its addresses, and whether they are public ones."""

from __future__ import annotations

import ipaddress
import socket

from gkscrape.errors import FetchError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int, allow_private: bool) -> list[str]:
    """The addresses of a host in the resolver's order, at least one.

    Raises FetchError if any of them is not public, unless private ones are allowed: a name that points to
    both is a trap. Raises socket.gaierror when the name cannot be resolved.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise FetchError(f"{host}: not a host name ({error})") from error
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(f"{host} is at {address}, not a public address; --allow-private lets it through")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is open to everyone: not private, loopback, link-local, shared or multicast.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("100.64.0.1")
    (True, False, False, False)
    >>> is_public("::ffff:10.0.0.1"), is_public("fe80::1%eth0"), is_public("64:ff9b::a00:1")
    (False, False, False)
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast

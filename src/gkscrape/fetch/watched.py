"""Connections that end at a deadline, however slowly an answer drips in; the door to httpcore."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore


def watched_pool(tls: ssl.SSLContext, left: Callable[[], float]) -> httpcore.ConnectionPool:
    """A pool of one connection. Before and after each read `left` tells the seconds left, or raises."""
    return httpcore.ConnectionPool(
        ssl_context=tls, max_connections=1, max_keepalive_connections=1, network_backend=_Backend(left)
    )


class _Backend(httpcore.SyncBackend):
    """Opens connections that are watched."""

    def __init__(self, left: Callable[[], float]) -> None:
        self._left = left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect as usual."""
        inner = super().connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(inner, self._left)


class _Stream(httpcore.NetworkStream):
    """A connection that waits for each read no longer than the deadline allows."""

    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._left()
        try:
            return self._inner.read(max_bytes, left if timeout is None else min(timeout, left))
        except httpcore.ReadTimeout:
            self._left()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

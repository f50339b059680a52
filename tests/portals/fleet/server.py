"""Serves the whole fleet on loopback: one address for each portal, as each has a host of its own outside."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from http import HTTPStatus
from http.client import parse_headers
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from .model import Asked, Portal
from .reports import report_page

FIRST = 11
"""The first portal answers at 127.0.0.11; below lie addresses that others may use."""


@contextmanager
def serve(fleet: Sequence[Portal]) -> Iterator[None]:
    """Every portal answers at a loopback address of its own, until the block ends."""
    hosts = {f"127.0.0.{number}": portal for number, portal in enumerate(fleet, FIRST)}
    ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Future()
    thread = Thread(target=lambda: asyncio.run(_run(hosts, ready)), daemon=True)
    thread.start()
    loop, done, port = ready.result(timeout=30)
    for host, portal in hosts.items():
        portal.place = f"{host}:{port}"
        portal.asked.clear()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()


async def _run(
    hosts: dict[str, Portal], ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]]
) -> None:
    done, talks = asyncio.Event(), set[asyncio.Task[None]]()

    def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        portal = hosts[writer.get_extra_info("sockname")[0]]
        task = asyncio.ensure_future(_talk(portal, reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    try:
        port = _free_port(list(hosts))
        server = await asyncio.start_server(talk, list(hosts), port)
    except OSError as error:
        ready.set_exception(error)
        return
    async with server:
        ready.set_result((asyncio.get_running_loop(), done, port))
        await done.wait()
    for task in [*talks]:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


def _free_port(hosts: Sequence[str]) -> int:
    """A port that is free at the first address; others have it free as well, but for a rare accident."""
    with socket.socket() as probe:
        probe.bind((hosts[0], 0))
        return int(probe.getsockname()[1])


async def _talk(portal: Portal, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection's requests in turn, until it is closed."""
    try:
        while (asked := await _read(reader)) is not None:
            answer, body = portal.reply(asked, report_page)
            head = (
                f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
                f"Content-Type: {answer.media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    line, _, rest = head.partition(b"\r\n")
    method, target, _ = line.decode("ascii").split(" ")
    headers = {name.lower(): value for name, value in parse_headers(io.BytesIO(rest)).items()}
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, unquote(parts.path), query, headers, body)

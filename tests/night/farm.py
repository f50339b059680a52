"""Simulated web servers on loopback addresses, all in one thread, that write down every request."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it, when it came and when its answer was sent; `sent` counts bytes."""

    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float
    status: int
    sent: int


@dataclass
class Answer:
    """What a host answers. `drip` sends the body a byte at a time with so many seconds between.

    `pause` sends half of it, and the rest so many seconds later.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    pause: float = 0.0


Handler = Callable[[str, dict[str, str]], Answer]


@dataclass
class Host:
    """One host: its pages by path. `answers` may answer for any path in their place; `down` hangs up."""

    name: str
    port: int
    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Handler | Answer] = field(default_factory=dict)
    everything: Answer | None = None
    down: bool = False
    log: list[Asked] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"{self.name}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        if self.everything is not None and path != "/robots.txt":
            return self.everything
        special = self.answers.get(path)
        if isinstance(special, Answer):
            return special
        if special is not None:
            return special(path, headers)
        if path not in self.pages:
            return Answer(b"<html><body><h1>404 Not Found</h1></body></html>", 404)
        body = self.pages[path].encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(body, headers={"ETag": tag})

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]


class Farm:
    """Hosts that answer while the block lasts."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def add(self, number: int = 1) -> Host:
        """A host at 127.0.1.`number`, on a port of its own."""

        async def start() -> Host:
            host = Host(f"127.0.1.{number}", 0)
            server = await asyncio.start_server(
                lambda reader, writer: _serve(host, reader, writer), host.name, 0
            )
            host.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)
            return host

        host = asyncio.run_coroutine_threadsafe(start(), self._loop).result(10)
        self.hosts.append(host)
        return host

    def close(self) -> None:
        async def stop() -> None:
            for server in self._servers:
                server.close()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@contextmanager
def farm() -> Iterator[Farm]:
    one = Farm()
    try:
        yield one
    finally:
        one.close()


async def _serve(host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while (asked := await _read(reader)) is not None:
            if host.down:
                break
            await _respond(host, *asked, writer)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], float] | None:
    first = await reader.readline()
    if not first.strip():
        return None
    began = time.monotonic()
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    await reader.readexactly(int(headers.get("content-length", "0")))
    return first.split()[1].decode("ascii"), headers, began


async def _respond(
    host: Host, path: str, headers: dict[str, str], began: float, writer: asyncio.StreamWriter
) -> None:
    answer = host.answer(path, headers)
    shown = {"Content-Type": HTML, "Content-Length": str(len(answer.body))} | answer.headers
    if answer.status == 304:
        shown.pop("Content-Type")
        shown.pop("Content-Length")
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unknown"
    head = f"HTTP/1.1 {answer.status} {phrase}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in shown.items())
    data = head.encode() + b"\r\n"
    if answer.drip:
        writer.write(data)
        for byte in answer.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(answer.drip)
        ended = time.monotonic()
    elif answer.pause:
        half = len(answer.body) // 2
        writer.write(data + answer.body[:half])
        await asyncio.sleep(answer.pause)
        ended = time.monotonic()
        writer.write(answer.body[half:])
        await writer.drain()
    else:
        ended = time.monotonic()
        writer.write(data + answer.body)
        await writer.drain()
    sent = len(data) + len(answer.body)
    host.log.append(Asked(host.name, path, headers, began, ended, answer.status, sent))

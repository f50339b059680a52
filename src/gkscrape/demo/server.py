"""Serves the sample portal on a loopback port, as a small and plain web server of a county would."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Thread
from typing import Any, cast
from urllib.parse import unquote, urlsplit

DEMO_HOST = "demo.gkscrape.invalid"
LOOPBACK = "127.0.0.1"
LAST_MODIFIED = "Tue, 01 Apr 2025 01:00:00 GMT"
TYPES = {"html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"}
UNDECLARED = "text/html"
GBK_PAGES = frozenset({"/zfxxgk/zfxxgknb/bm/202001/t20200109_1012.html"})
"""Pages whose bytes are GBK; the header says nothing of it, as on the servers that still hold such pages."""


@dataclass(frozen=True, slots=True)
class DemoPortal:
    """The running portal: the address under which it is known, and the loopback port that answers for it."""

    address: tuple[str, int]
    requested: list[str] = field(default_factory=list)
    """The path of every request so far, in order of arrival."""

    @property
    def home(self) -> str:
        """The portal's public home page, the same on every run whatever the port."""
        return f"http://{DEMO_HOST}/"

    @property
    def resolve(self) -> Mapping[str, tuple[str, int]]:
        """Where a client must connect for the public host."""
        return {DEMO_HOST: self.address}


@contextmanager
def serve() -> Iterator[DemoPortal]:
    """The portal, answering on a free port of 127.0.0.1 until the block ends."""
    server = _Server((LOOPBACK, 0), _Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.portal = DemoPortal((LOOPBACK, self.server_port))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a client that hung up, as a killed crawl does; anything else is printed as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "gkscrape-demo"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        cast(_Server, self.server).portal.requested.append(path)
        found = _find(path)
        if found is None:
            self._answer(
                HTTPStatus.NOT_FOUND, b"<html><body><h1>404 Not Found</h1></body></html>", UNDECLARED
            )
        elif found.is_dir():
            self._redirect(path + "/")
        else:
            self._page(path, found.read_bytes())

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the crawl."""

    def _page(self, path: str, body: bytes) -> None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        known = self.headers.get("If-None-Match")
        unchanged = known == tag if known else self.headers.get("If-Modified-Since") == LAST_MODIFIED
        extension = path.rpartition(".")[2]
        media_type = UNDECLARED if path in GBK_PAGES else TYPES.get(extension, TYPES["html"])
        validators = {"ETag": tag, "Last-Modified": LAST_MODIFIED}
        if unchanged:
            self._answer(HTTPStatus.NOT_MODIFIED, b"", media_type, validators)
        else:
            self._answer(HTTPStatus.OK, body, media_type, validators)

    def _redirect(self, path: str) -> None:
        self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", UNDECLARED, {"Location": path})

    def _answer(
        self, status: HTTPStatus, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _find(path: str) -> Traversable | None:
    """The file for a path; for a folder its index, or the folder itself where its slash is missing."""
    parts = path.strip("/").split("/")
    if any(part in ("", ".", "..") for part in parts) and path != "/":
        return None
    found = files("gkscrape.demo").joinpath("site")
    for part in filter(None, parts):
        found = found.joinpath(part)
    if path.endswith("/"):
        found = found.joinpath("index.html")
    return found if found.is_file() or found.is_dir() else None

"""Serves the whole fleet from one loopback port: the Host header says which portal is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from .model import Answer, Asked, Portal


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    fleet: Mapping[str, Portal]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def _reply(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        portal = cast(_Server, self.server).fleet.get((self.headers["Host"] or "").partition(":")[0])
        asked = Asked(self.command, unquote(parts.path), query, body)
        answer = portal.reply(asked) if portal else Answer(b"no such portal", status=421)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve(fleet: Mapping[str, Portal]) -> Iterator[Mapping[str, tuple[str, int]]]:
    """Where each host of the fleet answers, until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fleet = fleet
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield dict.fromkeys(fleet, ("127.0.0.1", server.server_port))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

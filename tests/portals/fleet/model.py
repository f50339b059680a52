"""What a simulated portal is: pages by path, answers to what its scripts ask, and the truth about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin


@dataclass(frozen=True)
class Answer:
    body: bytes
    media_type: str = "text/html"
    status: int = 200


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: bytes


@dataclass
class Portal:
    """`reports` are the paths of all its reports, `column` is what an entry should name.

    A search begins at `start`. `troubles` are words of the events that must be told; no other may be.
    """

    host: str
    family: str
    reports: set[str]
    column: str | None = None
    start: str = "/"
    name: str = "青溪县"
    charset: str = "utf-8"
    pages: dict[str, Answer] = field(default_factory=dict)
    answer: Callable[[Asked], Answer | None] | None = None
    troubles: Sequence[str] = ()
    port: int | None = None

    @property
    def root(self) -> str:
        return f"http://{self.host}" + (f":{self.port}" if self.port else "")

    def url(self, path: str) -> str:
        return urljoin(f"{self.root}/", path)

    def put(self, path: str, page: str, *, status: int = 200, media_type: str = "text/html") -> None:
        assert path not in self.pages, path
        self.pages[path] = Answer(page.encode(self.charset), media_type, status)

    def reply(self, asked: Asked) -> Answer:
        if self.answer is not None and (drawn := self.answer(asked)) is not None:
            return drawn
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        known = self.pages.get(f"{asked.path}?{query}") or self.pages.get(asked.path)
        return known or Answer(b"<html><body>Not Found</body></html>", status=404)

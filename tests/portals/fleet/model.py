"""What a simulated portal is: pages by path, answers to what its scripts ask, and the truth about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

COUNTY = "青溪"
"""The county for which all pages are written; each portal is served under the name of its own."""

PLACE = "{{place}}"
"""Where in a page the portal's own host and port go."""


@dataclass(frozen=True)
class Entry:
    """A report in a list. `words` is the text of its link where that is not its title."""

    path: str
    organ: str
    year: int
    words: str = ""

    @property
    def title(self) -> str:
        return self.words or title_of(self.organ, self.year)


def title_of(organ: str, year: int) -> str:
    return f"{organ}{year}年政府信息公开工作年度报告"


def by_path(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.path: entry for entry in entries}


@dataclass(frozen=True)
class Answer:
    """`body` is text that is encoded when it is sent, or bytes that are sent as they are."""

    body: str | bytes
    media_type: str = "text/html"
    status: int = 200


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def address(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.path}?{query}" if query else self.path


@dataclass
class Portal:
    """`reports` are all its reports by path, `column` is what an entry should name.

    A search begins at `start`; `within` is what tells a portal apart that shares its host. `troubles` are
    words of the events that a search must tell, `refusals` of those that only reading tells; no other may be
    told. `files` are what reports have beside them; `unread` are the reports that hold no text, `copies`
    those that are another one once more.
    """

    key: str
    family: str
    reports: dict[str, Entry]
    column: str | None = None
    start: str = "/"
    charset: str = "utf-8"
    within: tuple[str, ...] = ()
    pages: dict[str, Answer] = field(default_factory=dict)
    answer: Callable[[Asked], Answer | None] | None = None
    troubles: Sequence[str] = ()
    refusals: Sequence[str] = ()
    files: set[str] = field(default_factory=set)
    unread: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()
    county: str = COUNTY
    place: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        assert self.place, f"{self.key} is not served"
        return f"http://{self.place}"

    def url(self, path: str) -> str:
        return urljoin(f"{self.root}/", path)

    def own(self, text: str) -> str:
        """A text of this portal, in which the county bears its own name."""
        return text.replace(COUNTY, self.county).replace(PLACE, self.place)

    def put(self, path: str, page: str | bytes, *, status: int = 200, media_type: str = "text/html") -> None:
        assert path not in self.pages, path
        self.pages[path] = Answer(page, media_type, status)

    def reply(self, asked: Asked, draw: Callable[[str, Entry], str]) -> tuple[Answer, bytes]:
        """The answer, and its body as it is sent; `draw` sets a report that has no page of its own."""
        self.asked.append(asked.address)
        answer = self._find(asked, draw) or Answer("<html><body>Not Found</body></html>", status=404)
        body = answer.body
        return answer, self.own(body).encode(self.charset) if isinstance(body, str) else body

    def _find(self, asked: Asked, draw: Callable[[str, Entry], str]) -> Answer | None:
        if self.answer is not None and (drawn := self.answer(asked)) is not None:
            return drawn
        for path in (asked.address, asked.path):
            if path in self.pages:
                return self.pages[path]
            if path in self.reports:
                return Answer(draw(self.family, self.reports[path]))
        return None

"""How much of an answer is too much."""

from __future__ import annotations

from dataclasses import dataclass

from gkscrape.errors import FetchError, Why


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is too much: seconds for connecting and each read, for a whole answer, and bytes of a body."""

    timeout: float
    deadline: float
    max_bytes: int

    def late(self, url: str) -> FetchError:
        """What a whole answer that takes too long is refused with."""
        return FetchError(f"{url}: not complete after {self.deadline:.0f} s", Why.SLOW)

    def refuse_declared(self, url: str, length: str) -> None:
        """Raises FetchError for a Content-Length of more bytes than are read."""
        if length.isdigit() and int(length) > self.max_bytes:
            raise FetchError(f"{url}: its {length} bytes are more than the {self.max_bytes} that are read")

"""Content decoding within bounds: gzip and deflate undone, never holding more than the limit."""

from __future__ import annotations

import io
import zlib

from gkscrape.errors import FetchError


class Decoder:
    """Undoes gzip or deflate and never holds more than `limit` bytes, however much they would unpack to."""

    def __init__(self, url: str, encoding: str, limit: int) -> None:
        self._url, self._limit = url, limit
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in ("", "identity", "gzip", "deflate"):
            raise FetchError(f"{url}: sent with the content encoding {encoding!r}, which was not asked for")
        self._inflate = _inflater(self._encoding)
        self._body = io.BytesIO()
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes as they came. Raises FetchError for too many, or not what they claim."""
        if self._inflate is None:
            self._keep(chunk)
            return
        try:
            self._unpack(chunk)
        except zlib.error as error:
            raise FetchError(
                f"{self._url}: its body is not the {self._encoding} it claims ({error})"
            ) from error

    def finish(self) -> bytes:
        """The whole body. Raises FetchError when the compressed stream broke off."""
        if self._inflate is not None and self._begun and not self._inflate.eof:
            raise FetchError(f"{self._url}: its {self._encoding} body breaks off")
        return self._body.getvalue()

    def _unpack(self, chunk: bytes) -> None:
        assert self._inflate is not None
        if not self._begun and self._encoding == "deflate" and chunk and not _has_zlib_header(chunk):
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._begun = self._begun or bool(chunk)
        while chunk and not self._inflate.eof:
            self._keep(self._inflate.decompress(chunk, self._limit + 1 - self._body.tell()))
            chunk = self._inflate.unconsumed_tail
            if self._inflate.eof and self._inflate.unused_data.startswith(b"\x1f\x8b"):
                chunk = self._inflate.unused_data
                self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def _keep(self, data: bytes) -> None:
        if self._body.tell() + len(data) > self._limit:
            raise FetchError(f"{self._url}: it is larger than the {self._limit} bytes that are read")
        self._body.write(data)


def _inflater(encoding: str) -> zlib._Decompress | None:
    if encoding == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    return zlib.decompressobj() if encoding == "deflate" else None


def _has_zlib_header(chunk: bytes) -> bool:
    """RFC 1950; some servers send deflate without it."""
    return chunk[0] & 0x0F == 8 and (len(chunk) < 2 or (chunk[0] << 8 | chunk[1]) % 31 == 0)

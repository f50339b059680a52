"""How records are packed: with the standard library, or a few times faster where isal is installed.

Both give standard gzip. The extra `fast` brings isal, whose files are a twentieth larger; the door to isal.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

_GZIP = 16 + zlib.MAX_WBITS

_LEVEL = 6
"""Pages shrink by one part in a hundred more at level 9, for half as much time again."""

_FAST_LEVEL = 2


def _usual(data: bytes) -> bytes:
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return deflate.compress(data) + deflate.flush()


def _quickest() -> Callable[[bytes], bytes]:
    try:
        from isal import isal_zlib
    except ImportError:
        return _usual
    return lambda data: isal_zlib.compress(data, _FAST_LEVEL, _GZIP)


deflated: Callable[[bytes], bytes] = _quickest()
"""One gzip member that unpacks to these bytes and names no time; any gzip reader opens it."""

"""One pool of memory for all threads: of pools of their own, each keeps as much as it once held at most."""

from __future__ import annotations

import ctypes

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def share_one_pool() -> None:
    """Let threads that begin from now on share the main thread's pool; without glibc there is but one."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return
    mallopt(_ARENA_MAX, 1)

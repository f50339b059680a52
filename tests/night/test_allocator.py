"""Memory: all threads of a night take it from one pool."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

POOLS = """
import ctypes, sys, tempfile, threading
from gkscrape.run.allocator import share_one_pool
if sys.argv[1] == "shared":
    share_one_pool()
meet = threading.Barrier(4)
def take():
    meet.wait()
    bytearray(100_000)
    meet.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]
with tempfile.NamedTemporaryFile() as told:
    stream = libc.fopen(told.name.encode(), b"w")
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(told.read().count(b"<heap nr="))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="the C library is not glibc")
def test_threads_share_one_pool() -> None:
    pools = {
        how: int(subprocess.run([sys.executable, "-c", POOLS, how], check=True, capture_output=True).stdout)
        for how in ("shared", "as it is")
    }
    assert pools["shared"] == 1
    assert pools["as it is"] > 1

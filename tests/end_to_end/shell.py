"""Runs a command in this process as the shell would, and returns what it left."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import NamedTuple
from unittest import mock

import pytest

from gkscrape.cli import main


class Answer(NamedTuple):
    """The exit status and both streams of one command."""

    status: int
    out: str
    err: str


def gkscrape(*words: object) -> Answer:
    """What `gkscrape WORDS…` answers."""
    out, err = io.StringIO(), io.StringIO()
    arguments = ["gkscrape", *map(str, words)]
    with (
        mock.patch.object(sys, "argv", arguments),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        main()
    return Answer(int(left.value.code or 0), out.getvalue(), err.getvalue())

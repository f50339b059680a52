"""Prints the page docs/database.md."""

from __future__ import annotations

import sys

from gkscrape.store.dictionary import markdown

sys.stdout.write(markdown())

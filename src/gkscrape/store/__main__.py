"""Prints a page of the documents: docs/database.md, or with the word `datasette` docs/datasette.json."""

from __future__ import annotations

import json
import sys

from gkscrape.store.datasette import metadata
from gkscrape.store.dictionary import markdown

if sys.argv[1:] == ["datasette"]:
    sys.stdout.write(json.dumps(metadata(), ensure_ascii=False, indent=1) + "\n")
else:
    sys.stdout.write(markdown())

"""Turns records into what people and machines read. `show.terminal` stands apart: it alone loads rich."""

from gkscrape.show.changes import ChangeShown, EntryShown, change_json, diff_json, telling
from gkscrape.show.dumps import Json, dumps
from gkscrape.show.formats import FORMATS, render
from gkscrape.show.reading import fault_json, refusal_json, report_json

__all__ = [
    "FORMATS",
    "ChangeShown",
    "EntryShown",
    "Json",
    "change_json",
    "diff_json",
    "dumps",
    "fault_json",
    "refusal_json",
    "render",
    "report_json",
    "telling",
]

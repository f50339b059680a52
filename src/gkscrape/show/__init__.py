"""Turns records into what people and machines read."""

from gkscrape.show.changes import ChangeShown, EntryShown, change_json, diff_json, telling
from gkscrape.show.dumps import Json, dumps
from gkscrape.show.formats import FORMATS, render
from gkscrape.show.reading import fault_json, refusal_json, report_json
from gkscrape.show.summary import StatusShown, print_report, print_status
from gkscrape.show.terminal import print_changes, print_faults, print_lines, print_table

__all__ = [
    "FORMATS",
    "ChangeShown",
    "EntryShown",
    "Json",
    "StatusShown",
    "change_json",
    "diff_json",
    "dumps",
    "fault_json",
    "print_changes",
    "print_faults",
    "print_lines",
    "print_report",
    "print_status",
    "print_table",
    "refusal_json",
    "render",
    "report_json",
    "telling",
]

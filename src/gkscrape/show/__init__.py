"""Turns records into what people and machines read."""

from gkscrape.show.changes import change_json, section_json, telling
from gkscrape.show.dumps import Json, dumps
from gkscrape.show.formats import FORMATS, json_list, render, render_sheet
from gkscrape.show.night import breaks_of, headline, night_page
from gkscrape.show.reading import fault_json, refusal_json, report_json
from gkscrape.show.sheets import Sheet, copies_sheet, copy_json, ranking_sheet, standing_json
from gkscrape.show.summary import StatusShown, print_report, print_status
from gkscrape.show.terminal import (
    print_changes,
    print_faults,
    print_lines,
    print_sections,
    print_sheet,
    print_table,
)

__all__ = [
    "FORMATS",
    "Json",
    "Sheet",
    "StatusShown",
    "breaks_of",
    "change_json",
    "copies_sheet",
    "copy_json",
    "dumps",
    "fault_json",
    "headline",
    "json_list",
    "night_page",
    "print_changes",
    "print_faults",
    "print_lines",
    "print_report",
    "print_sections",
    "print_sheet",
    "print_status",
    "print_table",
    "ranking_sheet",
    "refusal_json",
    "render",
    "render_sheet",
    "report_json",
    "section_json",
    "standing_json",
    "telling",
]

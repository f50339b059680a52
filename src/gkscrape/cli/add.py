"""`gkscrape add`: local files, mirrored folders and WARC files, as if they had been fetched."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from gkscrape.cli.options import archive as archive_option
from gkscrape.cli.options import as_json as json_option
from gkscrape.cli.options import database as database_option
from gkscrape.errors import ExitStatus
from gkscrape.run.add import add
from gkscrape.run.events import Event, What
from gkscrape.show import print_lines
from gkscrape.show.progress import watch


@click.command(
    epilog="""\b
Examples:
  gkscrape add report.html
  gkscrape add mirror-of-a-portal/ old-crawl.warc.gz
\b
In a folder, pages (.html .htm .shtml .jhtml .txt, and HTML under a script's name, be it
with its query), documents (PDF, Word, Excel, WPS, OFD, RTF, MHTML) and WARC files are taken.
What is no annual report, or cannot be read, is archived and refused by name; the exit status
is then 3. Files of other kinds are passed over and counted; --json names each. A file that
is given by its own name is never passed over.
\b
A saved page keeps the address that it had: the one that a browser or HTTrack noted in it,
or that its path spells from a folder named by its host, as in www.example.gov.cn/nb/1.html
(the scheme is then taken to be http). To add it again makes no second report."""
)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@database_option
@archive_option
@json_option
def command(paths: tuple[Path, ...], db: str, archive: Path, as_json: bool) -> int:
    """Archive, read and store local files, folders of a mirrored site, or WARC files."""
    endings: Counter[str] = Counter()
    with watch("add", as_json=as_json) as listen:

        def hear(event: Event) -> None:
            listen(event)
            if event.what is What.PASSED_OVER:
                endings[event.message] += 1

        tally = add(paths, db, archive, hear)
    if endings and not as_json:
        told = ", ".join(f"{number} {ending}" for ending, number in endings.most_common())
        print_lines([f"passed over as no page, document or WARC file: {told}; --json names each"])
    if tally.broken:
        return ExitStatus.FAILED
    return ExitStatus.REFUSED if tally.refused else ExitStatus.DONE

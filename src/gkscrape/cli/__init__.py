"""The command line: one file a command, each imported only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from gkscrape import __version__
from gkscrape.errors import ExitStatus, GkscrapeError

COMMANDS = {
    "demo": "See the whole job done on a sample portal inside the program.",
    "parse": "Read reports from files and print what they say.",
    "crawl": "Find, archive, read and store the reports of a portal.",
    "nightly": "Visit every portal that is due, and say what is not as expected.",
    "portals": "List, test, verify and add portals of the catalogue.",
    "add": "Archive and store local files, mirrored folders or WARC files.",
    "diff": "Compare the years of a unit, or units in a year.",
    "check": "Test the printed sums of stored reports.",
    "history": "Show every body of a report that was fetched, and what it changed.",
    "reparse": "Read the archive again with today's reader.",
    "verify": "Read every stored cell again from the archive, and compare.",
    "archive": "Prove the raw bytes against the database, list them, show one.",
    "layouts": "List the layouts, try them on a page, draft fixtures and sign them.",
    "export": "Write CSV, XLSX, Parquet, JSON Lines or a data package.",
    "db": "Check, upgrade, copy and merge databases.",
    "status": "Say what the database holds.",
}


class Commands(click.Group):
    """The group of commands; `--help` lists them without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"gkscrape.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    epilog="""\b
Examples:
  gkscrape demo
  gkscrape parse report.html --json
  gkscrape crawl https://www.example.gov.cn/ --dry-run
  gkscrape diff 某县人民政府办公室 2020 2021
\b
Exit status: 0 done, 1 failed, 2 wrong usage, 3 an input was refused,
4 done but a check, an expectation or a comparison says no.""",
)
@click.version_option(__version__, prog_name="gkscrape")
def group() -> None:
    """Yearly reports on government information disclosure (政府信息公开工作年度报告):
    crawled, archived, rebuilt into exact records, stored and compared."""


def main() -> None:
    """Run the command line and leave with the status that the errors tree names."""
    try:
        status = group.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = ExitStatus.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was done is kept, the same command goes on from here", err=True)
        status = 130
    except GkscrapeError as error:
        click.echo(f"gkscrape: {error}", err=True)
        status = error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        status = ExitStatus.DONE
    sys.exit(int(status or 0))

"""Loads invented reports one by one, until it is done or killed: loader.py DATABASE COUNT."""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from gkscrape.record import Capture, Cell, Identity, Kind, Place, Report, Scope, Section, Source, Status
from gkscrape.store import IndicatorRow, Store, open_store

CODES = tuple(f"requests/row{number}/total" for number in range(200))


def load(store: Store, number: int) -> None:
    url, sha256 = f"http://portal.example/{number}", hashlib.sha256(str(number).encode()).hexdigest()
    fetched = datetime.now(UTC) + timedelta(seconds=number)
    capture = store.capture(Capture(url, sha256, "text/html", 9, 200, fetched, "a.warc.gz", number))
    cells = (
        Cell(
            code, Kind.NUMBER, Status.PRINTED, Decimal(number + place), str(number + place), Place(place + 1)
        )
        for place, code in enumerate(CODES)
    )
    store.keep(
        Report(
            Source(sha256, "text/html", 9, url),
            Identity(f"云岭县第{number // 2}局", "990101", Scope.ORGAN, 2021, None, None),
            "2021",
            "grid",
            tuple(cells),
            (),
            (Section(1, "总体情况", "文" * 200),),
            (),
            (),
        ),
        capture,
    )


def main(path: str, count: int) -> None:
    with open_store(path) as store:
        run = store.start_run("load")
        store.seed(indicators=[IndicatorRow(code, code, "总计", "件", ("2021",)) for code in CODES])
        for number in range(count):
            load(store, number)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
        store.finish_run(run, 0, {"reports": count})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

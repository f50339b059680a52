"""A database as a whole: is it sound, down to the archived bytes; brought up to date; merged with others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gkscrape.errors import UsageError
from gkscrape.run.archive import check_archive
from gkscrape.run.seeds import seed
from gkscrape.store import Damage, Merged, Upgraded, damages, merge, open_store, snapshot, upgrade

_UNREADABLE = ("file.pages", "schema.object")


def check_database(db: str, archive: Path | None, *, quick: bool = False) -> Iterator[Damage]:
    """What is wrong with a database, and which of its captures the archive does not hold.

    Without an `archive` the bytes are not looked at; `quick` leaves out to read every reading again. Nothing
    is changed. Raises StoreError for what is no database of this version.
    """
    unreadable = False
    for damage in damages(db, quick=quick):
        unreadable = unreadable or damage.kind in _UNREADABLE
        yield damage
    if archive is None or unreadable:
        return
    with open_store(db) as store:
        for flaw in check_archive(store, archive).findings:
            if not flaw.flaw.harmless:
                yield Damage("capture.archive", flaw.url or flaw.warc, f"{flaw.flaw}: {flaw.message}")


def upgrade_database(db: str) -> Upgraded:
    """Brings the schema, the indicators, the regions and the concordance of a database up to date.

    Raises StoreError for one of a newer gkscrape, and for one of another program.
    """
    done = upgrade(db)
    with open_store(db) as store:
        seed(store)
    return done


def merge_databases(db: str, others: Sequence[str]) -> Iterator[tuple[str, Merged]]:
    """Brings what the others hold into the database, which is made where it is not there; what each added.

    The others are left as they are. Each comes in as a whole or not at all. Raises UsageError if the database
    is among them, and StoreError for one of a newer version.
    """
    for other in others:
        if other == db or ("://" not in other + db and Path(other).resolve() == Path(db).resolve()):
            raise UsageError(f"{other}: is the database itself; name others to merge into it")
    for other in others:
        with snapshot(other) as source:
            yield other, merge(db, source)

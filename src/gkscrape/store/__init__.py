"""The database: one SQLite file that explains itself, and the only part of gkscrape that knows SQL."""

from gkscrape.store.addresses import Address, AddressKind, AddressState, Due, Round
from gkscrape.store.queue import Queue
from gkscrape.store.store import Store, open_store
from gkscrape.store.values import (
    IndicatorRow,
    Kept,
    Outcome,
    PortalRow,
    RegionRow,
    ReportEntry,
    Ruling,
    StoreStatus,
    Unit,
    Verdict,
)

__all__ = [
    "Address",
    "AddressKind",
    "AddressState",
    "Due",
    "IndicatorRow",
    "Kept",
    "Outcome",
    "PortalRow",
    "Queue",
    "RegionRow",
    "ReportEntry",
    "Round",
    "Ruling",
    "Store",
    "StoreStatus",
    "Unit",
    "Verdict",
    "open_store",
]

"""The database: one SQLite file that explains itself, and the only part of gkscrape that knows SQL."""

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
    "IndicatorRow",
    "Kept",
    "Outcome",
    "PortalRow",
    "RegionRow",
    "ReportEntry",
    "Ruling",
    "Store",
    "StoreStatus",
    "Unit",
    "Verdict",
    "open_store",
]

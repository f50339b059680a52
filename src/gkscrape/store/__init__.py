"""The database: one SQLite file that explains itself, and the only part of gkscrape that knows SQL."""

from gkscrape.store.addresses import Address, AddressKind, AddressState, Due, Round
from gkscrape.store.checking import KINDS as DAMAGE_KINDS
from gkscrape.store.checking import Damage, damages
from gkscrape.store.merging import Merged, merge
from gkscrape.store.queue import Queue
from gkscrape.store.search import Finding
from gkscrape.store.store import Store, open_store
from gkscrape.store.upkeep import Upgraded, backup, snapshot, upgrade, vacuum
from gkscrape.store.values import (
    ConcordanceRow,
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
    "DAMAGE_KINDS",
    "Address",
    "AddressKind",
    "AddressState",
    "ConcordanceRow",
    "Damage",
    "Due",
    "Finding",
    "IndicatorRow",
    "Kept",
    "Merged",
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
    "Upgraded",
    "Verdict",
    "backup",
    "damages",
    "merge",
    "open_store",
    "snapshot",
    "upgrade",
    "vacuum",
]

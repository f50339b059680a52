"""Holds one report against the rules of its form: records in, outcomes and faults out."""

from gkscrape.checks.assess import assess, check
from gkscrape.checks.outcome import Outcome, State

__all__ = ["Outcome", "State", "assess", "check"]

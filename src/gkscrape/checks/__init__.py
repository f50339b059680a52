"""Holds a report against the rules of its form, and against the report of the year before: faults out."""

from gkscrape.checks.assess import assess, check
from gkscrape.checks.chains import assess_chain, check_chain
from gkscrape.checks.outcome import Outcome, State

__all__ = ["Outcome", "State", "assess", "assess_chain", "check", "check_chain"]

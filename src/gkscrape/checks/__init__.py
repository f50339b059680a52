"""Holds a report against the rules of its form, the report of the year before, and its peers: faults out."""

from gkscrape.checks.assess import assess, check
from gkscrape.checks.chains import assess_chain, check_chain
from gkscrape.checks.outcome import Outcome, State
from gkscrape.checks.peers import Middle, assess_peers, check_peers, middle_of
from gkscrape.checks.rules import peer_indicators

__all__ = [
    "Middle",
    "Outcome",
    "State",
    "assess",
    "assess_chain",
    "assess_peers",
    "check",
    "check_chain",
    "check_peers",
    "middle_of",
    "peer_indicators",
]

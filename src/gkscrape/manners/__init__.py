"""Manners: who may be asked (robots.txt), and when (the least time between two requests to one host)."""

from gkscrape.manners.addresses import host_and_port, is_allowed, own_hosts, posted, posted_parts
from gkscrape.manners.memory import HostState, Memory, RobotsFile
from gkscrape.manners.turns import AGENT, DAY, ROBOTS_RETRY, Clock, Manners, Pace

__all__ = [
    "AGENT",
    "DAY",
    "ROBOTS_RETRY",
    "Clock",
    "HostState",
    "Manners",
    "Memory",
    "Pace",
    "RobotsFile",
    "host_and_port",
    "is_allowed",
    "own_hosts",
    "posted",
    "posted_parts",
]

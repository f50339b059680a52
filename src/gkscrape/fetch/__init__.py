"""Polite requests: the one place from which gkscrape asks anything of the network."""

from gkscrape.fetch.fetcher import MAX_REDIRECTS, Fetcher, FetchSettings, Validators, retry_after
from gkscrape.manners import host_and_port

__all__ = ["MAX_REDIRECTS", "FetchSettings", "Fetcher", "Validators", "host_and_port", "retry_after"]

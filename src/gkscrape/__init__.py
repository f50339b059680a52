"""gkscrape: the yearly disclosure reports of Chinese county governments, crawled, rebuilt and compared."""

__version__ = "0.1.0"

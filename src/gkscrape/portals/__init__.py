"""Finding the reports of a portal: from its home page or its annual-report column, over list pages."""

from gkscrape.portals.discover import Event, Found, find_reports
from gkscrape.portals.walk import Broken, Limits, Scripts

__all__ = ["Broken", "Event", "Found", "Limits", "Scripts", "find_reports"]

"""Damages sound reports in known ways and counts what the reading makes of them."""

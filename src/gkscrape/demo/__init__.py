"""The sample portal of an invented county, served on loopback for `gkscrape demo`."""

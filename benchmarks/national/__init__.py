"""A nation of invented reports: the real counties, plausible figures, and faults at stated rates.

`python -m benchmarks.national` loads it and measures the database; `docs/speed.md` is what it measured.
"""

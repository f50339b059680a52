"""Joins the stages into the jobs that the commands run; the one floor where a broad `except` may stand."""

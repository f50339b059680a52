"""The views that people query: readable names over compact storage, always of the current reading.

Views are derived: an upgrade drops them, migrates the tables, and creates them anew from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from gkscrape.store.columns import KIND_CODES, STATUS_CODES
from gkscrape.store.overviews import (
    EACH_INDICATOR,
    EACH_INDICATOR_IN_POSTGRESQL,
    OVERVIEWS,
    raw,
    words,
)


def _figure(indicator: str) -> str:
    return f"(SELECT c.value FROM cells c WHERE c.report_id = r.id AND c.indicator = '{indicator}')"


_CELLS = f"""
SELECT r.id AS report_id, i.code AS indicator, s.value + 0 AS value,
  {words("s.kind", KIND_CODES)} AS kind,
  {words("s.status", STATUS_CODES)} AS status,
  {raw("s", "d")} AS raw,
  d.candidates AS candidates, d.reason AS reason, d.computed + 0 AS computed
FROM reports r
JOIN cell_store s ON s.reading_id = r.reading_id
JOIN indicators i ON i.id = s.indicator_id
LEFT JOIN cell_details d ON d.reading_id = s.reading_id AND d.indicator_id = s.indicator_id
"""

_EXTRAS = """
SELECT r.id AS report_id, x.label AS label, x.column_label AS column_label, x.value + 0 AS value,
  x.unit AS unit, x.raw AS raw, x.place AS place
FROM reports r JOIN reading_extras x ON x.reading_id = r.reading_id
"""

_SECTIONS = """
SELECT r.id AS report_id, s.number AS number, s.heading AS heading, s.text AS text, s.place AS place
FROM reports r JOIN reading_sections s ON s.reading_id = r.reading_id
"""

_FACTS = """
SELECT r.id AS report_id, f.section AS section, f.label AS label, f.value + 0 AS value, f.unit AS unit,
  f.raw AS raw, f.approximate AS approximate, f.place AS place
FROM reports r JOIN reading_facts f ON f.reading_id = r.reading_id
"""

_FAULTS = """
SELECT r.id AS report_id, f.code AS code, f.grade AS grade, f.suspect AS suspect, f.message AS message,
  f.indicators AS indicators, f.found + 0 AS found, f.expected + 0 AS expected, f.origin AS origin
FROM reports r JOIN reading_faults f ON f.reading_id = r.reading_id
"""

_REQUESTS_SUMMARY = f"""
SELECT report_id, unit, region, year, scope, form, received, carried_in, granted, partial, total, carried_out,
  1.0 * granted / NULLIF(total, 0) AS granted_share
FROM (
  SELECT r.id AS report_id, u.name AS unit, u.region AS region, r.year AS year, r.scope AS scope,
    r.form AS form,
    {_figure("requests/received/total")} AS received,
    {_figure("requests/carried_in/total")} AS carried_in,
    {_figure("requests/granted/total")} AS granted,
    {_figure("requests/partial/total")} AS partial,
    {_figure("requests/total/total")} AS total,
    {_figure("requests/carried_out/total")} AS carried_out
  FROM reports r JOIN units u ON u.id = r.unit_id
  WHERE r.form IN ('2019', '2021')
) figures
"""

_UNPLACED_READINGS = """
SELECT g.id AS reading_id, c.url AS url, c.sha256 AS sha256, g.unit AS unit, g.region AS region,
  g.year AS year, g.form AS form, g.title AS title
FROM readings g JOIN captures c ON c.id = g.capture_id
WHERE g.chosen AND g.report_id IS NULL
"""

VIEWS: Mapping[str, str] = {
    "cells": _CELLS,
    "extras": _EXTRAS,
    "sections": _SECTIONS,
    "facts": _FACTS,
    "faults": _FAULTS,
    "requests_summary": _REQUESTS_SUMMARY,
    "unplaced_readings": _UNPLACED_READINGS,
    **OVERVIEWS,
}


def drop_views(connection: Connection) -> None:
    """Drops every view of gkscrape, so that the tables below them can change."""
    for name in reversed(list(VIEWS)):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def create_views(connection: Connection) -> None:
    """Creates every view as this version defines it."""
    for name, select in VIEWS.items():
        if connection.dialect.name == "postgresql":
            select = select.replace(EACH_INDICATOR, EACH_INDICATOR_IN_POSTGRESQL)
        connection.exec_driver_sql(f"CREATE VIEW {name} AS{select.rstrip()}")

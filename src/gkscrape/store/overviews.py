"""The views that answer a usual question each: a report's headlines, its tables, its years side by side.

All are written so that both kinds of database look only at the rows that a query asks for: figures are
fetched one by one through keys, and nothing is grouped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gkscrape.record import Kind, Status
from gkscrape.store.columns import KIND_CODES, STATUS_CODES

EACH_INDICATOR = "LEFT JOIN json_each(f.indicators) AS named ON 1"
EACH_INDICATOR_IN_POSTGRESQL = (
    "LEFT JOIN LATERAL json_array_elements_text(f.indicators) AS named(value) ON true"
)
"""What a fault names, one row each: the one thing that both kinds of database say in their own words."""

_HEADLINES = {
    "received": "requests/received/total",
    "granted": "requests/granted/total",
    "partial": "requests/partial/total",
    "decided": "requests/total/total",
    "carried_out": "requests/carried_out/total",
    "reconsiderations": "challenges/reconsideration/total",
    "lawsuits_direct": "challenges/litigation_direct/total",
    "lawsuits_after_reconsideration": "challenges/litigation_after_reconsideration/total",
    "documents_made": "disclosure/normative_documents/made",
    "licence_decisions": "disclosure/licences/decisions",
    "penalty_decisions": "disclosure/penalties/decisions",
}
_APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other", "total")
_RESULTS = ("upheld", "corrected", "other", "pending", "total")
_DISCLOSED = (
    "made",
    "published",
    "in_public",
    "repealed",
    "in_force",
    "prior_items",
    "change",
    "decisions",
    "items",
    "amount",
)
_WHO = """r.id AS report_id, u.name AS unit, u.region AS region, r.year AS year, r.scope AS scope,
  r.form AS form"""


def words(column: str, codes: Mapping[Kind, int] | Mapping[Status, int]) -> str:
    """An expression that gives the word for the small code of a cell's kind or status."""
    cases = " ".join(f"WHEN {code} THEN '{word}'" for word, code in codes.items())
    return f"CASE {column} {cases} END"


def raw(cell: str, detail: str) -> str:
    """An expression for what is printed in a cell, given the names of its two tables in the query."""
    number, blank = KIND_CODES[Kind.NUMBER], KIND_CODES[Kind.BLANK]
    return (
        f"CASE WHEN {detail}.reading_id IS NOT NULL THEN {detail}.raw\n"
        f"    WHEN {cell}.kind = {number} THEN CAST({cell}.value AS TEXT)\n"
        f"    WHEN {cell}.kind = {blank} AND {cell}.status = {STATUS_CODES[Status.PRINTED]} THEN '' END"
    )


def _comparable(report: str, other_form: str, indicator: str) -> str:
    """The figure that stands for an indicator beside a report of another form; empty if a part is unknown."""
    return f"""(
    SELECT CASE WHEN count(*) = count(s.value) THEN sum(s.value + 0) END
    FROM concordance p JOIN indicators i ON i.code = p.code
    LEFT JOIN cell_store s ON s.reading_id = {report}.reading_id AND s.indicator_id = i.id
    WHERE p.form = {report}.form AND p.other_form = {other_form} AND p.indicator = {indicator})"""


def _count(grade: str) -> str:
    return (
        f"(SELECT count(*) FROM reading_faults f WHERE f.reading_id = r.reading_id AND f.grade = '{grade}')"
    )


def _as_table(table: str, row: str, columns: Iterable[str]) -> str:
    """A table of the form as it is printed: one row of the view for each row that a report's form has."""
    figures = ",\n  ".join(
        f"(SELECT s.value + 0 FROM indicators j JOIN cell_store s ON s.reading_id = r.reading_id"
        f" AND s.indicator_id = j.id WHERE j.code = '{table}/' || i.row_code || '/{column}') AS {column}"
        for column in columns
    )
    return f"""
SELECT {_WHO},
  i.row_code AS {row}, i.row_label AS label,
  {figures}
FROM reports r
JOIN units u ON u.id = r.unit_id
CROSS JOIN (SELECT min(id) AS id FROM indicators WHERE table_code = '{table}' GROUP BY row_code) first
JOIN indicators i ON i.id = first.id
WHERE EXISTS (SELECT 1 FROM indicators j JOIN cell_store s ON s.indicator_id = j.id
  WHERE j.table_code = '{table}' AND j.row_code = i.row_code AND s.reading_id = r.reading_id)
"""


_headlines = ",\n  ".join(
    f"""{_comparable("r", "'2021'", f"'{code}'")} AS {name}""" for name, code in _HEADLINES.items()
)
_REPORT_SUMMARY = f"""
SELECT {_WHO},
  (SELECT g.name FROM regions g WHERE g.code = u.region AND g.first_year <= r.year
    ORDER BY g.first_year DESC LIMIT 1) AS region_name,
  r.title AS title, r.url AS url, r.published AS published,
  {_headlines},
  {_count("error")} AS errors,
  {_count("warning")} AS warnings
FROM reports r JOIN units u ON u.id = r.unit_id
"""

_YEAR_PAIRS = f"""
SELECT report_id, unit, region, scope, year, year_before, indicator, label, comparable, value_before, value,
  round(value - value_before, 6) AS change,
  CASE WHEN value_before > 0 THEN round(1.0 * (value - value_before) / value_before, 6) END AS change_share,
  note
FROM (
  SELECT b.id AS report_id, u.name AS unit, u.region AS region, b.scope AS scope, b.year AS year,
    a.year AS year_before, c.indicator AS indicator, c.label AS label, c.comparable AS comparable,
    {_comparable("a", "b.form", "c.indicator")} AS value_before,
    {_comparable("b", "a.form", "c.indicator")} AS value,
    c.note AS note
  FROM reports b
  JOIN reports a ON a.unit_id = b.unit_id AND a.year = b.year - 1
    AND coalesce(a.scope, '') = coalesce(b.scope, '')
  JOIN units u ON u.id = b.unit_id
  JOIN concordance c ON c.form = b.form AND c.other_form = a.form AND c.part = 0
) pairs
"""

_FAILED_CHECKS = f"""
SELECT {_WHO},
  f.code AS code, f.grade AS grade, f.suspect AS suspect, f.message AS message,
  f.found + 0 AS found, f.expected + 0 AS expected,
  i.code AS indicator, i.row_label AS label, i.column_label AS column_label,
  s.value + 0 AS value, {words("s.status", STATUS_CODES)} AS status,
  {raw("s", "d")} AS raw,
  k.url AS url, k.sha256 AS sha256
FROM reports r
JOIN units u ON u.id = r.unit_id
JOIN readings g ON g.id = r.reading_id
JOIN captures k ON k.id = g.capture_id
JOIN reading_faults f ON f.reading_id = r.reading_id
{EACH_INDICATOR}
LEFT JOIN indicators i ON i.code = named.value
LEFT JOIN cell_store s ON s.reading_id = r.reading_id AND s.indicator_id = i.id
LEFT JOIN cell_details d ON d.reading_id = s.reading_id AND d.indicator_id = s.indicator_id
WHERE f.grade IN ('error', 'warning')
"""

_COVERAGE = """
SELECT unit_id, unit, region, year, reports,
  CASE WHEN reports > 0 THEN 'held' WHEN year < first_year THEN 'before'
    WHEN year > last_year THEN 'after' ELSE 'gap' END AS state
FROM (
  SELECT u.id AS unit_id, u.name AS unit, u.region AS region, y.year AS year,
    (SELECT count(*) FROM reports r WHERE r.unit_id = u.id AND r.year = y.year) AS reports,
    (SELECT min(r.year) FROM reports r WHERE r.unit_id = u.id) AS first_year,
    (SELECT max(r.year) FROM reports r WHERE r.unit_id = u.id) AS last_year
  FROM units u CROSS JOIN (SELECT DISTINCT year FROM reports) y
) years
"""


def _total(report: str, row: str) -> str:
    return (
        "(SELECT s.value + 0 FROM indicators j JOIN cell_store s ON s.indicator_id = j.id"
        f" WHERE s.reading_id = {report}.reading_id AND j.code = 'requests/{row}/total')"
    )


_CARRY_OVER = f"""
SELECT report_id, unit, region, scope, year, left_over, carried_in, carried_in - left_over AS difference,
  CASE WHEN carried_in = left_over THEN 'holds' WHEN carried_in <> left_over THEN 'breaks'
    ELSE 'unknown' END AS state
FROM (
  SELECT b.id AS report_id, u.name AS unit, u.region AS region, b.scope AS scope, b.year AS year,
    {_total("a", "carried_out")} AS left_over,
    {_total("b", "carried_in")} AS carried_in
  FROM reports b
  JOIN reports a ON a.unit_id = b.unit_id AND a.year = b.year - 1
    AND coalesce(a.scope, '') = coalesce(b.scope, '')
  JOIN units u ON u.id = b.unit_id
  WHERE a.form IN ('2019', '2021') AND b.form IN ('2019', '2021')
) pairs
"""

OVERVIEWS: Mapping[str, str] = {
    "report_summary": _REPORT_SUMMARY,
    "request_outcomes": _as_table("requests", "outcome", _APPLICANTS),
    "challenges": _as_table("challenges", "procedure", _RESULTS),
    "disclosure": _as_table("disclosure", "subject", _DISCLOSED),
    "year_pairs": _YEAR_PAIRS,
    "failed_checks": _FAILED_CHECKS,
    "coverage": _COVERAGE,
    "carry_over": _CARRY_OVER,
}

"""The first schema: every table of version 0.1."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UTC_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
EXACT = sa.Numeric().with_variant(sa.BLOB(), "sqlite")


def _exact(table: str, column: str) -> sa.CheckConstraint:
    rule = (
        f"typeof({column}) IN ('null', 'integer') OR (typeof({column}) = 'text'"
        f" AND {column} GLOB '*[0-9]*' AND {column} NOT GLOB '*[^-0-9.]*')"
    )
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{column}_exact")).ddl_if(dialect="sqlite")


def upgrade() -> None:
    op.create_table(
        "data_dictionary",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "column_name", name=op.f("pk_data_dictionary")),
    )
    op.create_table(
        "indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("table_code", sa.Text(), nullable=False),
        sa.Column("row_code", sa.Text(), nullable=False),
        sa.Column("column_code", sa.Text(), nullable=False),
        sa.Column("table_label", sa.Text(), nullable=True),
        sa.Column("row_label", sa.Text(), nullable=False),
        sa.Column("column_label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code = table_code || '/' || row_code || '/' || column_code", name=op.f("ck_indicators_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("code", name=op.f("uq_indicators_code")),
    )
    op.create_table(
        "portals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("home", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portals")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("first_year", sa.SmallInteger(), nullable=False),
        sa.Column("last_year", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.CheckConstraint("last_year >= first_year", name=op.f("ck_regions_years")),
        sa.CheckConstraint("length(code) >= 6", name=op.f("ck_regions_code")),
        sa.PrimaryKeyConstraint("code", "first_year", name=op.f("pk_regions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("started", UTC_TIME, nullable=False),
        sa.Column("finished", UTC_TIME, nullable=True),
        sa.Column("exit_status", sa.SmallInteger(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.CheckConstraint("(finished IS NULL) = (exit_status IS NULL)", name=op.f("ck_runs_ended")),
        sa.CheckConstraint("exit_status BETWEEN 0 AND 255", name=op.f("ck_runs_exit_status")),
        sa.CheckConstraint("finished >= started", name=op.f("ck_runs_finished")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_units_name")),
        sa.CheckConstraint("length(region) >= 6", name=op.f("ck_units_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", "region", name=op.f("uq_units_name_region")),
    )
    op.create_table(
        "captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("fetched_at", UTC_TIME, nullable=False),
        sa.Column("warc", sa.Text(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("portal", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("refusal_message", sa.Text(), nullable=True),
        sa.Column("refused_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "refused IN ('notice', 'blank_form', 'look_alike', 'list', 'soft_404', 'challenge', 'empty',"
            " 'unreadable')",
            name=op.f("ck_captures_refused"),
        ),
        sa.CheckConstraint('"offset" >= 0', name=op.f("ck_captures_offset")),
        sa.CheckConstraint(
            "(refused IS NULL) = (refusal_message IS NULL) AND (refused IS NULL) = (refused_by IS NULL)",
            name=op.f("ck_captures_refusal"),
        ),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_captures_bytes")),
        sa.CheckConstraint("length(sha256) = 64 AND sha256 = lower(sha256)", name=op.f("ck_captures_sha256")),
        sa.CheckConstraint("status BETWEEN 100 AND 599", name=op.f("ck_captures_status")),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_captures_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        sa.UniqueConstraint("url", "sha256", name=op.f("uq_captures_url_sha256")),
    )
    op.create_index("ix_captures_sha256", "captures", ["sha256"], unique=False)
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("reader_version", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("read_at", UTC_TIME, nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", UTC_TIME, nullable=True),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.CheckConstraint("form IN ('2014', '2019', '2021', 'narrative')", name=op.f("ck_readings_form")),
        sa.CheckConstraint("scope IN ('consolidated', 'office', 'organ')", name=op.f("ck_readings_scope")),
        sa.CheckConstraint(
            "(report_id IS NULL) = (unit IS NULL OR year IS NULL)", name=op.f("ck_readings_report")
        ),
        sa.CheckConstraint("chosen IN (0, 1)", name=op.f("ck_readings_chosen")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(content_sha256) = 64 AND content_sha256 = lower(content_sha256)",
            name=op.f("ck_readings_content_sha256"),
        ),
        sa.CheckConstraint("year BETWEEN 2003 AND 2100", name=op.f("ck_readings_year")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_readings_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint(
            "capture_id", "content_sha256", name=op.f("uq_readings_capture_id_content_sha256")
        ),
    )
    op.create_index(
        "ix_readings_chosen",
        "readings",
        ["capture_id"],
        unique=True,
        sqlite_where=sa.text("chosen"),
        postgresql_where=sa.text("chosen"),
    )
    op.create_index("ix_readings_report_id", "readings", ["report_id"], unique=False)
    op.create_table(
        "cell_store",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("value", EXACT, nullable=True),
        _exact("cell_store", "value"),
        sa.CheckConstraint("(kind = 0) = (value IS NOT NULL)", name=op.f("ck_cell_store_value")),
        sa.CheckConstraint("kind BETWEEN 0 AND 4", name=op.f("ck_cell_store_kind")),
        sa.CheckConstraint("status <> 2 OR kind = 4", name=op.f("ck_cell_store_ambiguous")),
        sa.CheckConstraint("status <> 3 OR kind <> 0", name=op.f("ck_cell_store_missing")),
        sa.CheckConstraint("status BETWEEN 0 AND 3", name=op.f("ck_cell_store_status")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name=op.f("fk_cell_store_indicator_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_cell_store_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", "indicator_id", name=op.f("pk_cell_store")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_extras",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("column_label", sa.Text(), nullable=True),
        sa.Column("value", EXACT, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        _exact("reading_extras", "value"),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reading_extras_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_reading_extras")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_facts",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        _exact("reading_facts", "value"),
        sa.CheckConstraint("approximate IN (0, 1)", name=op.f("ck_reading_facts_approximate")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reading_facts_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_reading_facts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_faults",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("suspect", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("found", EXACT, nullable=True),
        sa.Column("expected", EXACT, nullable=True),
        sa.CheckConstraint("grade IN ('error', 'warning', 'info')", name=op.f("ck_reading_faults_grade")),
        sa.CheckConstraint("origin IN ('reader', 'store')", name=op.f("ck_reading_faults_origin")),
        sa.CheckConstraint(
            "suspect IN ('publisher', 'reader', 'undecided')", name=op.f("ck_reading_faults_suspect")
        ),
        _exact("reading_faults", "expected"),
        _exact("reading_faults", "found"),
        sa.CheckConstraint("length(code) > 0", name=op.f("ck_reading_faults_code")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reading_faults_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_reading_faults")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_places",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reading_places_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_reading_places")),
    )
    op.create_table(
        "reading_sections",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reading_sections_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_reading_sections")),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published", UTC_TIME, nullable=True),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("form IN ('2014', '2019', '2021', 'narrative')", name=op.f("ck_reports_form")),
        sa.CheckConstraint("scope IN ('consolidated', 'office', 'organ')", name=op.f("ck_reports_scope")),
        sa.CheckConstraint("year BETWEEN 2003 AND 2100", name=op.f("ck_reports_year")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reports_reading_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("reading_id", name=op.f("uq_reports_reading_id")),
        sa.UniqueConstraint("unit_id", "year", "scope", name=op.f("uq_reports_unit_id_year_scope")),
    )
    op.create_index("ix_reports_year", "reports", ["year"], unique=False)
    op.create_table(
        "cell_details",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("computed", EXACT, nullable=True),
        _exact("cell_details", "computed"),
        sa.ForeignKeyConstraint(
            ["reading_id", "indicator_id"],
            ["cell_store.reading_id", "cell_store.indicator_id"],
            name=op.f("fk_cell_details_reading_id_indicator_id"),
        ),
        sa.PrimaryKeyConstraint("reading_id", "indicator_id", name=op.f("pk_cell_details")),
        sqlite_with_rowid=False,
    )

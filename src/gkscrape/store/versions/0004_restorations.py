"""Readings that a person restored, the run that brought a capture, and what may be compared across forms."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UTC_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FORMS = "('2014', '2019', '2021', 'narrative')"


def upgrade() -> None:
    _captures()
    _restorations()
    _concordance()


def _captures() -> None:
    """In SQLite the table is not rebuilt, and an INTEGER holds any offset already."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("ALTER TABLE captures ADD COLUMN run_id INTEGER REFERENCES runs (id)")
        return
    op.add_column("captures", sa.Column("run_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_captures_run_id"), "captures", "runs", ["run_id"], ["id"])
    op.alter_column("captures", "offset", type_=sa.BigInteger(), existing_nullable=False)


def _restorations() -> None:
    op.create_table(
        "restorations",
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("restored_at", UTC_TIME, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("length(note) > 0", name=op.f("ck_restorations_note")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_restorations_capture_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_restorations_reading_id")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_restorations")),
    )


def _concordance() -> None:
    op.create_table(
        "concordance",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("other_form", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("comparable", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(f"form IN {FORMS}", name=op.f("ck_concordance_form")),
        sa.CheckConstraint(f"other_form IN {FORMS}", name=op.f("ck_concordance_other_form")),
        sa.CheckConstraint("comparable IN ('same', 'sum', 'group')", name=op.f("ck_concordance_comparable")),
        sa.CheckConstraint("part >= 0", name=op.f("ck_concordance_part")),
        sa.ForeignKeyConstraint(["code"], ["indicators.code"], name=op.f("fk_concordance_code")),
        sa.PrimaryKeyConstraint("form", "other_form", "indicator", "part", name=op.f("pk_concordance")),
        sqlite_with_rowid=False,
    )

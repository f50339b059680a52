"""Verdicts: what a person said of a fault."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verdicts",
        sa.Column("fault_id", sa.Text(), nullable=False),
        sa.Column("seen_sha256", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "length(seen_sha256) = 64 AND seen_sha256 = lower(seen_sha256)",
            name=op.f("ck_verdicts_seen_sha256"),
        ),
        sa.CheckConstraint("ruling IN ('accepted', 'dismissed')", name=op.f("ck_verdicts_ruling")),
        sa.CheckConstraint("length(note) > 0", name=op.f("ck_verdicts_note")),
        sa.PrimaryKeyConstraint("fault_id", "seen_sha256", name=op.f("pk_verdicts")),
    )
    op.create_index("ix_verdicts_report_id", "verdicts", ["report_id"], unique=False)

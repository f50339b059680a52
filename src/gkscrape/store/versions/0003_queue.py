"""The queue: every address of a portal, when it is asked again, each round of a portal, and its hosts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UTC_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.add_column("captures", sa.Column("seen_at", UTC_TIME, nullable=True))
    _rounds()
    _queue()
    _hosts()


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.Text(), nullable=False),
        sa.Column("started", UTC_TIME, nullable=False),
        sa.Column("finished", UTC_TIME, nullable=True),
        sa.Column("sweep", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.CheckConstraint("finished >= started", name=op.f("ck_rounds_finished")),
        sa.CheckConstraint("(finished IS NULL) = (listed IS NULL)", name=op.f("ck_rounds_ended")),
        sa.CheckConstraint("sweep IN (0, 1)", name=op.f("ck_rounds_sweep")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("whole IN (0, 1)", name=op.f("ck_rounds_whole")).ddl_if(dialect="sqlite"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index("ix_rounds_portal", "rounds", ["portal"], unique=False)


def _queue() -> None:
    op.create_table(
        "queue",
        sa.Column("portal", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", UTC_TIME, nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("unchanged", sa.SmallInteger(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("found_on", sa.Text(), nullable=True),
        sa.Column("answered_as", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("refused_id", sa.Integer(), nullable=True),
        sa.Column("asked", UTC_TIME, nullable=True),
        sa.Column("changed", UTC_TIME, nullable=True),
        sa.Column("first_in", sa.Integer(), nullable=False),
        sa.Column("listed_in", sa.Integer(), nullable=True),
        sa.Column("asked_in", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('list', 'report', 'attachment')", name=op.f("ck_queue_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'refused', 'broken', 'forbidden', 'vanished')",
            name=op.f("ck_queue_state"),
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_queue_tries")),
        sa.CheckConstraint("unchanged >= 0", name=op.f("ck_queue_unchanged")),
        sa.CheckConstraint("(trouble IS NULL) = (reason IS NULL)", name=op.f("ck_queue_trouble")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_queue_capture_id")),
        sa.ForeignKeyConstraint(["refused_id"], ["captures.id"], name=op.f("fk_queue_refused_id")),
        sa.ForeignKeyConstraint(["first_in"], ["rounds.id"], name=op.f("fk_queue_first_in")),
        sa.ForeignKeyConstraint(["listed_in"], ["rounds.id"], name=op.f("fk_queue_listed_in")),
        sa.ForeignKeyConstraint(["asked_in"], ["rounds.id"], name=op.f("fk_queue_asked_in")),
        sa.PrimaryKeyConstraint("portal", "url", name=op.f("pk_queue")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_queue_due", "queue", ["portal", "state", "due"], unique=False)


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("closed_until", UTC_TIME, nullable=True),
        sa.CheckConstraint("asked >= 0", name=op.f("ck_hosts_asked")),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", UTC_TIME, nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
        sqlite_with_rowid=False,
    )

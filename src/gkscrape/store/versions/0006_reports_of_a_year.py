"""The reports of a year are found by their scope too, as whoever ranks counties asks for them."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_reports_year", "reports")
    op.create_index("ix_reports_year", "reports", ["year", "scope"])

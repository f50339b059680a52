"""The search index knows single letters too; like the views it is made anew with every upgrade."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables stay as they are."""

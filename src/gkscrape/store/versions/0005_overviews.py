"""Views that answer a usual question each, and a search index: both are made anew with every upgrade."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables stay as they are."""

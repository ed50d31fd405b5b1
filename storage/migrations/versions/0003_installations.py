"""Where the bot is installed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0009"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.Column("removed_at", NOW, nullable=True),
        sa.PrimaryKeyConstraint("platform", "tenant", name="pk_installations"),
    )
    op.create_table(
        "install_promises",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("until", NOW, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_install_promises"),
    )
    op.create_index("ix_install_promises_until", "install_promises", ["until"])

"""Files beside an offer or a need: which bot they came to, and what is known of them.

Nothing was ever written into the table before, so it is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0013"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
JSON = sa.Text()


def upgrade() -> None:
    op.drop_table("kept_files")
    op.create_table(
        "kept_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("person", "platform", "tenant")),
        sa.Column("file", JSON, nullable=False),
        sa.Column("at", NOW, nullable=False),
        _refers("listing", "listings.id"),
        _refers("person", "people.id"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_files"),
    )
    for column in ("conversation", "listing", "person"):
        op.create_index(f"ix_kept_files_{column}", "kept_files", [column])


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_kept_files_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, initially="DEFERRED", deferrable=True)

"""What the matcher keeps, and when a listing was last written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    _listings()
    _matches()
    op.create_table(
        "listing_vectors",
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing"],
            ["listings.id"],
            name="fk_listing_vectors_listing",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("listing", name="pk_listing_vectors"),
    )
    op.create_table(
        "synonyms",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_synonyms"),
    )
    op.create_table(
        "priorities",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_priorities"),
    )
    op.create_table(
        "weights",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("made_at", NOW, nullable=False),
        sa.Column("switched_at", NOW, nullable=True),
        sa.PrimaryKeyConstraint("version", name="pk_weights"),
    )


def _listings() -> None:
    with op.batch_alter_table("listings") as table:
        table.add_column(sa.Column("changed_at", NOW, nullable=True))
    op.execute("UPDATE listings SET changed_at = entered_at")
    with op.batch_alter_table("listings") as table:
        table.alter_column("changed_at", existing_type=NOW, nullable=False)
    op.create_index("ix_listings_changed", "listings", ["changed_at"])


def _matches() -> None:
    with op.batch_alter_table("matches") as table:
        table.add_column(sa.Column("parts", sa.Text(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("weights", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("matches") as table:
        table.alter_column("parts", existing_type=sa.Text(), server_default=None)
        table.alter_column("weights", existing_type=sa.Text(), server_default=None)

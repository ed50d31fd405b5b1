"""Who polls, chats that moved, codes for a team, and files kept with a listing."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0002"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", NOW, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "chat_aliases",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("platform", "tenant", "old", "new")),
        sa.PrimaryKeyConstraint("platform", "tenant", "old", name="pk_chat_aliases"),
    )
    op.create_table(
        "team_invites",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", NOW, nullable=False),
        sa.Column("used_by", sa.Text(), nullable=True),
        _refers("team_invites", "organisation", "organisations.id"),
        _refers("team_invites", "made_by", "people.id"),
        sa.PrimaryKeyConstraint("digest", name="pk_team_invites"),
    )
    op.create_table(
        "kept_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("person", "platform", "kind", "reference", "name")
        ),
        sa.Column("at", NOW, nullable=False),
        _refers("kept_files", "listing", "listings.id"),
        _refers("kept_files", "person", "people.id"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_files"),
    )
    op.create_index("ix_kept_files_conversation", "kept_files", ["conversation"])
    op.create_index("ix_kept_files_listing", "kept_files", ["listing"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, initially="DEFERRED", deferrable=True)

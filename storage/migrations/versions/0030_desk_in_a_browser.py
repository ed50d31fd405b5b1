"""Keys to the coordinators' desk in a browser."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "desk_keys",
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_desk_keys_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("given", name="pk_desk_keys"),
        sa.UniqueConstraint("browser", name="uq_desk_keys_browser"),
    )
    op.create_index("ix_desk_keys_person", "desk_keys", ["person"])

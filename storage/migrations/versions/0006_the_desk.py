"""Who takes care of what, lists to approve at once, mornings, and what came about lately."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0010"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_claims_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("subject_id", name="pk_claims"),
    )
    op.create_index("ix_claims_person", "claims", ["person"])
    op.create_table(
        "batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_table(
        "mornings",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_mornings"),
    )
    op.create_index("ix_matches_entered", "matches", ["state", "entered_at"])

"""What has to be in place before a match starts, and what coordinators went by who verified hours."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0015"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
ITEMS = (
    "constitution",
    "safeguarding",
    "public_liability",
    "employers_liability",
    "risk_assessment",
    "data_protection",
    "own_cover",
    "dbs",
    "other_check",
    "line_manager",
    "chair",
    "observed",
    "trustee_checks",
    "appointed",
    "after_3",
    "after_12",
)


def upgrade() -> None:
    items = ", ".join(f"'{item}'" for item in ITEMS)
    op.create_table(
        "checks",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("opened_at", NOW, nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "subject IN ('organisation', 'listing', 'match', 'person')", name=op.f("ck_checks_subject")
        ),
        sa.CheckConstraint(f"item IN ({items})", name=op.f("ck_checks_item")),
        sa.CheckConstraint("owner IN ('host', 'volunteer', 'coordinator')", name=op.f("ck_checks_owner")),
        sa.PrimaryKeyConstraint("subject", "subject_id", "item", name="pk_checks"),
    )
    op.create_index("ix_checks_organisation", "checks", ["organisation", "item"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["match"], ["matches.id"], name="fk_evidence_match", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_evidence_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_match", "evidence", ["match", "at"])
    op.create_index("ix_evidence_person", "evidence", ["person"])

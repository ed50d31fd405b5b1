"""What waits for people and what they were told of it; how long a listing is taken to be true."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("listings") as table:
        table.add_column(sa.Column("expires_at", NOW, nullable=True))
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("snoozed_until", NOW, nullable=True))
    op.create_table(
        "reminders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", NOW, nullable=False),
        sa.Column("timely", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", NOW, nullable=True),
        sa.Column("heard_at", NOW, nullable=True),
        sa.Column("moved_at", NOW, nullable=True),
        sa.Column("by_them", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'dropped')", name=op.f("ck_reminders_state")
        ),
        sa.CheckConstraint(
            "subject IN ('organisation', 'listing', 'match', 'person')", name=op.f("ck_reminders_subject")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_reminders_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint(
            "person",
            "subject",
            "subject_id",
            "code",
            "step",
            "due_at",
            name="uq_reminders_person_subject_subject_id_code_step_due_at",
        ),
    )
    op.create_index("ix_reminders_person", "reminders", ["person", "state", "sent_at"])
    op.create_index("ix_reminders_subject", "reminders", ["subject", "subject_id"])
    op.create_index("ix_kept_files_person", "kept_files", ["person"])
    op.create_index("ix_team_invites_made_by", "team_invites", ["made_by"])

"""What could not be processed, until somebody looks at it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stuck",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("try_at", MOMENT, nullable=True),
        sa.Column("aside_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('event', 'message', 'reminder')", name=op.f("ck_stuck_kind")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_stuck_least")),
        sa.PrimaryKeyConstraint("id", name="pk_stuck"),
        sa.UniqueConstraint("kind", "platform", "tenant", "about", name="uq_stuck_kind_platform_tenant_about"),
    )
    op.create_index("ix_stuck_account", "stuck", ["platform", "tenant", "user"])
    due = sa.text("try_at IS NOT NULL")
    op.create_index("ix_stuck_due", "stuck", ["try_at"], sqlite_where=due, postgresql_where=due)
    untold = sa.text("aside_at IS NOT NULL AND told_at IS NULL")
    op.create_index("ix_stuck_untold", "stuck", ["aside_at"], sqlite_where=untold, postgresql_where=untold)

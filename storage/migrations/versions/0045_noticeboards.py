"""Chats in which the menu is posted."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

SUBJECTS = "subject IN ('organisation', 'listing', 'match', 'person', 'pledge', 'instalment', 'noticeboard')"


def upgrade() -> None:
    for name in ("moves", "nudges", "reminders", "checks"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_subject"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_subject"), SUBJECTS)
    op.create_table(
        "noticeboards",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noticeboards")),
        sa.UniqueConstraint("platform", "tenant", "chat", name=op.f("uq_noticeboards_platform_tenant_chat")),
    )

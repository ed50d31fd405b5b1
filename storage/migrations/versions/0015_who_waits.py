"""Whether somebody waits for a message: what nobody asked for lets the others go first."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

UNSENT = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_outbox_unsent", "outbox")
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("unasked", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("outbox") as table:
        table.alter_column("unasked", existing_type=sa.Boolean(), server_default=None)
    columns = ["unasked", "id", "due_at", "platform", "tenant", "chat"]
    op.create_index("ix_outbox_unsent", "outbox", columns, sqlite_where=UNSENT, postgresql_where=UNSENT)

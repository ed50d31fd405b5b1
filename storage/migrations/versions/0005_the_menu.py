"""Who began a match, and for which listing another one was posted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("listings") as table:
        table.add_column(sa.Column("meant_for", sa.Text(), nullable=True))
    with op.batch_alter_table("matches") as table:
        table.add_column(sa.Column("source", sa.Text(), nullable=False, server_default="matcher"))
    with op.batch_alter_table("matches") as table:
        table.alter_column("source", existing_type=sa.Text(), server_default=None)
        table.create_check_constraint("source", "source IN ('matcher', 'volunteer', 'host')")

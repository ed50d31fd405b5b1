"""Whether a message of a match was written in its thread: who has not written there is not told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("passed") as table:
        table.add_column(sa.Column("threaded", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("passed") as table:
        table.alter_column("threaded", existing_type=sa.Boolean(), server_default=None)

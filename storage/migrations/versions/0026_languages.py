"""The language that a person has chosen, and that of a chat of several people."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("chosen_language", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("people") as table:
        table.alter_column("chosen_language", existing_type=sa.Text(), server_default=None)
    op.create_table(
        "chat_languages",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", "chat", name=op.f("pk_chat_languages")),
    )

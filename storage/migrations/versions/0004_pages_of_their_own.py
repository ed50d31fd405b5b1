"""Champions, whose page was opened, time zones, what is typed into a form, and whom a late nudge is for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLES = "role IN ('coordinator', 'champion')"
EMPTY = {"conversations": ("typed", "{}"), "nudges": ("party", ""), "people": ("zone", "")}


def upgrade() -> None:
    with op.batch_alter_table("contacts") as table:
        table.add_column(sa.Column("home_at", sa.DateTime(timezone=True), nullable=True))
    for name, (column, value) in EMPTY.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=value))
        with op.batch_alter_table(name) as table:
            table.alter_column(column, existing_type=sa.Text(), server_default=None)
    for name in ("person_roles", "invites"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_role"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_role"), ROLES)

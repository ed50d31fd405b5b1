"""Commissioners: who buys for whom, and the code that makes somebody one; what an employer cares about."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ROLES = "role IN ('coordinator', 'champion', 'commissioner')"
EMPTY = {"invites": "commissioner", "organisations": "causes"}


def upgrade() -> None:
    for name in ("person_roles", "invites"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_role"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_role"), ROLES)
    for name, column in EMPTY.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(name) as table:
            table.alter_column(column, existing_type=sa.Text(), server_default=None)
    op.create_table(
        "commissioners",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_commissioners_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("person", "name", name="pk_commissioners"),
    )

"""A pledge can be closed, opened again, and put right where it was entered wrongly."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0032"
branch_labels = None
depends_on = None

STATES = "'submitted', 'active', 'declined', 'reached', 'lapsed', 'withdrawn'"
MOVES = (
    "'approve', 'decline', 'undo', 'replan', 'substitute', 'fund', "
    "'reach', 'lapse', 'withdraw', 'reopen', 'correct'"
)
CORRECTS = "'contract', 'commissioner', 'starts', 'ends', 'review', 'priority', 'area'"


def upgrade() -> None:
    with op.batch_alter_table("pledges") as table:
        table.drop_constraint(op.f("ck_pledges_state"), type_="check")
        table.create_check_constraint(op.f("ck_pledges_state"), f"state IN ({STATES})")
    with op.batch_alter_table("pledge_changes") as table:
        table.add_column(sa.Column("corrects", sa.Text(), nullable=True))
        table.add_column(sa.Column("value", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("was", sa.Text(), nullable=False, server_default=""))
        table.drop_constraint(op.f("ck_pledge_changes_move"), type_="check")
        table.create_check_constraint(op.f("ck_pledge_changes_move"), f"move IN ({MOVES})")
        table.create_check_constraint(op.f("ck_pledge_changes_corrects"), f"corrects IN ({CORRECTS})")
    with op.batch_alter_table("pledge_changes") as table:
        table.alter_column("value", existing_type=sa.Text(), server_default=None)
        table.alter_column("was", existing_type=sa.Text(), server_default=None)

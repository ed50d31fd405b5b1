"""Deliveries in other units are followed up, so nudges and reminders may be about one."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SUBJECTS = "subject IN ('organisation', 'listing', 'match', 'person', 'pledge', 'instalment')"


def upgrade() -> None:
    for name in ("moves", "nudges", "reminders", "checks"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_subject"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_subject"), SUBJECTS)

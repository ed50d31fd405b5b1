"""Until when somebody is not to be disturbed, as their platform says; a column that nothing used goes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts") as table:
        table.add_column(sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("rest_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_column("nudges", "party")

"""Which lever a pledge came by; what a need is good for."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

LEVERS = "'commissioner', 'anchor', 'employer'"
CORRECTS = (
    "'contract', 'commissioner', 'starts', 'ends', 'review', 'priority', 'area', 'lever', 'quantity', 'measure'"
)


def upgrade() -> None:
    with op.batch_alter_table("pledges") as table:
        table.add_column(sa.Column("lever", sa.Text(), nullable=True))
        table.create_check_constraint(op.f("ck_pledges_lever"), f"lever IN ({LEVERS})")
    with op.batch_alter_table("pledge_changes") as table:
        table.drop_constraint(op.f("ck_pledge_changes_corrects"), type_="check")
        table.create_check_constraint(op.f("ck_pledge_changes_corrects"), f"corrects IN ({CORRECTS})")
    op.create_table(
        "need_outcomes",
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need"], ["listings.id"], name="fk_need_outcomes_need", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("need", "outcome", name="pk_need_outcomes"),
    )

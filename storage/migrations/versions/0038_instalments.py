"""What is promised in another unit than hours is delivered in instalments, each with evidence of its own.

A pledge that nobody has decided on can be put right in its quantity and measure too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "'planned', 'claimed', 'verified', 'disputed', 'not_delivered', 'taken_back'"
STANDS = "state IN ('claimed', 'disputed', 'planned', 'verified')"
CORRECTS = (
    "'contract', 'commissioner', 'starts', 'ends', 'review', 'priority', 'area', 'quantity', 'measure'"
)
BY_DIALECT = {
    "sqlite": ("quantity <= 100000000", "NOT only_whole OR (quantity % 100 = 0 AND verified % 100 = 0)"),
    "postgresql": (
        "quantity <= 1000000",
        "NOT only_whole OR (quantity = trunc(quantity) AND verified = trunc(verified))",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    amount = sa.Integer() if dialect == "sqlite" else sa.Numeric(10, 2)
    most, whole = BY_DIALECT[dialect]
    op.create_table(
        "instalments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pledge", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("quantity", amount, nullable=False),
        sa.Column("only_whole", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("verified", amount, nullable=False),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_instalments_state"),
        sa.CheckConstraint("settled_as IN ('receiver', 'coordinator')", name="ck_instalments_settled_as"),
        sa.CheckConstraint(
            "quantity > 0 AND verified >= 0 AND verified <= quantity", name="ck_instalments_amounts"
        ),
        sa.CheckConstraint("(state = 'verified') = (verified > 0)", name="ck_instalments_verified"),
        sa.CheckConstraint(
            "state <> 'verified' OR (settled_as IS NOT NULL AND settled_at IS NOT NULL AND settled_by <> '')",
            name="ck_instalments_seen",
        ),
        sa.CheckConstraint(
            "settled_as IS NULL OR settled_as <> 'receiver' OR settled_by <> said_by",
            name="ck_instalments_not_alone",
        ),
        sa.CheckConstraint(
            "day IS NOT NULL OR state IN ('planned', 'taken_back')", name="ck_instalments_day"
        ),
        sa.CheckConstraint(most, name="ck_instalments_most"),
        sa.CheckConstraint(whole, name="ck_instalments_whole"),
        sa.ForeignKeyConstraint(
            ["pledge"], ["pledges.id"], name="fk_instalments_pledge", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name="fk_instalments_organisation",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_instalments"),
    )
    op.create_index(
        "ux_instalments_once",
        "instalments",
        ["pledge", "organisation", "day"],
        unique=True,
        sqlite_where=sa.text(STANDS),
        postgresql_where=sa.text(STANDS),
    )
    op.create_index("ix_instalments_organisation", "instalments", ["organisation"])
    with op.batch_alter_table("evidence") as table:
        table.alter_column("match", existing_type=sa.Text(), nullable=True)
        table.add_column(sa.Column("instalment", sa.Text(), nullable=True))
        table.create_foreign_key(
            "fk_evidence_instalment",
            "instalments",
            ["instalment"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )
        table.create_check_constraint(
            op.f("ck_evidence_of_one"), "(match IS NULL) <> (instalment IS NULL)"
        )
    op.create_index("ix_evidence_instalment", "evidence", ["instalment", "at"])
    with op.batch_alter_table("pledge_changes") as table:
        table.drop_constraint(op.f("ck_pledge_changes_corrects"), type_="check")
        table.create_check_constraint(op.f("ck_pledge_changes_corrects"), f"corrects IN ({CORRECTS})")

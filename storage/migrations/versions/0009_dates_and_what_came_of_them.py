"""Several dates of one match, hours of each, stories and what may be published, how much people take on."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NO = sa.false()


def hours() -> sa.types.TypeEngine[Any]:
    return sa.Integer() if op.get_bind().dialect.name == "sqlite" else sa.Numeric(10, 2)


def match_link(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["match"], ["matches.id"], name=f"fk_{table}_match", initially="DEFERRED", deferrable=True
    )


def upgrade() -> None:
    _sessions()
    _deliveries()
    with op.batch_alter_table("feedback") as table:
        table.add_column(sa.Column("thanks", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("feedback") as table:
        table.alter_column("thanks", existing_type=sa.Text(), server_default=None)
    _stories()
    op.create_table(
        "capacities",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("at_once", sa.Integer(), nullable=False),
        sa.Column("month", hours(), nullable=True),
        sa.Column("largest", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("supervision", sa.Text(), nullable=False),
        sa.Column("standby", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("party IN ('volunteer', 'host')", name=op.f("ck_capacities_party")),
        sa.CheckConstraint("at_once >= 0 AND largest >= 0 AND notice >= 0", name=op.f("ck_capacities_least")),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_capacities_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("person", "party", name="pk_capacities"),
    )


def _sessions() -> None:
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("series", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("claimed", hours(), nullable=True))
        table.add_column(sa.Column("confirmed", hours(), nullable=True))
        table.add_column(sa.Column("verified", hours(), nullable=True))
    with op.batch_alter_table("sessions") as table:
        table.alter_column("series", existing_type=sa.Text(), server_default=None)
        table.drop_constraint(op.f("ck_sessions_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_sessions_state"),
            "state IN ('proposed', 'agreed', 'cancelled', 'held', 'done', 'missed', 'unconfirmed')",
        )


def _deliveries() -> None:
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("additional", hours(), nullable=False, server_default="0"))
        table.add_column(sa.Column("drawn", hours(), nullable=False, server_default="0"))
        table.add_column(sa.Column("own_time", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("expert", sa.Boolean(), nullable=False, server_default=NO))
        table.add_column(sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("deliveries") as table:
        for name, kind in (("additional", hours()), ("drawn", hours()), ("evidence", sa.Text())):
            table.alter_column(name, existing_type=kind, server_default=None)
        for name in ("own_time", "expert"):
            table.alter_column(name, existing_type=sa.Boolean(), server_default=None)


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        match_link("stories"),
        sa.PrimaryKeyConstraint("match", name="pk_stories"),
    )
    op.create_table(
        "consents",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.Boolean(), nullable=False),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.Column("publication", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("party IN ('volunteer', 'host')", name=op.f("ck_consents_party")),
        match_link("consents"),
        sa.PrimaryKeyConstraint("match", "party", name="pk_consents"),
    )

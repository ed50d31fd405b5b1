"""A host may leave the notice at what is usual; a state of matches that none was ever in is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0026"
branch_labels = None
depends_on = None

STATES = (
    "suggested",
    "approved_to_ask",
    "asked_host",
    "asked_volunteer",
    "accepted",
    "introduced",
    "scheduled",
    "confirmed",
    "rearranging",
    "in_delivery",
    "claimed",
    "verified",
    "disputed",
    "on_hold_safeguarding",
    "closed",
    "closed_part",
    "closed_not_delivered",
    "dismissed",
    "declined_host",
    "declined_volunteer",
    "expired",
    "failed_check",
    "cancelled",
    "no_show",
)
LIVE = sa.text(
    "state IN ('accepted', 'approved_to_ask', 'asked_host', 'asked_volunteer', 'claimed', 'confirmed', "
    "'disputed', 'in_delivery', 'introduced', 'on_hold_safeguarding', 'rearranging', 'scheduled', 'suggested')"
)


def upgrade() -> None:
    with op.batch_alter_table("capacities") as table:
        table.alter_column("notice", existing_type=sa.Integer(), nullable=True)
    op.drop_index("ux_matches_live_pair", "matches")
    with op.batch_alter_table("matches") as table:
        table.drop_constraint(op.f("ck_matches_state"), type_="check")
        known = ", ".join(f"'{state}'" for state in STATES)
        table.create_check_constraint(op.f("ck_matches_state"), f"state IN ({known})")
    op.create_index(
        "ux_matches_live_pair",
        "matches",
        ["need", "offer"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )

"""Pledges, what counts for them, and the record of other ways in which they are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
HOURS = sa.Numeric(10, 2).with_variant(sa.Integer(), "sqlite")
SUBJECTS = "subject IN ('organisation', 'listing', 'match', 'person', 'pledge')"


def upgrade() -> None:
    for name in ("moves", "nudges", "reminders", "checks"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_subject"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_subject"), SUBJECTS)
    _what_is_promised()
    _what_counts()


def _what_is_promised() -> None:
    op.create_table(
        "networks",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name=op.f("fk_networks_organisation"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("organisation", "name", name=op.f("pk_networks")),
    )
    op.create_table(
        "pledges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("commissioner", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", HOURS, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("review", sa.Date(), nullable=True),
        sa.Column("novelty", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("in_core", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("entered_at", NOW, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("to_fund", HOURS, nullable=False),
        sa.Column("substituted", HOURS, nullable=False),
        sa.Column("instead_of", sa.Text(), nullable=True),
        sa.CheckConstraint("novelty IN ('new', 'continuing', 'existing')", name=op.f("ck_pledges_novelty")),
        sa.CheckConstraint("rhythm IN ('one_off', 'recurring')", name=op.f("ck_pledges_rhythm")),
        sa.CheckConstraint("state IN ('submitted', 'active', 'declined')", name=op.f("ck_pledges_state")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pledges_quantity")),
        sa.CheckConstraint(
            "starts < ends AND (review IS NULL OR review <= ends)", name=op.f("ck_pledges_dates")
        ),
        sa.CheckConstraint(
            "to_fund >= 0 AND substituted >= 0 AND to_fund + substituted <= quantity",
            name=op.f("ck_pledges_left"),
        ),
        sa.ForeignKeyConstraint(
            ["instead_of"],
            ["pledges.id"],
            name=op.f("fk_pledges_instead_of"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name=op.f("fk_pledges_organisation"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
        sa.UniqueConstraint("reference", name=op.f("uq_pledges_reference")),
    )
    op.create_index("ix_pledges_organisation", "pledges", ["organisation", "created_at"])
    op.create_index("ix_pledges_state", "pledges", ["state", "created_at"])
    op.create_table(
        "pledge_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pledge", sa.Text(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", NOW, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("amount", HOURS, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("quantity", HOURS, nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", NOW, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "move IN ('approve', 'decline', 'undo', 'replan', 'substitute', 'fund')",
            name=op.f("ck_pledge_changes_move"),
        ),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'declined')", name=op.f("ck_pledge_changes_state")),
        sa.CheckConstraint("amount >= 0 AND quantity >= 0", name=op.f("ck_pledge_changes_least")),
        sa.ForeignKeyConstraint(
            ["pledge"],
            ["pledges.id"],
            name=op.f("fk_pledge_changes_pledge"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_changes")),
    )
    op.create_index("ix_pledge_changes_pledge", "pledge_changes", ["pledge", "asked_at"])


def _what_counts() -> None:
    op.create_table(
        "offer_shares",
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("pledge", sa.Text(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(starts = 0 AND follows IS NULL) OR (starts > 0 AND follows IS NOT NULL AND follows = starts)",
            name=op.f("ck_offer_shares_follows"),
        ),
        sa.CheckConstraint("ends <= 10000", name=op.f("ck_offer_shares_whole")),
        sa.CheckConstraint("starts >= 0 AND starts < ends", name=op.f("ck_offer_shares_order")),
        sa.ForeignKeyConstraint(
            ["offer", "follows"],
            ["offer_shares.offer", "offer_shares.ends"],
            name="fk_offer_shares_follows",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["offer"],
            ["listings.id"],
            name=op.f("fk_offer_shares_offer"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pledge"],
            ["pledges.id"],
            name=op.f("fk_offer_shares_pledge"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("offer", "pledge", name=op.f("pk_offer_shares")),
        sa.UniqueConstraint("offer", "ends", name=op.f("uq_offer_shares_offer_ends")),
        sa.UniqueConstraint("offer", "starts", name=op.f("uq_offer_shares_offer_starts")),
    )
    op.create_index("ix_offer_shares_pledge", "offer_shares", ["pledge"])
    op.create_table(
        "match_shares",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("pledge", sa.Text(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(starts = 0 AND follows IS NULL) OR (starts > 0 AND follows IS NOT NULL AND follows = starts)",
            name=op.f("ck_match_shares_follows"),
        ),
        sa.CheckConstraint("ends <= 10000", name=op.f("ck_match_shares_whole")),
        sa.CheckConstraint("starts >= 0 AND starts < ends", name=op.f("ck_match_shares_order")),
        sa.ForeignKeyConstraint(
            ["match", "follows"],
            ["match_shares.match", "match_shares.ends"],
            name="fk_match_shares_follows",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["match"],
            ["matches.id"],
            name=op.f("fk_match_shares_match"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pledge"],
            ["pledges.id"],
            name=op.f("fk_match_shares_pledge"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("match", "pledge", name=op.f("pk_match_shares")),
        sa.UniqueConstraint("match", "ends", name=op.f("uq_match_shares_match_ends")),
        sa.UniqueConstraint("match", "starts", name=op.f("uq_match_shares_match_starts")),
    )
    op.create_index("ix_match_shares_pledge", "match_shares", ["pledge"])

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
        _refers("fk_networks_organisation", ["organisation"], ["organisations.id"]),
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
        _refers("fk_pledges_instead_of", ["instead_of"], ["pledges.id"]),
        _refers("fk_pledges_organisation", ["organisation"], ["organisations.id"]),
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
        _refers("fk_pledge_changes_pledge", ["pledge"], ["pledges.id"]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_changes")),
    )
    op.create_index("ix_pledge_changes_pledge", "pledge_changes", ["pledge", "asked_at"])


def _what_counts() -> None:
    for table, of, held in (("offer_shares", "offer", "listings"), ("match_shares", "match", "matches")):
        op.create_table(
            table,
            sa.Column(of, sa.Text(), nullable=False),
            sa.Column("pledge", sa.Text(), nullable=False),
            sa.Column("starts", sa.Integer(), nullable=False),
            sa.Column("ends", sa.Integer(), nullable=False),
            sa.Column("follows", sa.Integer(), nullable=True),
            sa.CheckConstraint(
                "(starts = 0 AND follows IS NULL) OR (starts > 0 AND follows IS NOT NULL AND follows = starts)",
                name=op.f(f"ck_{table}_follows"),
            ),
            sa.CheckConstraint("ends <= 10000", name=op.f(f"ck_{table}_whole")),
            sa.CheckConstraint("starts >= 0 AND starts < ends", name=op.f(f"ck_{table}_order")),
            _refers(f"fk_{table}_follows", [of, "follows"], [f"{table}.{of}", f"{table}.ends"]),
            _refers(f"fk_{table}_{of}", [of], [f"{held}.id"]),
            _refers(f"fk_{table}_pledge", ["pledge"], ["pledges.id"]),
            sa.PrimaryKeyConstraint(of, "pledge", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint(of, "ends", name=op.f(f"uq_{table}_{of}_ends")),
            sa.UniqueConstraint(of, "starts", name=op.f(f"uq_{table}_{of}_starts")),
        )
        op.create_index(f"ix_{table}_pledge", table, ["pledge"])


def _refers(name: str, columns: list[str], target: list[str]) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(columns, target, name=op.f(name), initially="DEFERRED", deferrable=True)

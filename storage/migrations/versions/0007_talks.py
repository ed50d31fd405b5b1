"""The conversation between the two sides of a match: whether it is open, and what became of each message."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LOST = sa.text("fate = 'lost'")


def upgrade() -> None:
    op.create_table(
        "talks",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("volunteer_picks", MOMENT, nullable=True),
        sa.Column("host_picks", MOMENT, nullable=True),
        _refers("talks", "match", "matches"),
        sa.PrimaryKeyConstraint("match", name="pk_talks"),
    )
    op.execute(
        "INSERT INTO talks (match, opened_at, closed_by) SELECT id, entered_at, '' FROM matches WHERE state IN"
        " ('introduced', 'scheduled', 'confirmed', 'rearranging', 'in_delivery', 'claimed', 'disputed',"
        " 'verified', 'closed', 'closed_part')"
    )
    _passed()
    op.create_table(
        "unsent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("match", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _refers("unsent", "person", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_unsent"),
    )
    op.create_index("ix_unsent_person", "unsent", ["person"])


def _passed() -> None:
    op.create_table(
        "passed",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        *(sa.Column(f"chat_{part}", sa.Text(), nullable=False) for part in ("platform", "tenant", "id")),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("reactions", sa.Text(), nullable=False),
        sa.CheckConstraint("party IN ('volunteer', 'host')", name=op.f("ck_passed_party")),
        sa.CheckConstraint("fate IN ('waiting', 'delivered', 'lost', 'refused')", name=op.f("ck_passed_fate")),
        sa.CheckConstraint("letters >= 0 AND arrived >= 0 AND files >= 0", name=op.f("ck_passed_least")),
        _refers("passed", "match", "matches"),
        sa.PrimaryKeyConstraint("id", name="pk_passed"),
        sa.UniqueConstraint(
            *("chat_platform", "chat_tenant", "chat_id", "source"),
            name="uq_passed_chat_platform_chat_tenant_chat_id_source",
        ),
    )
    op.create_index("ix_passed_match", "passed", ["match", "at"])
    op.create_index("ix_passed_run", "passed", ["run"])
    op.create_index("ix_passed_lost", "passed", ["match"], sqlite_where=LOST, postgresql_where=LOST)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, initially="DEFERRED", deferrable=True)

"""What community organisations have for hire or for sale."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0036"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "providers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "what", "district", "sector", "ethos", "accreditation")
        ),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('space', 'catering', 'goods', 'services')", name="ck_providers_kind"),
        _refers("organisation", "organisations.id"),
        _refers("entered_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name="pk_providers"),
    )
    op.create_index("ix_providers_organisation", "providers", ["organisation", "entered_at"])
    op.create_index("ix_providers_confirmed", "providers", ["confirmed_at"])
    op.create_index("ix_providers_entered_by", "providers", ["entered_by"])


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_providers_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, initially="DEFERRED", deferrable=True)

"""When a person was seen last: whoever does not come any more is told once, and forgotten then."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The time of those who are known begins now, as nobody wrote down when they came."""
    op.add_column("people", sa.Column("seen_at", MOMENT, nullable=True))
    op.add_column("people", sa.Column("leaving_at", MOMENT, nullable=True))
    now = datetime.now(UTC)
    moment = now if op.get_bind().dialect.name == "postgresql" else now.replace(tzinfo=None)
    people = sa.table("people", sa.column("seen_at", sa.DateTime(timezone=True)))
    op.get_bind().execute(sa.update(people).values(seen_at=moment))

"""A phone number or an e-mail address that somebody keeps here, encrypted, and shares match by match."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTS = "(SELECT current_setting('makegood.acts', true))"
ME = "(SELECT nullif(current_setting('makegood.person', true), ''))"
OF_MATCH = f"""EXISTS (
    SELECT 1 FROM matches AS m WHERE m.id = detail_shares.match AND (
        m.volunteer = {ME} OR m.host = {ME} OR EXISTS (
            SELECT 1 FROM listings AS l JOIN people AS p ON p.organisation = l.organisation
            WHERE l.id = m.need AND p.id = {ME}
        )
    )
)"""
WALLS = {
    "details": f"{ACTS} = 'house' OR person = {ME}",
    "detail_shares": f"{ACTS} IN ('house', 'coordinator') OR person = {ME} OR {OF_MATCH}",
}
"""Not even the other side of a match reads a number by itself: the relay does, for the letter that shows it."""


def upgrade() -> None:
    op.create_table(
        "details",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_details_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("person", name="pk_details"),
    )
    op.create_table(
        "detail_shares",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["match"], ["matches.id"], name="fk_detail_shares_match", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_detail_shares_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("match", "person", name="pk_detail_shares"),
    )
    op.create_index("ix_detail_shares_person", "detail_shares", ["person"])
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, seen in WALLS.items():
        op.execute(f"CREATE POLICY the_second_wall ON {table} USING ({seen}) WITH CHECK ({seen})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")

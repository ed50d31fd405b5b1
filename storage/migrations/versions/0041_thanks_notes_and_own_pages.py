"""Thanks and notes of what was learned have a table of their own; keys to a person's own pages.

Thanks stood with the feedback before. On PostgreSQL what was learned is read by the one who wrote it alone, thanks
by the two sides and by coordinators (0033 says how that is known).
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None

ACTS = "(SELECT current_setting('makegood.acts', true))"
ME = "(SELECT nullif(current_setting('makegood.person', true), ''))"
SIDE = f"""EXISTS (
    SELECT 1 FROM matches AS m WHERE m.id = remarks.match AND (
        m.volunteer = {ME} OR m.host = {ME} OR EXISTS (
            SELECT 1 FROM listings AS l JOIN people AS p ON p.organisation = l.organisation
            WHERE l.id = m.need AND p.id = {ME}
        )
    )
)"""
OWN = f"EXISTS (SELECT 1 FROM matches AS m WHERE m.id = remarks.match AND m.volunteer = {ME})"
SEEN = f"""{ACTS} = 'house' OR (kind = 'learned' AND {OWN})
 OR (kind = 'thanks' AND ({ACTS} = 'coordinator' OR {SIDE}))"""
OPENS = "'desk', 'own'"


def upgrade() -> None:
    op.create_table(
        "remarks",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("party IN ('volunteer', 'host')", name=op.f("ck_remarks_party")),
        sa.CheckConstraint("kind IN ('thanks', 'learned')", name=op.f("ck_remarks_kind")),
        sa.ForeignKeyConstraint(
            ["match"], ["matches.id"], name="fk_remarks_match", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("match", "party", "kind", name="pk_remarks"),
    )
    op.execute(
        "INSERT INTO remarks (match, party, kind, said, at) "
        "SELECT match, party, 'thanks', thanks, at FROM feedback WHERE thanks <> ''"
    )
    with op.batch_alter_table("feedback") as table:
        table.drop_column("thanks")
    with op.batch_alter_table("desk_keys") as table:
        table.add_column(sa.Column("opens", sa.Text(), nullable=False, server_default="desk"))
        table.create_check_constraint(op.f("ck_desk_keys_opens"), f"opens IN ({OPENS})")
    with op.batch_alter_table("desk_keys") as table:
        table.alter_column("opens", existing_type=sa.Text(), server_default=None)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY the_second_wall ON remarks USING ({SEEN}) WITH CHECK ({SEEN})")
        op.execute("ALTER TABLE remarks ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE remarks FORCE ROW LEVEL SECURITY")

"""Row-level security on PostgreSQL: who acts for a person reads their private rows, and nobody else's.

What is asked here is said by `storage/walls.py` for each transaction: `makegood.acts` (house, coordinator, person
or anybody), `makegood.person`, `makegood.tenant` (platform/tenant) and `makegood.chat` (platform/tenant/chat). Where
nothing was said, nothing is shown. The owner of the tables is bound as well; a superuser never is.
"""

from alembic import op

revision = "0033"
down_revision = "0030"
branch_labels = None
depends_on = None

ACTS = "(SELECT current_setting('makegood.acts', true))"
ME = "(SELECT nullif(current_setting('makegood.person', true), ''))"
HOUSE = f"{ACTS} = 'house'"
DESK = f"{ACTS} IN ('house', 'coordinator')"


def of_match(column: str) -> str:
    """Of a match that the person is a side of, or whose group they act for."""
    return f"""EXISTS (
        SELECT 1 FROM matches AS m WHERE m.id = {column} AND (
            m.volunteer = {ME} OR m.host = {ME} OR EXISTS (
                SELECT 1 FROM listings AS l JOIN people AS p ON p.organisation = l.organisation
                WHERE l.id = m.need AND p.id = {ME}
            )
        )
    )"""


HERE = "chat_platform || '/' || chat_tenant || '/' || chat_id = (SELECT current_setting('makegood.chat', true))"
OURS = "platform || '/' || tenant = (SELECT current_setting('makegood.tenant', true))"
MY_ACCOUNT = f"""EXISTS (
    SELECT 1 FROM contacts AS c
    WHERE c.person = {ME} AND c.platform = stuck.platform AND c.tenant = stuck.tenant AND c."user" = stuck."user"
)"""
PUBLIC = """(
    SELECT count(*) FROM consents AS given
    WHERE given.match = stories.match AND given.revision = stories.revision
    AND given.publication AND given.withdrawn_at IS NULL
) = 2"""

WALLS = {
    "conversations": f"{HOUSE} OR person = {ME} OR {HERE} OR {of_match('conversations.subject')}",
    "unsent": f"{HOUSE} OR person = {ME}",
    "feedback": f"{DESK} OR {of_match('feedback.match')}",
    "stories": f"{DESK} OR {of_match('stories.match')}",
    "consents": f"{DESK} OR {of_match('consents.match')}",
    "evidence": f"{DESK} OR person = {ME} OR {of_match('evidence.match')}",
    "passed": f"{DESK} OR {of_match('passed.match')}",
    "stuck": f"{HOUSE} OR {MY_ACCOUNT}",
    "installations": f"{HOUSE} OR {OURS}",
}
READ_BY_ALL = {"stories": PUBLIC, "consents": "publication AND withdrawn_at IS NULL"}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, seen in WALLS.items():
        op.execute(f"CREATE POLICY the_second_wall ON {table} USING ({seen}) WITH CHECK ({seen})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, seen in READ_BY_ALL.items():
        op.execute(f"CREATE POLICY published ON {table} FOR SELECT USING ({seen})")

"""The audit: a chain of all decisions, which the database lets nobody change. What was decided so far begins it."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0020"
branch_labels = None
depends_on = None

TOLD = ("id", "subject", "subject_id", "move", "before", "after", "person", "platform")
SUBJECTS = "subject IN ('organisation', 'listing', 'match', 'person', 'pledge')"
REFUSED = "the audit is only added to"


def upgrade() -> None:
    audit = op.create_table(
        "audit",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TOLD),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_audit_least")),
        sa.PrimaryKeyConstraint("n", name="pk_audit"),
        sa.UniqueConstraint("id", name="uq_audit_id"),
    )
    _chain(audit)
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _chain(audit: sa.Table) -> None:
    moves = sa.table("moves", *(sa.column(name) for name in TOLD), sa.column("at", sa.DateTime(timezone=True)), sa.column("seq"))
    before = ""
    for n, row in enumerate(op.get_bind().execute(sa.select(moves).order_by(moves.c.seq)).all(), 1):
        at: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        told = [str(getattr(row, name)) for name in TOLD]
        said = json.dumps([*told, at.astimezone(UTC).isoformat(timespec="microseconds")])
        digest = hashlib.sha256(f"{before}\n{n}\n{said}".encode()).hexdigest()
        values = dict(zip(TOLD, told, strict=True)) | {"n": n, "at": row.at, "previous": before, "digest": digest}
        op.get_bind().execute(sa.insert(audit).values(values))
        before = digest


ADD = """
CREATE FUNCTION audit_add(
    id text, subject text, subject_id text, move text, before text, after text, person text, platform text,
    at timestamptz, said text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last record;
    n bigint := 1;
    previous text := '';
BEGIN
    PERFORM pg_advisory_xact_lock(1635083380);
    SELECT a.n, a.digest INTO last FROM audit a ORDER BY a.n DESC LIMIT 1;
    IF FOUND THEN
        n := last.n + 1;
        previous := last.digest;
    END IF;
    INSERT INTO audit VALUES (
        n, id, subject, subject_id, move, before, after, person, platform, at, previous,
        encode(sha256(convert_to(previous || E'\\n' || n || E'\\n' || said, 'UTF8')), 'hex')
    );
END $$
"""
"""Each statement of it sees what was committed before the lock was had, so one trip is enough."""


def _refuse_on_postgresql() -> None:
    op.execute(ADD)
    op.execute(
        f"""CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"""
    )
    op.execute(
        """CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to()"""
    )
    op.execute(
        """CREATE TRIGGER audit_table BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()"""
    )


def _refuse_on_sqlite() -> None:
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"""CREATE TRIGGER audit_no_{what.lower()} BEFORE {what} ON audit
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
        )

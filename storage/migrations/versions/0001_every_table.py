"""The first form of every table."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HOURS = sa.Numeric(10, 2).with_variant(sa.Integer(), "sqlite")
LIVE = sa.text(
    "state IN ('accepted', 'approved_to_ask', 'asked_host', 'asked_volunteer', 'checking', 'claimed', "
    "'confirmed', 'disputed', 'in_delivery', 'introduced', 'on_hold_safeguarding', 'rearranging', "
    "'scheduled', 'suggested')"
)
UNSENT = sa.text("ended_at IS NULL")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _inbox()
    _invites()
    _moves()
    _nudges()
    _organisations()
    _outbox()
    _posted()
    _people()
    _contacts()
    _conversations()
    _listings()
    _person_roles()
    _matches()
    _deliveries()
    _feedback()
    _sessions()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('new', 'done', 'aside')", name=op.f("ck_inbox_state")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_inbox_least")),
        sa.PrimaryKeyConstraint("platform", "tenant", "event", name="pk_inbox"),
    )
    op.create_index("ix_inbox_state", "inbox", ["state", "received_at"])


def _invites() -> None:
    op.create_table(
        "invites",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.CheckConstraint("role IN ('coordinator')", name=op.f("ck_invites_role")),
        sa.PrimaryKeyConstraint("digest", name="pk_invites"),
    )


def _moves() -> None:
    op.create_table(
        "moves",
        sa.Column("seq", COUNTED, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "subject IN ('organisation', 'listing', 'match', 'person')", name=op.f("ck_moves_subject")
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_moves"),
        sa.UniqueConstraint("id", name="uq_moves_id"),
    )
    op.create_index("ix_moves_subject", "moves", ["subject", "subject_id", "seq"])


def _nudges() -> None:
    op.create_table(
        "nudges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'cancelled', 'stuck')", name=op.f("ck_nudges_state")
        ),
        sa.CheckConstraint(
            "subject IN ('organisation', 'listing', 'match', 'person')", name=op.f("ck_nudges_subject")
        ),
        sa.CheckConstraint("attempt >= 0", name=op.f("ck_nudges_least")),
        sa.PrimaryKeyConstraint("id", name="pk_nudges"),
        sa.UniqueConstraint(
            "subject",
            "subject_id",
            "code",
            "step",
            "due_at",
            name="uq_nudges_subject_subject_id_code_step_due_at",
        ),
    )
    op.create_index("ix_nudges_waiting", "nudges", ["try_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('employer', 'community')", name=op.f("ck_organisations_kind")),
        sa.CheckConstraint(
            "state IN ('pending', 'verified', 'refused')", name=op.f("ck_organisations_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("workspace", name="uq_organisations_workspace"),
    )
    op.create_index("ix_organisations_state", "organisations", ["state"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", COUNTED, autoincrement=True, nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("under", sa.Text(), nullable=False),
        sa.Column("outgoing", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("maybe_sent", sa.Boolean(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('waiting', 'sending')) = (ended_at IS NULL)", name=op.f("ck_outbox_ended")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'gave_up', 'cancelled', 'superseded')",
            name=op.f("ck_outbox_state"),
        ),
        sa.CheckConstraint("attempt >= 0", name=op.f("ck_outbox_least")),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due", "outbox", ["due_at"], sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index("ix_outbox_state", "outbox", ["state", "ended_at"])
    op.create_index("ix_outbox_unsent", "outbox", ["id"], sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index(
        "ix_outbox_unsent_chat",
        "outbox",
        ["platform", "tenant", "chat", "id"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )


def _posted() -> None:
    op.create_table(
        "posted",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", "chat", "key", name="pk_posted"),
    )
    op.create_index("ix_posted_reference", "posted", ["platform", "tenant", "chat", "reference"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name="fk_people_organisation",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("ix_people_organisation", "people", ["organisation"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("unreachable", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_contacts_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("platform", "tenant", "user", name="pk_contacts"),
    )
    op.create_index("ix_contacts_person", "contacts", ["person"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("chat_platform", sa.Text(), nullable=False),
        sa.Column("chat_tenant", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("card", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asking', 'review', 'choosing', 'done', 'cancelled')",
            name=op.f("ck_conversations_state"),
        ),
        sa.CheckConstraint("surface IN ('form', 'message')", name=op.f("ck_conversations_surface")),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_conversations_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_account", "conversations", ["platform", "tenant", "user", "state"])
    op.create_index("ix_conversations_expiry", "conversations", ["state", "expires_at"])
    op.create_index("ix_conversations_person", "conversations", ["person"])


def _listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("total", HOURS, nullable=False),
        sa.Column("reserved", HOURS, nullable=False),
        sa.Column("delivered", HOURS, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("side IN ('offer', 'need')", name=op.f("ck_listings_side")),
        sa.CheckConstraint(
            "state IN ('submitted', 'clarifying', 'declined', 'open', 'paused', 'part_filled', 'filled', 'met', 'part_met', 'used', 'unmet', 'expired', 'lapsed', 'withdrawn')",
            name=op.f("ck_listings_state"),
        ),
        sa.CheckConstraint("reserved <= total", name=op.f("ck_listings_reserved")),
        sa.CheckConstraint("total >= 0 AND reserved >= 0 AND delivered >= 0", name=op.f("ck_listings_least")),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name="fk_listings_organisation",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name="fk_listings_owner", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
    )
    op.create_index("ix_listings_organisation", "listings", ["organisation", "created_at"])
    op.create_index("ix_listings_owner", "listings", ["owner", "created_at"])
    op.create_index("ix_listings_side_state", "listings", ["side", "state", "created_at"])
    op.create_index("ix_listings_state", "listings", ["state", "created_at"])


def _person_roles() -> None:
    op.create_table(
        "person_roles",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('coordinator')", name=op.f("ck_person_roles_role")),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_person_roles_person", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("person", "role", name="pk_person_roles"),
    )
    op.create_index("ix_person_roles_role", "person_roles", ["role"])


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("hours", HOURS, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('suggested', 'approved_to_ask', 'asked_host', 'asked_volunteer', 'accepted', 'checking', 'introduced', 'scheduled', 'confirmed', 'rearranging', 'in_delivery', 'claimed', 'verified', 'disputed', 'on_hold_safeguarding', 'closed', 'closed_part', 'closed_not_delivered', 'dismissed', 'declined_host', 'declined_volunteer', 'expired', 'failed_check', 'cancelled', 'no_show')",
            name=op.f("ck_matches_state"),
        ),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_matches_least")),
        sa.ForeignKeyConstraint(
            ["host"], ["people.id"], name="fk_matches_host", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["need"], ["listings.id"], name="fk_matches_need", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["offer"], ["listings.id"], name="fk_matches_offer", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["volunteer"], ["people.id"], name="fk_matches_volunteer", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
    )
    op.create_index("ix_matches_host", "matches", ["host", "created_at"])
    op.create_index("ix_matches_need", "matches", ["need", "created_at"])
    op.create_index("ix_matches_offer", "matches", ["offer", "created_at"])
    op.create_index("ix_matches_state", "matches", ["state", "created_at"])
    op.create_index("ix_matches_volunteer", "matches", ["volunteer", "created_at"])
    op.create_index(
        "ux_matches_live_pair",
        "matches",
        ["need", "offer"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("claimed", HOURS, nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified", HOURS, nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("claimed >= 0 AND verified >= 0", name=op.f("ck_deliveries_least")),
        sa.ForeignKeyConstraint(
            ["match"], ["matches.id"], name="fk_deliveries_match", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("match", name="pk_deliveries"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("party IN ('volunteer', 'host')", name=op.f("ck_feedback_party")),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_feedback_stars")),
        sa.ForeignKeyConstraint(
            ["match"], ["matches.id"], name="fk_feedback_match", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("match", "party", name="pk_feedback"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("seq", COUNTED, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("proposed_by IN ('volunteer', 'host')", name=op.f("ck_sessions_proposed_by")),
        sa.CheckConstraint(
            "state IN ('proposed', 'agreed', 'cancelled', 'held')", name=op.f("ck_sessions_state")
        ),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_sessions_least")),
        sa.ForeignKeyConstraint(
            ["match"], ["matches.id"], name="fk_sessions_match", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_sessions"),
        sa.UniqueConstraint("id", name="uq_sessions_id"),
    )
    op.create_index("ix_sessions_match", "sessions", ["match", "seq"])

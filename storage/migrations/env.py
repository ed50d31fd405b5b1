"""Read by alembic: runs the revisions in the transaction that is open on the given connection."""

from alembic import context

from storage import (  # noqa: F401 - they fill the metadata
    audit_tables,
    desk_tables,
    detail_tables,
    follow_tables,
    install_tables,
    matcher_tables,
    notice_tables,
    pledge_tables,
    provider_tables,
    stuck_tables,
    tables,
    talk_tables,
    traffic_tables,
)
from storage.columns import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""How the tables came to be: revisions, run by alembic on the connection that storage.migrate opens."""

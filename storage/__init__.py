"""Where everything is kept: one database, SQLite beside the program or PostgreSQL for many replicas of it."""

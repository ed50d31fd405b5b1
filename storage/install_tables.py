"""Where the bot is installed, and who began to install it."""

from datetime import datetime

from sqlalchemy import Index

from storage.columns import Row, moment, words


class InstallationRow(Row, table=True):
    """`sealed` is encrypted by the platform's adapter."""

    __tablename__ = "installations"
    platform: str = words(key=True)
    tenant: str = words(key=True)
    organisation: str = words()
    sealed: str = words()
    at: datetime = moment()
    removed_at: datetime | None = moment(optional=True)


class PromiseRow(Row, table=True):
    """Somebody who began to install the bot: only the digest of the state they were given."""

    __tablename__ = "install_promises"
    __table_args__ = (Index("ix_install_promises_until", "until"),)
    digest: str = words(key=True)
    until: datetime = moment()

"""Who and where, as a platform names them. The core never looks inside these strings."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person on one platform: the tenant is the employer's workspace, or the bot where there is none."""

    platform: str
    tenant: str
    user: str


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A place that messages go to. A private chat carries its person's own id."""

    platform: str
    tenant: str
    id: str


def private(account: Account) -> Chat:
    """The chat between this person and the bot."""
    return Chat(platform=account.platform, tenant=account.tenant, id=account.user)

"""Asks the platforms who is not to be disturbed, before somebody is reminded: outside any transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.chat.address import Account
from bot.chat.ports import Presence, SendTrouble
from bot.domain.nudges import ROUND
from bot.services.ports import Transactions

log = structlog.get_logger()

ASKED_AGAIN = timedelta(minutes=1)


async def ask_who_rests(begin: Transactions, presences: Mapping[str, Presence], now: datetime) -> int:
    """Keeps the answers; how many people were asked for. Whoever cannot be asked for is taken to be there:
    their platform holds a notice back by itself, so that no more is lost than a better moment.
    """
    if not presences:
        return 0
    async with begin() as tx:
        due = await tx.people.about_to_hear(ROUND, now, now - ASKED_AGAIN)
    places: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for contact in due:
        if contact.account.platform in presences:
            places[contact.account.platform, contact.account.tenant].append(contact.account)
    for (platform, tenant), accounts in places.items():
        ends = await _asked(presences[platform], tenant, accounts, now)
        async with begin() as tx:
            for account in accounts:
                await tx.people.rests(account, ends.get(account.user), now)
            await tx.commit()
    return sum(map(len, places.values()))


async def _asked(
    presence: Presence, tenant: str, accounts: Sequence[Account], now: datetime
) -> Mapping[str, datetime]:
    try:
        return await presence.resting(tenant, [account.user for account in accounts], now)
    except SendTrouble as trouble:
        log.warning("resting.unknown", tenant=tenant, people=len(accounts), why=str(trouble))
        return {}

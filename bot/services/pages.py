"""A person's own page is drawn anew when anything on it may have changed, whoever changed it."""

from datetime import timedelta

from bot.chat.address import Account
from bot.chat.outgoing import ShowHome
from bot.services.turn import Turn

SOON = timedelta(milliseconds=300)
"""Changes that follow each other this closely make one page; people wait at most that much longer."""


async def refresh(turn: Turn, *, cause: str) -> None:
    """The last thing before a commit. `cause` is the event or nudge, so that a repetition adds nothing."""
    for account in await turn.tx.pages.stale():
        await _show(turn, account, cause, soon=SOON)


async def open_now(turn: Turn, account: Account, *, cause: str) -> None:
    """The person looks at their page at this moment."""
    first = await turn.tx.pages.opened(account, turn.now)
    await _show(turn, account, f"opened:{cause}", first=first)


async def _show(
    turn: Turn, account: Account, cause: str, *, soon: timedelta = timedelta(0), first: bool = False
) -> None:
    whose = f"{account.platform}/{account.tenant}/{account.user}"
    await turn.tx.outbox.put(
        ShowHome(account=account, first=first),
        dedupe=f"home:{whose}:{cause}",
        now=turn.now,
        not_before=turn.now + soon,
    )

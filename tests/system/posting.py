"""How the two sides of a match begin on both stand-ins, in the words that people really use."""

import asyncio

from bot.stage import Stage

OFFER = "I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote"
NEED = "we need someone to sort out our accounts before Easter, 4 hours, LS9"


async def both_post(on: Stage, provides: str = "skip", group: str = "Pantry") -> None:
    await on.priya.says(OFFER)
    await on.settle()
    await on.priya.presses("My own time")
    await on.settle()
    await on.priya.presses("Post it")
    await need_is_posted(on, provides, group)


async def need_is_posted(on: Stage, provides: str = "skip", group: str = "Pantry") -> None:
    await on.maria.says("/start")
    for text in (NEED, "1", provides, group):
        await on.maria.says(text)
        await on.settle()
    await on.maria.presses("Post it")
    await on.settle()


async def settled(on: Stage) -> None:
    """Until the bot has taken every update, and sent all that follows."""
    async with asyncio.timeout(20):
        while on.telegram.pending_updates:  # noqa: ASYNC110 - the stand-in is looked at as it is
            await asyncio.sleep(0.01)
        await on.settle()

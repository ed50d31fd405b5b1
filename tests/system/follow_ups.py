"""What is played to death of the months of follow-up: between them every reminder that there is."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import text

from tests.flows.world import hasty_storage
from tests.system import follow_up, second_follow_up
from tests.system.mortal import Fate, MortalChat, MortalWorld, mortal_world, shown

REMINDED = text(
    "SELECT code FROM reminders"
    " UNION SELECT code FROM nudges WHERE subject = 'noticeboard' AND state = 'sent'"
)
LEFT_OVER = text("SELECT count(*) FROM outbox WHERE ended_at IS NULL")
GAVE_UP = text("SELECT count(*) FROM outbox WHERE state = 'gave_up'")


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """`codes`: of the reminders that somebody gets in it. `refused`: letters that a platform never takes.
    `perhaps`: how begins what may be told, or not.
    """

    play: Callable[[MortalWorld], Awaitable[None]]
    codes: frozenset[str]
    refused: int = 0
    perhaps: tuple[str, ...] = ()

    async def played(self, template: Path, folder: Path, fate: Fate) -> MortalWorld:
        """The world after it, in which nothing is left to be sent."""
        world = mortal_world(hasty_storage(template, folder), fate)
        await self.play(world)
        async with world.storage.reading() as connection:
            assert (await connection.execute(LEFT_OVER)).scalar_one() == 0
            assert (await connection.execute(GAVE_UP)).scalar_one() == self.refused
            codes = {row[0] for row in await connection.execute(REMINDED)}
        assert codes >= self.codes, self.codes - codes
        await world.storage.close()
        return world

    def told(self, world: MortalWorld) -> Counter[str]:
        """All that stands in every chat, but for what may."""
        told = shown(world)
        return Counter(
            {said: count for said, count in told.items() if not said.startswith(self.perhaps or "\n")}
        )


FOLLOW_UPS = {
    "the follow-up": FollowUp(play=follow_up.the_follow_up, codes=follow_up.CODES),
    "what else is followed up": FollowUp(
        play=second_follow_up.the_second_follow_up,
        codes=second_follow_up.CODES,
        refused=1,
        perhaps=second_follow_up.PERHAPS,
    ),
}
"""By what is written in the table of docs/reliability.md."""


def copies(world: MortalWorld) -> Counter[str]:
    """By platform: what came again, with those that are excused under `excused`."""
    found: Counter[str] = Counter()
    for chat in world.chats.values():
        assert isinstance(chat, MortalChat)
        found[chat.name] += chat.copies.total()
        found["excused"] += chat.excused
    return found


@contextmanager
def quiet() -> Iterator[None]:
    """What is logged of hundreds of deaths is nothing to read."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()

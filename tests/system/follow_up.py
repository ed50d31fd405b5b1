"""Three months of follow-up: people who are slow, silent, ill and full, and what the bot does about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from bot.chat.address import Chat
from bot.domain.capacity import Capacity
from bot.domain.matches import Party
from bot.domain.people import Role
from bot.services import roles
from tests.flows.world import Someone
from tests.system.machine_ground import BOILER, BOILERS
from tests.system.mortal import MortalWorld

C = TypeVar("C")
SATURDAY = 5
PLEDGE = (
    "pledge 200 hours for Leeds City Council under contract C-1, from 1 October 2026 until 15 March 2027, new"
)


@dataclass(frozen=True, kw_only=True)
class Cast:
    desk: Chat
    sam: Someone
    chris: Someone
    priya: Someone
    ben: Someone
    maria: Someone
    tom: Someone


async def the_follow_up(world: MortalWorld) -> None:
    """From four listings that nobody looks at to the last question about them."""
    cast = await _cast(world)
    chapters = (_nobody_decides, _nobody_answers, _no_date, _the_day, _ill_and_found_anew, _the_rest)
    await played(world, cast, *chapters)


async def until(world: MortalWorld, month: int, day: int, year: int = 2026) -> None:
    """Day after day, in the morning and in the afternoon."""
    last = datetime(year, month, day, tzinfo=UTC).date()
    while world.now.date() < last:
        tomorrow = world.now.date() + timedelta(days=1)
        for hour in (time(9, 5), time(14, 5)) if tomorrow.weekday() < SATURDAY else (time(9, 5),):
            await world.forward(datetime.combine(tomorrow, hour, UTC) - world.now)


async def played(world: MortalWorld, cast: C, *chapters: Callable[[MortalWorld, C], Awaitable[None]]) -> None:
    """One chapter after the other, in which processes die, and what is left to do afterwards."""
    world.fate.peace = False
    for chapter in chapters:
        await chapter(world, cast)
    world.fate.peace = True
    await world.forward(timedelta(0))


async def desk_and_champion(world: MortalWorld) -> tuple[Chat, Someone, Someone]:
    """The coordinators' chat, one of them, and a champion."""
    desk = world.place("office")
    sam = await world.coordinator(platform="office")
    chris = world.volunteer("Chris Moss")
    await chris.says("help")
    async with world.begin() as tx:
        await roles.invite(tx, "CHAMP", world.now, Role.CHAMPION)
        await tx.commit()
    await chris.commands("champion", "CHAMP")
    return desk, sam, chris


async def _cast(world: MortalWorld) -> Cast:
    desk, sam, chris = await desk_and_champion(world)
    return Cast(
        desk=desk,
        sam=sam,
        chris=chris,
        priya=world.volunteer(),
        ben=world.volunteer("Ben Ade", "Calder Ltd"),
        maria=world.host(),
        tom=world.host("Tom Reid"),
    )


async def _posts(who: Someone, *said: str) -> None:
    for each in said:
        await who.says(each)
    await who.presses("Post it")


async def _nobody_decides(world: MortalWorld, cast: Cast) -> None:
    """N1: the morning's lines, later ones above, and owners hear that it takes longer; then it is done."""
    await cast.chris.says(PLEDGE)
    for _ in range(4):
        await cast.chris.says("skip")
    await _posts(cast.chris)
    await cast.priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await cast.priya.presses("My own time")
    await _posts(cast.priya)
    accounts = "we need someone to sort out our accounts before May, 4 hours, LS9"
    await _posts(cast.maria, accounts, "just one person", "tea", "Seacroft Food Pantry")
    await until(world, 12, 9)
    await cast.sam.presses("Approve", cast.desk, about="Pledge")
    await cast.sam.presses("Verify", cast.desk)
    for about in ("New offer", "New need"):
        await cast.sam.presses("Approve", cast.desk, about=about)
    await world.forward(timedelta(minutes=11))


async def _nobody_answers(world: MortalWorld, cast: Cast) -> None:
    """N2: the host says yes to the second reminder, the volunteer to the first."""
    await until(world, 12, 11)
    await cast.sam.presses("Approve", cast.desk, about="Match")
    await world.forward(timedelta(minutes=11))
    await _one_at_a_time(world, cast.maria, Party.HOST)
    await until(world, 12, 18)
    await cast.maria.presses("Yes", about="Someone could help")
    await until(world, 12, 22)
    await cast.priya.presses("Yes", about="A group needs you")


async def _one_at_a_time(world: MortalWorld, who: Someone, party: Party) -> None:
    async with world.storage.begin() as tx:
        person = await tx.people.of(who.account)
        assert person is not None
        await tx.capacities.put(Capacity(person=person.id, party=party, at_once=1, at=world.now))
        await tx.commit()


async def _no_date(world: MortalWorld, cast: Cast) -> None:
    """N4, N5 and N13, over Christmas; meanwhile the other two post."""
    await cast.ben.says(BOILERS)
    await cast.ben.presses("My own time")
    await _posts(cast.ben)
    await _posts(cast.tom, BOILER.replace("Easter", "May"), "just one person", "tea", "Armley Hub")
    await until(world, 1, 13, 2027)
    await cast.maria.presses("Set a date")
    await _posts(cast.maria, "27 January 2027, 10:00 to 14:00")
    await cast.priya.presses("Yes, that works")


async def _the_day(world: MortalWorld, cast: Cast) -> None:
    """N6 and N7: reminded and not confirmed, it happens; the host is silent, then says so. N9, N10."""
    await until(world, 2, 3, 2027)
    await cast.maria.presses("Yes", about="Was it delivered?")
    await cast.maria.presses("4 hours")
    await until(world, 2, 11, 2027)


async def _ill_and_found_anew(world: MortalWorld, cast: Cast) -> None:
    """An agreed date is cancelled, with its calendar file, and somebody else is looked for."""
    await cast.sam.presses("Verify", cast.desk)
    for about in ("Ben Ade", "New need"):
        await cast.sam.presses("Approve", cast.desk, about=about)
    await world.forward(timedelta(minutes=11))
    await cast.sam.presses("Approve", cast.desk, about="Match")
    await world.forward(timedelta(minutes=11))
    await cast.tom.presses("Yes", about="Someone could help")
    await cast.ben.presses("Yes", about="A group needs you")
    await cast.tom.presses("Set a date")
    await _posts(cast.tom, "26 February 2027, 10:00 to 12:00")
    await cast.ben.presses("Yes, that works")
    await until(world, 2, 19, 2027)
    await cast.tom.presses("I can't make it")
    await cast.tom.presses(_first_answer(cast.tom))


def _first_answer(who: Someone) -> str:
    card = who.cards()[-1]
    return card.buttons[0][0].label


async def _the_rest(world: MortalWorld, cast: Cast) -> None:
    """N11, N12, N16, N17: what comes by itself."""
    await until(world, 3, 8, 2027)


CODES = frozenset(f"N{number}" for number in (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17))
"""The reminders that somebody gets in it, by their code."""

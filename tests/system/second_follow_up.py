"""What else is followed up, in three months: checks, long work, goods, noticeboards, who is forgotten."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from bot.chat.address import Chat
from bot.chat.incoming import Command
from bot.chat.ports import Failed
from bot.dispatch import TRIES
from tests.flows.world import Someone
from tests.system.follow_up import desk_and_champion, played, until
from tests.system.mortal import MortalChat, MortalWorld

CHANNEL = Chat(platform="office", tenant="T1", id="general")
GROUP = Chat(platform="phone", tenant="B1", id="-100")
TO_UNDO = timedelta(minutes=31)
"""Longer than the time to undo what was decided by a clock that was set forward twice."""
LAPTOPS = (
    "pledge", "C-9", "Leeds City Council", "Another measure", "laptops", "12", "1 April 2026",
    "31 March 2028", "skip", "New", "Once", "skip", "skip", "skip",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Cast:
    desk: Chat
    sam: Someone
    chris: Someone
    priya: Someone
    ben: Someone
    ana: Someone
    maria: Someone
    tom: Someone
    asha: Someone
    dina: Someone
    eve: Someone
    jo: Someone


async def the_second_follow_up(world: MortalWorld) -> None:
    """From nine listings to a trustee of three months, with somebody forgotten on the way."""
    cast = await _cast(world)
    await _posted(world, cast)
    await played(world, cast, _matched, _goods, _put_aside, _forgotten, _months)


async def _cast(world: MortalWorld) -> Cast:
    desk, sam, chris = await desk_and_champion(world)
    return Cast(
        desk=desk, sam=sam, chris=chris, priya=world.volunteer(),
        ben=world.volunteer("Ben Ade", "Calder Ltd"), ana=world.volunteer("Ana Silva", "Wharfe Ltd"),
        dina=world.volunteer("Dina Roy"), maria=world.host(), tom=world.host("Tom Reid"),
        asha=world.host("Asha Patel"), eve=world.host("Eve Lund"), jo=await world.coordinator("Jo Field"),
    )  # fmt: skip


async def _offers(who: Someone, **answers: str) -> None:
    await who.commands("offer")
    await who.fills(**{"where": "LS9", "when": "any time", "hours": "4", "leave": "own"} | answers)
    await who.fills()


async def _asks(who: Someone, *answers: str) -> None:
    await who.commands("need")
    for each in answers:
        await who.says(each)
    await who.presses("Post it")


async def _posted(world: MortalWorld, cast: Cast) -> None:
    """A trustee, somebody who has to ask their manager, months of work, and what comes every week."""
    await _offers(cast.priya, kind="trustee", what="a trustee of a small charity", hours="40")
    await _offers(cast.ben, kind="skills", what="plumbing", leave="to_ask")
    await _offers(cast.ana, kind="skills", what="bookkeeping", hours="700", checks="enhanced DBS")
    await _offers(cast.dina, kind="skills", what="photography", hours="20")
    skills = "Professional skills"
    await _asks(
        cast.maria, "Trustee", "a trustee", "LS9", "any time", "40", "1", "skip", "skip", "skip",
        "Seacroft Food Pantry",
    )  # fmt: skip
    await _asks(
        cast.tom, skills, "plumbing: our boiler", "LS9", "any time", "4", "1", "skip", "skip", "skip",
        "Armley Hub",
    )  # fmt: skip
    await _asks(
        cast.asha, skills, "bookkeeping", "LS9", "any time", "700", "1", "skip", "skip", "enhanced DBS",
        "Yes, every week, by themselves", "Burley Choir",
    )  # fmt: skip
    await _asks(
        cast.eve, skills, "photography at our lunches", "LS9", "any time", "20", "1", "skip", "skip", "skip",
        "Beeston Lunch Club",
    )  # fmt: skip
    await _asks(cast.eve, skills, "a new website", "LS9", "any time", "20", "1", "skip", "skip", "skip")
    for _ in range(4):
        await cast.sam.presses("Verify", cast.desk)
    for about, count in (("New offer", 4), ("New need", 5)):
        for _ in range(count):
            await cast.sam.presses("Approve", cast.desk, about=about)
    await world.forward(TO_UNDO)


async def _matched(world: MortalWorld, cast: Cast) -> None:
    """All four are asked and say yes; two channels choose to read what is needed."""
    for _ in range(4):
        await cast.sam.presses("Approve", cast.desk, about="Match")
    await world.forward(TO_UNDO)
    for who in (cast.maria, cast.tom, cast.asha, cast.eve):
        await who.presses("Yes", about="Someone could help")
    for who in (cast.priya, cast.ben, cast.ana, cast.dina):
        await who.presses("Yes", about="A group needs you")
    await cast.sam.commands("menu", "here", chat=CHANNEL)
    await cast.jo.commands("menu", "here", chat=GROUP)
    await _ticks(world, cast)
    await _dated(cast.asha, cast.ana, "Monday 4 January 2027 10:00")
    await _dated(cast.eve, cast.dina, "every Tuesday until 20 January, 14:00 to 16:00")


async def _ticks(world: MortalWorld, cast: Cast) -> None:
    trusteeship, books = _match_of(cast, "Seacroft Food Pantry"), _match_of(cast, "Burley Choir")
    for stage in ("chair", "meeting", "trustee checks", "appointed"):
        await cast.sam.says(f"checked {trusteeship} {stage}")
    await cast.sam.says(f"I have seen the enhanced DBS for {books}, valid until 31 January 2027")
    (pantry,) = await _ids(world, "SELECT id FROM organisations WHERE name = 'Seacroft Food Pantry'")
    await cast.sam.says(f"checked {pantry} public liability until 20 January 2027")


def _match_of(cast: Cast, group: str) -> str:
    card = next(said for said in cast.sam.sees(cast.desk) if said.startswith("Match ") and group in said)
    return card.split()[1].rstrip(":")


async def _dated(host: Someone, volunteer: Someone, when: str) -> None:
    await host.presses("Set a date")
    await host.says(when)
    await host.presses("Post it")
    await volunteer.presses("Yes, that works")


async def _goods(world: MortalWorld, cast: Cast) -> None:
    """N18: the group says nothing of what it was given, until it stands in the morning."""
    for each in LAPTOPS:
        await cast.chris.says(each)
    await cast.chris.presses("Post it")
    await cast.sam.presses("Approve", cast.desk, about="Pledge")
    await world.forward(TO_UNDO)
    await until(world, 12, 9)
    (pledge,) = await _ids(world, "SELECT id FROM pledges")
    await cast.chris.says(f"delivered {pledge} 8 laptops to Seacroft Food Pantry yesterday")
    await cast.chris.presses("Post it")
    await until(world, 12, 17)
    await cast.eve.presses("Yes", about="Was it delivered?")
    await cast.eve.presses("2 hours")
    await until(world, 12, 22)
    await cast.maria.presses("Yes", about="8 laptops")


async def _ids(world: MortalWorld, query: str) -> list[str]:
    async with world.storage.reading() as connection:
        return [row[0] for row in await connection.execute(text(query))]


async def _put_aside(world: MortalWorld, cast: Cast) -> None:
    """An event that cannot be processed, and a message that the platform never takes."""
    await until(world, 1, 11, 2027)
    event = Command(origin=cast.chris.origin(cast.desk, event="poison"), name="queue", rest="")
    world.trouble = ValueError("oh")
    for _ in range(TRIES):
        with suppress(Failed):
            await world.handle(event)
    world.trouble = None
    phone = world.chats["phone"]
    assert isinstance(phone, MortalChat)
    phone.refused.add("my old camera")
    await cast.dina.says("I bring my old camera")
    await world.forward(timedelta(minutes=1))


async def _forgotten(world: MortalWorld, cast: Cast) -> None:
    """While letters of hers, and to her, are under way: nothing of her is left that the bot can know of."""
    await until(world, 1, 13, 2027)
    await cast.dina.says("forget me")
    await cast.dina.presses("Go on")
    phone = world.chats["phone"]
    assert isinstance(phone, MortalChat)
    arrived = phone.unanswered.total()
    world.holds = True
    await cast.eve.says("Dear Dina Roy, see you on Tuesday")
    await cast.dina.says("I live above the baker")
    await world.begins_to_deliver()
    await cast.dina.presses("Yes, forget me")
    world.holds = False
    await world.deliver()
    left = sum("Dina" in said or "above the baker" in said for said in cast.eve.sees())
    assert left <= phone.unanswered.total() - arrived
    assert not [said for said in cast.sam.sees(cast.desk) if "Dina" in said]


async def _months(world: MortalWorld, cast: Cast) -> None:
    await until(world, 3, 12, 2027)


PERHAPS = (
    "office/U-Dina Roy: Eve Lund: Dear",
    "phone/U-Eve Lund: (Deleted: whoever wrote this",
    "phone/U-Eve Lund: Delivered to somebody.",
)
"""What of her had arrived when she was forgotten, or had not."""
CODES = frozenset(f"N{number}" for number in (3, 4, 5, 6, 7, 8, 12, 14, 15, 16, 17, 18, 19))
"""The reminders that somebody gets in it, by their code."""

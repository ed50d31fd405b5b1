"""What a coordinator of many matches reads, and when."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.checklists import Item
from bot.domain.listings import ListingState, Quantity, Side
from bot.domain.matches import Match, MatchState
from bot.services import organisations, ticking
from bot.services.moves import plan_nudges, view_of
from bot.services.ticking import Answer
from tests.services.world import World

STATES = (MatchState.ASKED_HOST, MatchState.ASKED_VOLUNTEER, MatchState.INTRODUCED)
HOURS = Decimal(4)


async def open_matches(world: World, count: int) -> None:
    """So many, made within two days, of as many people."""
    if "Sam" not in world.people:
        await world.meets("Sam")
    for number in range(count):
        volunteer, host = f"Priya {number}", f"Maria {number}"
        await world.meets(volunteer, f"Aire {number} Ltd")
        await world.meets(host, f"Pantry {number}")
        sides = [await world.posts(volunteer, Side.OFFER, "x"), await world.posts(host, Side.NEED, "x")]
        match = Match(
            id=f"M{number:03d}",
            offer=sides[0],
            need=sides[1],
            volunteer=world.people[volunteer].id,
            host=world.people[host].id,
            hours=HOURS,
            score=0.8,
            reasons=(),
            doubt="",
            state=STATES[number % len(STATES)],
            created_at=world.now,
            entered_at=world.now,
        )
        async with world.turn() as turn:
            for id in sides:
                listing = await turn.tx.listings.get(id)
                reserved = Quantity(total=HOURS, reserved=HOURS)
                fresh = replace(listing, quantity=reserved, state=ListingState.FILLED, revision=9)
                await turn.tx.listings.put(fresh)
            await turn.tx.matches.put(match)
            await plan_nudges(turn, await view_of(turn, match))
        if number == count // 2:
            world.now += timedelta(days=1)


async def test_sixty_open_matches_of_which_nobody_says_a_word_are_one_message_a_morning(world: World):
    """Everything that the clock does in those days, but for the digest, happens without the coordinators."""
    await open_matches(world, 60)
    await world.told("desk")
    mornings: list[str] = []

    for _ in range(8):  # working days
        mornings.append(await world.morning())
        before = len(await world.told("desk"))
        await world.passes(timedelta(hours=8), step=timedelta(hours=2))
        assert (await world.told("desk"))[before:] == []

    assert ["Standing still" in said for said in mornings] == [False] * 4 + [True] * 4
    sixth, seventh = mornings[5], mornings[6]
    assert "Standing still: 40" in sixth and "And 35 more." in sixth
    assert sixth.count("No answer from") == 5 and "Late:" not in sixth
    assert seventh.count("Late: No answer from") == 5
    assert len(seventh.splitlines()) < 20


async def test_how_long_a_group_waits_counts_from_when_it_began_to(world: World) -> None:
    """A paper that it shows meanwhile is no answer of a coordinator; a decision that is taken back is."""
    await world.meets("Sam")
    maria = await world.meets("Maria", "Aire Ltd")
    world.undo = timedelta(days=30)
    async with world.turn("Maria") as turn:
        person = replace(maria, organisation="")
        group = await organisations.register_group(turn, person, "Seacroft Pantry")
    await world.passes(timedelta(days=3))  # a Friday
    async with world.turn("Maria") as turn:
        answer = Answer(until=date(2027, 12, 31))
        await ticking.tick_pack(turn, group.id, Item.PUBLIC_LIABILITY, answer)

    assert "Late: New organisation to verify: Seacroft Pantry" in await world.morning()

    async with world.turn("Sam") as turn:
        await organisations.verify(turn, group.id)
    async with world.turn("Sam") as turn:
        await organisations.undo(turn, group.id)
    world.now += timedelta(hours=1)
    after = await world.morning()
    assert "Seacroft Pantry" in after and "Late:" not in after

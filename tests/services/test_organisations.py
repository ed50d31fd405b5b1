"""Employers come with their workspace; groups are named and then verified."""

import asyncio

from bot.services.organisations import employer_of
from tests.services.world import World


async def test_two_people_of_a_new_workspace_write_at_once_and_share_one_employer(world: World) -> None:
    people = [await world.meets(name, "Somewhere Ltd") for name in ("Ana", "Ben", "Cem")]

    async def arrives(name: str) -> str:
        async with world.turn(name) as turn:
            found = await employer_of(turn, world.people[name], "chat/t", "Aire Ltd")
        return found.id

    ids = await asyncio.gather(*(arrives(person.name) for person in people))

    assert len(set(ids)) == 1

"""All that is held about one person, on both databases."""

from bot.domain.matches import MatchState
from bot.services import rights
from tests.services.world import World


async def test_all_that_is_held_can_be_read(world: World) -> None:
    await world.introduced()

    async with world.turn("Priya") as turn:
        held = await turn.tx.rights.held(turn.by.person)

    assert held["you"][0]["name"] == "Priya"
    assert {"accounts", "offers and needs", "matches", "what you did"} <= held.keys()


async def test_whoever_is_forgotten_is_nobody_and_the_match_is_over(world: World) -> None:
    await world.introduced()

    async with world.turn("Priya") as turn:
        await rights.forget(turn)

    priya = world.people["Priya"].id
    async with world.begin() as tx:
        held = await tx.rights.held(priya)
        (match,) = await tx.matches.in_state(*MatchState)
        offer = await tx.listings.get(match.offer)
    assert held["you"][0]["name"] == ""
    assert "accounts" not in held
    assert match.state is MatchState.CANCELLED
    assert offer.terms.what == "(deleted)"
    assert not any("Priya" in words for words in await world.told("Maria"))

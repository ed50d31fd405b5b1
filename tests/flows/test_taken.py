"""A suggestion whose need or offer another match has taken asks for no decision, until it is free again."""

from datetime import timedelta

import pytest

from bot.domain.matches import MatchState
from tests.flows.test_exits import ben_offers
from tests.flows.world import NotShown, Someone, World, posted_both

TAKEN = "The need is taken by another match for now"


@pytest.fixture
async def sam(world: World) -> Someone:
    """Two offers are suggested for the one need."""
    sam = await world.coordinator()
    await posted_both(world, sam)
    await ben_offers(world, sam, standby=False)
    assert labels(sam, "Ben Ade") == labels(sam, "Priya Shah") == ["Approve", "Edit", "Not this"]
    return sam


def card(sam: Someone, volunteer: str) -> str:
    return next(text for text in reversed(sam.sees()) if text.startswith("Match") and volunteer in text)


def labels(sam: Someone, volunteer: str) -> list[str]:
    shown = [each for each in sam.cards() if each.words().startswith("Match") and volunteer in each.words()]
    return [each.label for row in shown[-1].buttons for each in row if each.label != "I'll take it"]


async def test_what_another_match_has_taken_cannot_be_approved_until_it_is_free_again(
    world: World, sam: Someone
):
    await sam.presses("Approve", about="Priya Shah")
    assert TAKEN in card(sam, "Ben Ade")
    assert labels(sam, "Ben Ade") == ["Not this"]

    await sam.presses("Undo", about="Priya Shah")

    assert TAKEN not in card(sam, "Ben Ade")
    assert labels(sam, "Ben Ade") == ["Approve", "Edit", "Not this"]
    await sam.presses("Approve", about="Ben Ade")
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.APPROVED_TO_ASK)) == 1
    assert labels(sam, "Priya Shah") == ["Not this"]


async def test_a_no_gives_the_approval_back(world: World, sam: Someone):
    await sam.presses("Approve", about="Priya Shah")
    await world.forward(timedelta(minutes=11))
    assert labels(sam, "Ben Ade") == ["Not this"]
    maria = Someone(world=world, name="Maria Kowalska", platform="phone", tenant=world.host().tenant)

    await maria.presses("Not now")
    await maria.presses("no time at the moment")

    assert labels(sam, "Ben Ade")[0] == "Approve"


async def test_a_press_on_what_was_shown_before_is_refused_in_words(world: World, sam: Someone):
    reference, old = sam.button("Approve", about="Ben Ade")
    await sam.presses("Approve", about="Priya Shah")

    await sam.forges(old.action, message=reference)

    (hint,) = sam.hints
    assert hint.startswith(TAKEN)
    assert labels(sam, "Ben Ade") == ["Not this"]


async def test_looked_up_by_its_number_it_says_so_too(world: World, sam: Someone):
    _, old = sam.button("Approve", about="Ben Ade")
    await sam.presses("Approve", about="Priya Shah")

    await sam.says(f"open {old.action.subject}")

    assert TAKEN in sam.last()
    with pytest.raises(NotShown):
        sam.button("Approve", about="Ben Ade")

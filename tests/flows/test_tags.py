"""What a need is good for, and by which lever a pledge came: said by a coordinator, told in figures."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.listings import ListingState, Side
from bot.outcome_list import BadOutcomes, read_outcomes
from tests.flows.test_pledging import entered, sam
from tests.flows.test_stories import done
from tests.flows.world import Someone, World, posted_both

__all__ = ["done", "sam"]


async def need_of(world: World) -> str:
    async with world.begin() as tx:
        listed = await tx.listings.in_state(*ListingState)
    return next(each.id for each in listed if each.side is Side.NEED)


async def test_a_need_is_tagged_with_what_it_is_good_for_and_its_card_says_so(world: World, sam: Someone):
    await posted_both(world, sam)
    id = await need_of(world)

    await sam.says(f"outcome {id.lower()} climate, Health and wellbeing, health")

    assert any("good for Zero carbon; Health and wellbeing" in text for text in sam.sees())
    [card] = [text for text in sam.sees() if "Good for: " in text and "Need" in text]
    assert "Health and wellbeing" in card and "Zero carbon" in card
    await sam.says(f"outcome {id} <b>=profit</b>")
    assert "“<b>=profit</b>” is not in the list" in sam.last()
    await sam.says(f"outcome {id} none")
    async with world.begin() as tx:
        assert await tx.tags.of(id) == []


async def test_the_needs_card_has_a_button_for_it_and_one_press_sets_or_takes_off(world: World, sam: Someone):
    await posted_both(world, sam)
    id = await need_of(world)

    await sam.presses("Good for")
    assert "What is it good for?" in sam.last()
    await sam.presses("Zero carbon")
    await sam.presses("Health and wellbeing")
    assert "Good for: Health and wellbeing; Zero carbon" in sam.last()
    await sam.presses("Zero carbon")

    assert "Good for: Health and wellbeing" in sam.last()
    async with world.begin() as tx:
        assert await tx.tags.of(id) == ["health"]


async def test_only_coordinators_tag_and_only_needs(world: World, sam: Someone):
    priya, _ = await posted_both(world, sam)
    async with world.begin() as tx:
        listed = await tx.listings.in_state(*ListingState)
    offer = next(each.id for each in listed if each.side is Side.OFFER)

    await sam.says(f"outcome {offer} health")
    assert "That is an offer" in sam.last()
    await priya.commands("outcome", f"{await need_of(world)} health")
    assert "Only coordinators can do that" in priya.last()


def test_every_mistake_in_a_list_is_named(tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[outcome]]\ncode = "A b"\nlabel = ""\n[[outcome]]\ncode = "x"\nlabel = "X"\nwords = "y"\n'
        '[[outcome]]\ncode = "x"\nlabel = "X"\n'
    )

    with pytest.raises(BadOutcomes) as found:
        read_outcomes(file)

    assert len(found.value.problems) == 4


async def test_a_pledge_says_by_which_lever_it_came(world: World, sam: Someone):
    chris, id = await entered(world, sam)
    await sam.says(f"correct pledge {id} lever crowbar: typed wrong")
    assert any("That is no lever" in text for text in sam.sees())
    await sam.says("cancel")

    await sam.says(f"correct pledge {id} lever Anchor: it was missing")
    await world.forward(timedelta(minutes=11))

    await chris.says("pledges")
    assert "Won by: an anchor organisation" in chris.last()
    await sam.says("pledges by lever")
    assert "an anchor organisation" in "\n".join(sam.sees()[-2:])
    async with world.begin() as tx:
        (pledge,) = await tx.pledges.some([id])
    assert pledge.terms.lever == "anchor" and pledge.promised == Decimal(200)

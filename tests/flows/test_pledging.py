"""Pledges in chat: entered in a sentence or step by step, approved, counted, and told about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.matches import MatchState
from bot.domain.people import Role
from bot.domain.pledges import PledgeState
from bot.domain.progress import Level
from bot.services import roles
from tests.flows.world import Someone, World, introduced, posted_both

SENTENCE = (
    "pledge 200 hours for Leeds City Council under contract C-123, from 1 April 2026 until 31 March 2027, new"
)


async def champion(world: World, name: str = "Chris Moss", employer: str = "Aire and Calder") -> Someone:
    chris = world.volunteer(name, employer)
    await chris.says("help")
    async with world.begin() as tx:
        await roles.invite(tx, "CHAMP", world.now, Role.CHAMPION)
        await tx.commit()
    await chris.commands("champion", "CHAMP")
    return chris


@pytest.fixture
async def sam(world: World) -> Someone:
    return await world.coordinator()


async def entered(world: World, sam: Someone) -> tuple[Someone, str]:
    """A pledge of 200 hours, approved and announced; the champion and its number."""
    chris = await champion(world)
    await chris.says(SENTENCE)
    for _ in range(4):
        await chris.says("skip")
    await chris.presses("Post it")
    await sam.presses("Approve", about="Pledge")
    await world.forward(timedelta(minutes=11))
    async with world.begin() as tx:
        (pledge,) = await tx.pledges.in_state(*PledgeState)
    return chris, pledge.id


async def test_a_champion_enters_a_pledge_in_one_sentence_and_is_asked_only_for_the_rest(world: World):
    chris = await champion(world)

    await chris.says(SENTENCE)

    assert "reviewed" in chris.last()


async def test_it_counts_from_the_approval_on_and_the_champion_sees_how_far_it_came(
    world: World, sam: Someone
):
    chris, id = await entered(world, sam)

    await chris.says("pledges")

    assert "0 hours of 200 hours happened (0 %)" in chris.last()
    assert "Hours only" in chris.last()
    assert id in chris.last()


async def test_step_by_step_what_does_not_fit_is_asked_again_and_nothing_typed_is_lost(
    world: World, sam: Someone
):
    for said in (
        "pledge", "C-9", "Leeds City Council", "Hours of general help", "lots",
    ):  # fmt: skip
        await sam.says(said)
    assert "A number from 0.01 to 1,000,000" in sam.last()
    for said in (
        "1,500", "1 April 2027", "31 March 2026", "skip", "Continuing", "Again and again", "skip", "skip",
        "an anchor organisation",        "new Works Ltd",
    ):  # fmt: skip
        await sam.says(said)

    await sam.presses("Post it")
    assert "must come after the first (1 April 2027)" in sam.sees()[-2]
    await sam.says("31 March 2028")
    assert "1,500" in sam.last()
    await sam.presses("Post it")

    await sam.says("pledges")
    assert "Works Ltd: 0 hours of 1,500 hours happened" in sam.last()
    assert "£0.00 of £30,660.00 (1 of 1 pledges have a value)" in sam.last()
    assert "gross, unadjusted" in sam.last()
    await sam.says("pledges by lever")
    assert "an anchor organisation: 0 hours of 1,500 hours happened" in sam.last()
    await sam.says("pledges by novelty")
    assert "Continuing: 0 hours of 1,500 hours happened" in sam.last()


async def test_an_unknown_unit_stands_in_a_line_of_its_own(world: World, sam: Someone):
    for said in (
        "pledge", "C-9", "Leeds City Council", "Another measure", "apprentices", "3",
        "1 April 2026", "31 March 2028", "skip", "New", "Once", "skip", "skip", "skip", "new Works Ltd",
    ):  # fmt: skip
        await sam.says(said)
    await sam.presses("Post it")

    await sam.says("pledges by city")

    assert "The whole city: 0 apprentices of 3 apprentices happened" in sam.last()
    assert " hours of" not in sam.last()


async def test_a_unit_that_everybody_may_read_says_nobodys_number(world: World, sam: Someone):
    for said in ("pledge", "C-9", "Leeds City Council", "Another measure", "meals, ring 07700 900123"):
        await sam.says(said)

    assert "Please leave out the phone number" in sam.last()


async def test_an_organisation_that_nobody_knows_is_not_made_up(world: World, sam: Someone):
    await sam.says("pledge 10 hours for Leeds City Council, contract C-1, from 1/4/26 until 31/3/27, new")
    for said in ("skip", "skip", "skip", "skip", "Wroks Ltd"):
        await sam.says(said)

    await sam.presses("Post it")

    assert "I know no organisation called Wroks Ltd" in sam.sees()[-2]
    assert "Which organisation promises it?" in sam.last()


async def test_hours_of_an_offer_count_by_the_share_that_was_said_and_never_above_all_of_it(
    world: World, sam: Someone
):
    chris, pledge = await entered(world, sam)
    await posted_both(world, sam)
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    await chris.says(f"count {match.offer} {pledge} 50%")
    assert "50 % of the hours" in chris.last()

    await sam.presses("Approve", about="Match")
    await chris.says("pledges")
    assert "Allocated: 2 hours" in chris.last()

    await chris.says(f"count {match.id} {pledge} 101")
    assert "A share is a number from 0 to 100" in chris.last()


async def test_at_every_level_each_of_the_five_steps_is_told(world: World, sam: Someone):
    chris, pledge = await entered(world, sam)
    await posted_both(world, sam)
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    await chris.says(f"count {match.offer} {pledge}")
    await sam.presses("Approve", about="Match")

    for level in Level:
        await sam.says(f"pledges by {level}")

        assert "0 hours of 200 hours happened (0 %)" in sam.last()
        assert "Allocated 4 hours, scheduled 0 hours, claimed 0 hours." in sam.last()


async def test_of_many_pledges_the_newest_are_shown_and_any_other_by_its_contract_or_number(
    world: World, sam: Someone
):
    chris, first = await entered(world, sam)
    for number in range(2, 7):
        await chris.says(SENTENCE.replace("C-123", f"C-{number}"))
        for said in ("skip", "skip", "skip", "skip", "Post it"):
            await chris.says(said)

    await chris.says("pledges")
    assert any("newest 5 of 6" in text and "its contract: C-123." in text for text in chris.sees())
    for said in ("pledges c-123", f"pledges {first}"):
        for whoever in (chris, sam):
            await whoever.says(said)
            assert f"Pledge {first}: 200 hours, contract C-123" in whoever.last()
    await sam.says(f"open {first}")
    assert f"Pledge {first}: 200 hours, contract C-123" in sam.last() and "Verified: 0 hours" in sam.last()
    await sam.commands("pledges", "by accident")
    assert "I can tell pledges by" in sam.last()


async def test_pledges_are_not_for_everybody(world: World):
    priya, maria = world.volunteer(), world.host()

    for somebody in (priya, maria):
        await somebody.says("pledges")
        assert "Pledges are for champions" in somebody.last()


async def test_a_champion_of_another_employer_can_neither_see_nor_count_for_a_pledge(
    world: World, sam: Someone
):
    _chris, pledge = await entered(world, sam)
    other = replace(world.volunteer("Olga Other", "Elsewhere"), tenant="T2")
    await other.says("help")
    async with world.begin() as tx:
        await roles.invite(tx, "OTHER", world.now, Role.CHAMPION)
        await tx.commit()
    await other.commands("champion", "OTHER")

    await other.says("pledges")
    assert "no pledges here yet" in other.last()
    await other.says(f"count {pledge} {pledge}")
    assert pledge not in other.last()


async def test_the_report_begins_with_how_much_of_what_was_promised_happened(world: World, sam: Someone):
    await entered(world, sam)

    await sam.says("report")

    assert "0 hours of 200 hours promised under contracts happened (0 %)." in sam.last()
    assert "still missing 200 hours" in sam.last()


async def test_a_champion_sees_their_company_and_nobody_else_does(world: World, sam: Someone):
    chris, _ = await entered(world, sam)
    priya = world.volunteer()

    await chris.says("my company")
    await priya.says("my company")

    assert (
        "Promised: 200 hours" in chris.sees()[-2]
        and "By what your organisation has pledged" in chris.sees()[-2]
    )
    assert "That is for champions of an employer" in priya.last()
    home = await chris.opens_home()
    company = next(card for card in home if card.title == "Aire and Calder together")
    assert "Promised: 200 hours" in company.words()


async def test_my_year_is_what_was_confirmed_and_how_it_was_thanked(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await priya.says("my year")
    assert "No hours of yours were confirmed" in priya.last()

    await maria.presses("Set a date")
    await maria.says("Thursday 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    await world.forward(timedelta(days=3))
    await maria.says("hours")
    await maria.says("4")
    await priya.says("my year")

    assert "4 hours of your help really happened." in priya.last()
    assert "Seacroft Food Pantry" in priya.last()
    await priya.says("year 1875")
    assert "Which year?" in priya.last()


async def test_what_the_city_puts_first_is_said_on_the_cards_and_moves_the_list(world: World, sam: Someone):
    priya, maria = await posted_both(world, sam)
    await sam.says("first accounts = 4")
    await maria.says("we need a driver for a van, 4 hours, LS9")
    for said in ("just one person", "skip", "any time"):
        await maria.says(said)

    await sam.says("queue")
    assert any("Put first by the city: accounts (4 of 5)" in said for said in sam.sees())
    await priya.says("browse accounts")
    assert any("Put first by the city: accounts (4 of 5)" in said for said in priya.sees())

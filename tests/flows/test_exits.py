"""Every exit does work: standby near the date, unmet with its reason, and one card that each side keeps."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.listings import ListingState, Side
from bot.domain.matches import MatchState
from tests.flows.world import Someone, World, introduced


@pytest.fixture
async def sam(world: World) -> Someone:
    return await world.coordinator()


async def dated(world: World, sam: Someone, when: str = "Thursday 10:00 to 14:00") -> tuple[Someone, Someone]:
    """Since Tuesday it is agreed for Thursday."""
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says(when)
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    return priya, maria


async def ben_offers(world: World, sam: Someone, *, standby: bool) -> Someone:
    return await stands_by(world, sam, "Ben Ade", "Calder Ltd", "T2", standby=standby)


async def stands_by(
    world: World, sam: Someone, name: str, employer: str, tenant: str, *, standby: bool = True
) -> Someone:
    who = world.volunteer(name, employer)
    who.tenant = tenant
    await who.says("I can do bookkeeping, any time, 4 hours, LS11 or remote")
    await who.presses("My own time")
    await who.presses("Post it")
    await sam.presses("Approve", about=name)
    await world.forward(timedelta(minutes=11))
    await who.presses("Say how much")
    await who.fills(at_once="2", standby="yes" if standby else "no")
    return who


async def the_need(world: World) -> ListingState:
    async with world.begin() as tx:
        [need] = [each for each in await tx.listings.in_state(*ListingState) if each.side is Side.NEED]
        return need.state


async def test_somebody_on_standby_is_asked_at_once_and_their_yes_is_a_date(world: World, sam: Someone):
    priya, maria = await dated(world, sam)
    ben = await ben_offers(world, sam, standby=True)

    await priya.presses("I can't make it")
    await priya.fills(reason="ill") if priya.form else await priya.presses("illness")
    urgent = next(text for text in sam.sees() if text.startswith("Urgent"))
    assert "Ben Ade, Calder Ltd" in urgent and "Thursday 3 December 2026, 10:00 to 14:00" in urgent
    await sam.presses("Ask at once")
    assert "On: Thursday 3 December 2026, 10:00 to 14:00" in ben.last()
    assert "Maria" not in ben.last() and "Seacroft" not in ben.last()
    await ben.presses("Yes")

    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.SCHEDULED)
    assert any("It is a date" in text and "Ben Ade" in text for text in maria.sees())
    assert match.decided_by == "Sam Okafor"


async def test_what_nobody_confirmed_by_noon_is_given_to_somebody_on_standby_by_one_press(
    world: World, sam: Someone
):
    priya, maria = await dated(world, sam)
    ben = await ben_offers(world, sam, standby=True)

    await world.forward(datetime(2026, 12, 2, 11, 59, tzinfo=UTC) - world.now)
    assert not any("not confirmed" in text for text in sam.sees())
    await world.forward(timedelta(minutes=1))
    doubt = next(text for text in sam.sees() if "neither side has said that it is still on" in text)
    assert "On standby: Ben Ade, Calder Ltd" in doubt and "Thursday 3 December 2026, 10:00 to 14:00" in doubt
    await sam.presses("Ask them instead")

    assert "You need not go" in priya.last()
    assert any("asked somebody else for the same date" in text for text in maria.sees())
    assert "On: Thursday 3 December 2026, 10:00 to 14:00" in ben.last()
    await ben.presses("Yes")
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.SCHEDULED)) == 1
    assert any("It is a date" in text and "Ben Ade" in text for text in maria.sees())


async def ben_was_asked(world: World, sam: Someone, when: str) -> tuple[Someone, Someone]:
    """Priya could not make it, and Ben on standby was asked at once."""
    priya, maria = await dated(world, sam, when)
    ben = await ben_offers(world, sam, standby=True)
    await priya.presses("I can't make it")
    await priya.presses("illness")
    await sam.presses("Ask at once")
    return ben, maria


async def test_who_on_standby_does_not_answer_is_asked_once_more_and_then_the_next_can_be(
    world: World, sam: Someone
):
    ben, maria = await ben_was_asked(world, sam, "Thursday 10:00 to 14:00")
    await world.forward(timedelta(hours=2))
    assert "On: Thursday 3 December 2026, 10:00 to 14:00" in ben.last()
    assert "I asked a short while ago" in ben.last()
    cleo = await stands_by(world, sam, "Cleo Byrne", "Dale Ltd", "T3")

    await world.forward(timedelta(hours=2))
    doubt = next(text for text in sam.sees() if "has not answered yet" in text)
    assert "Ben Ade, Calder Ltd" in doubt and "On standby: Cleo Byrne, Dale Ltd" in doubt
    await sam.presses("Ask them instead")

    assert "You need not go" in ben.last()
    assert "On: Thursday 3 December 2026, 10:00 to 14:00" in cleo.last()
    await cleo.presses("Yes")
    assert any("It is a date" in text and "Cleo Byrne" in text for text in maria.sees())


async def test_a_standby_who_answers_in_time_ends_the_doubt(world: World, sam: Someone):
    ben, maria = await ben_was_asked(world, sam, "Thursday 10:00 to 14:00")
    await world.forward(timedelta(hours=4))
    assert any("has not answered yet" in text for text in sam.sees())

    await ben.presses("Yes")

    assert "End this match" not in sam.labels()
    assert any("It is a date" in text and "Ben Ade" in text for text in maria.sees())


async def test_nobody_waits_for_a_standby_until_the_date_is_over(world: World, sam: Someone):
    _, maria = await ben_was_asked(world, sam, "Thursday 10:00 to 14:00")

    await world.forward(datetime(2026, 12, 3, 8, 1, tzinfo=UTC) - world.now)

    assert any("Nobody who fits is on standby" in text for text in sam.sees())
    assert await the_need(world) is ListingState.UNMET
    assert any("I found nobody in time" in text for text in maria.sees())


async def test_what_is_confirmed_after_noon_can_no_longer_be_given_away(world: World, sam: Someone):
    priya, _ = await dated(world, sam)
    ben = await ben_offers(world, sam, standby=True)
    await world.forward(datetime(2026, 12, 2, 12, tzinfo=UTC) - world.now)
    reference, instead = sam.button("Ask them instead")

    await priya.presses("All set")
    await sam.forges(instead.action, message=reference)

    assert "Ask them instead" not in sam.labels()
    assert not any("On: Thursday 3 December" in text for text in ben.sees())
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.CONFIRMED)) == 1


async def test_a_date_sooner_than_the_usual_notice_is_asked_for_again(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await priya.presses("Set a date")
    await priya.says("Thursday 10:00 to 14:00")

    await priya.presses("Post it")
    assert any("The group needs 5 working days' notice" in text for text in priya.sees())
    assert not any("Yes, that works" in label for label in maria.labels())
    await priya.says("Friday 18 December 10:00 to 14:00")
    await priya.presses("Post it")

    await maria.presses("Yes, that works")
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.SCHEDULED)) == 1


async def test_a_coordinator_who_ends_a_match_says_why_and_both_read_it(world: World, sam: Someone):
    priya, maria = await dated(world, sam)
    await world.forward(datetime(2026, 12, 2, 12, tzinfo=UTC) - world.now)

    await sam.presses("End this match")
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.SCHEDULED)) == 1
    await sam.presses("they do not answer")

    for who in (priya, maria):
        assert any("It is off" in text and "they do not answer" in text for text in who.sees())
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.CANCELLED)
        need = await tx.listings.get(match.need)
    assert (match.reason, need.quantity.reserved) == ("no_answer", 0)
    assert "End this match" not in sam.labels()
    assert (need.state, need.reason) == (ListingState.UNMET, "no_answer")  # tomorrow, and nobody is left


async def test_a_coordinator_who_closes_without_hours_says_why_and_who_stayed_away_is_counted(
    world: World, sam: Someone
):
    priya, maria = await dated(world, sam)
    await world.forward(datetime(2026, 12, 3, 15, tzinfo=UTC) - world.now)
    await maria.says("mine")
    await maria.presses("Problem")
    await maria.says("It did not go well.")

    await sam.presses("Not delivered")
    await sam.presses("the volunteer did not come")

    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.NO_SHOW)
        need = await tx.listings.get(match.need)
    assert (match.reason, need.state) == ("stayed_away", ListingState.OPEN)
    assert any("A coordinator has closed this without hours" in text for text in priya.sees())
    assert not any("did not come" in text for text in priya.sees())


async def test_without_anybody_on_standby_coordinators_hear_of_it_and_the_need_is_unmet(
    world: World, sam: Someone
):
    priya, maria = await dated(world, sam)

    await priya.presses("I can't make it")
    await priya.presses("illness")

    assert any("Nobody who fits is on standby" in text for text in sam.sees())
    assert await the_need(world) is ListingState.UNMET
    assert any("I found nobody in time for" in text for text in maria.sees())


async def test_a_date_far_away_leaves_time_to_look(world: World, sam: Someone):
    priya, _ = await dated(world, sam, "Friday 18 December 10:00 to 14:00")

    await priya.presses("I can't make it")
    await priya.presses("illness")

    assert not any(text.startswith("Urgent") for text in sam.sees())
    assert await the_need(world) is ListingState.OPEN


async def test_each_side_keeps_one_card_that_says_how_it_stands(world: World, sam: Someone):
    priya, maria = await dated(world, sam)

    for who in (priya, maria):
        [card] = [text for text in who.sees() if text.startswith("You have a match")]
        assert "Now: a date is set" in card and "Thursday 3 December 2026" in card
    await maria.presses("I can't make it")
    await maria.presses("no longer needed")
    for who in (priya, maria):
        [card] = [each for each in who.cards() if each.title == "You have a match"]
        assert "Now: cancelled" in card.words() and card.buttons == ()


async def test_nobody_who_was_not_introduced_gets_a_card_with_a_name(world: World, sam: Someone):
    from tests.flows.world import posted_both

    priya, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Yes")
    await priya.presses("No")
    await priya.presses("no time at the moment")

    assert not any("Maria" in text for text in priya.sees())
    assert not any("Priya" in text for text in maria.sees())


async def test_less_time_is_suggested_in_place_of_an_end_and_frees_the_rest(world: World, sam: Someone):
    priya, maria = await dated(world, sam, "Friday 18 December 10:00 to 14:00")

    await priya.presses("I can't make it")
    await priya.presses("less time, or another place, would do")
    await priya.presses("Less time")
    await priya.says("2")
    assert "Planned: 2 hours" in maria.last()
    await maria.presses("Yes, that works")

    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.SCHEDULED)
        need = await tx.listings.get(match.need)
    assert (match.hours, need.quantity.reserved, need.quantity.remaining) == (2, 2, 2)
    assert "is now 2 hours" in priya.last()


async def test_another_place_is_true_when_the_other_side_agrees(world: World, sam: Someone):
    priya, maria = await dated(world, sam, "Friday 18 December 10:00 to 14:00")

    await maria.presses("I can't make it")
    await maria.presses("less time, or another place, would do")
    await maria.presses("Another place")
    await maria.says("LS6")
    await priya.presses("Yes, that works")

    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.SCHEDULED)
        assert (await tx.listings.get(match.need)).terms.district == "LS6"


async def test_a_colleague_takes_over_with_the_same_dates_and_the_promise_stays_the_same(
    world: World, sam: Someone
):
    priya, maria = await dated(world, sam, "Friday 18 December 10:00 to 14:00")
    ben = world.volunteer("Ben Ade")
    await ben.says("hello")
    async with world.begin() as tx:
        before = await tx.figures.funnel()

    await priya.presses("I can't make it")
    await priya.presses("a colleague can come instead")
    await priya.says("Ben Ade")
    assert "Priya Shah cannot go" in ben.last() and "Maria" not in ben.last()
    await ben.presses("Yes")

    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.SCHEDULED)
        [session] = await tx.sessions.of(match.id)
        after = await tx.figures.funnel()
    assert f"{session.starts_at:%d %b %H:%M}" == "18 Dec 10:00"
    assert (after.promised, after.allocated) == (before.promised, before.allocated) == (4, 4)
    assert any("This is Ben Ade" in text for text in maria.sees())
    assert any("Now: cancelled" in text for text in priya.sees())


async def test_a_colleague_nobody_knows_is_asked_for_again_and_nothing_changes(world: World, sam: Someone):
    priya, _ = await dated(world, sam, "Friday 18 December 10:00 to 14:00")

    await priya.presses("I can't make it")
    await priya.presses("a colleague can come instead")
    await priya.says("Nobody Known")

    assert "I do not know one colleague of yours" in priya.last()
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.SCHEDULED)) == 1


async def test_a_yes_that_may_be_meant_for_an_ask_is_not_only_passed_on(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await maria.says("we need someone for bookkeeping in May, 4 hours, LS9")
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.presses("Post it")
    await sam.presses("Approve", about="New need")
    await ben_offers(world, sam, standby=False)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    asked = sum(text.startswith("Someone could help") for text in maria.sees())

    await maria.says("yes")

    assert asked == 2  # with the one about Priya
    assert sum(text.startswith("Someone could help") for text in maria.sees()) == asked + 1
    assert priya.last() == "Maria Kowalska: yes"

"""What a champion reads of their employer, on demand and each quarter; a month on one page; causes."""

import re
from datetime import UTC, datetime, timedelta

from bot.domain.matches import MatchState
from bot.schedule import Ticker
from tests.flows.test_instalments import promised
from tests.flows.test_pledging import champion, entered, sam
from tests.flows.test_stories import done, tells
from tests.flows.world import Someone, World, posted_both

__all__ = ["done", "sam"]
Three = tuple[Someone, Someone, Someone]
NEXT_QUARTER = datetime(2027, 1, 4, 9, 5, tzinfo=UTC)  # the first working day: a Monday


async def morning(world: World) -> None:
    ticker = Ticker(
        world.begin, house=world.house, owner="ticker", clock=lambda: world.now, new_id=world.new_id
    )
    await ticker.morning()
    await world.forward(timedelta(minutes=1))


async def published(done: Three) -> None:
    priya, maria, _ = done
    await tells(maria)
    await priya.presses("What I allow")
    await priya.fills(name="no", photo="no", publication="yes")


async def test_a_champion_reads_the_quarter_in_totals_with_stories_and_nobody_by_name(
    world: World, done: Three
):
    priya, _, _ = done
    await published(done)
    chris = await champion(world)

    await chris.says("report")

    card = chris.last()
    assert "Aire and Calder: 1 October 2026 to 31 December 2026" in card
    assert "4 hours of your people’s help were confirmed in that time. Groups helped: 1." in card
    assert "They know what they have" in card or "We know what we have" in card
    assert "Priya" not in card and "Maria" not in card
    await priya.says("report")
    assert "Only coordinators can do that" in priya.last()


async def test_the_digest_comes_once_on_the_first_working_day_of_a_quarter(world: World, done: Three):
    chris = await champion(world)
    world.now = NEXT_QUARTER
    await morning(world)
    told = [text for text in chris.sees() if "1 October 2026 to 31 December 2026" in text]
    assert len(told) == 1
    assert "4 hours" in told[0]
    assert {"Snooze 1 week", "Stop asking me"} <= set(chris.labels())

    world.now = NEXT_QUARTER + timedelta(days=1)
    await morning(world)
    world.now = NEXT_QUARTER + timedelta(days=30)
    await morning(world)

    assert len([text for text in chris.sees() if "1 October 2026 to 31 December 2026" in text]) == 1


async def test_what_was_given_in_another_unit_is_told_to_the_company_and_in_the_month(
    world: World, sam: Someone
):
    chris, id = await promised(world, sam)
    _, maria = await posted_both(world, sam)
    await chris.says(f"delivered {id} 8 laptops to Seacroft Food Pantry today")
    await chris.presses("Post it")
    await maria.presses("Yes")
    line = "Not in hours: 8 of 12 laptops promised were delivered and confirmed (67 %)."

    await chris.says("report")
    assert line in chris.last() and "Show the pledges" in chris.labels()
    await sam.says("summary December")
    assert line in sam.last()
    world.now = NEXT_QUARTER
    await morning(world)
    (told,) = [text for text in chris.sees() if "1 October 2026 to 31 December 2026" in text][1:]
    assert line in told


async def test_it_says_what_would_fit_the_gap(world: World, sam: Someone):
    chris, _ = await entered(world, sam)
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))

    await chris.says("report")

    assert "Of all that is promised under contracts 0 hours of 200 hours" in chris.last()
    assert "Would fit the rest: sort out our accounts" in chris.last()


async def test_the_digest_tells_hours_share_story_and_what_is_missing(world: World, done: Three):
    _, _, sam = done
    await published(done)
    chris, pledge = await entered(world, sam)
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    await chris.says(f"count {match.id} {pledge}")
    world.now = NEXT_QUARTER

    await morning(world)

    assert (
        "4 hours confirmed. Of 200 hours promised 2 % happened so far; still missing 196 hours."
        in chris.last()
    )
    [number] = re.findall(r"(\d)\W+What came of your company", chris.last())
    await chris.presses(f"Open {number}")
    told = chris.last()
    assert "4 hours of your people’s help" in told
    assert "4 hours of 200 hours" in told and "(2 %)" in told
    assert "know what we have" in told.lower() or "know what they have" in told.lower()
    assert "Forecast: 4 hours" in told and "Still missing: 196 hours" in told
    assert "At risk: no date yet: 196 hours" in told


async def test_a_month_is_summed_up_on_one_page_to_paste(world: World, done: Three):
    _, _, desk = done
    await published(done)

    await desk.says("summary December")

    card = desk.last()
    for said in ("december 2026", "2026-12"):
        await desk.says(f"summary {said}")
        assert desk.last() == card
    assert "Social value in December 2026" in card
    assert "Confirmed: 4 hours of help in fewer than 5 matches" in card
    assert "New needs: fewer than 5" in card
    assert "We know what we have" in card and "stories that may be published" not in card  # there is one
    assert "Priya" not in card and "Maria" not in card and len(card) < 3000


async def test_a_month_that_is_none_or_to_come_is_not_summed_up(world: World, done: Three):
    priya, _, desk = done
    for said in ("Smarch", "2027-01", "2026-13", "January 2027"):
        await desk.commands("summary", said)
        assert "That is no month that has begun" in desk.last()
    await priya.commands("summary", "December")
    assert "Only coordinators can do that" in priya.last()


async def test_of_a_year_to_come_nothing_is_reported(world: World, sam: Someone):
    chris = await champion(world)
    for whoever in (chris, sam):
        await whoever.says("report 2031")
        assert "2031 has not begun yet. Please say a year that has, such as 2026." in whoever.last()


async def test_who_has_nothing_in_this_year_hears_how_to_see_the_one_before(world: World, done: Three):
    priya, _, _ = done
    world.now = NEXT_QUARTER

    await priya.says("my year")

    assert "For the year before, say year 2026." in priya.last()


async def test_what_an_employer_cares_about_is_asked_once_and_read_by_coordinators(
    world: World, sam: Someone
):
    chris = await champion(world)
    assert "what does your company care about" in chris.last()
    await chris.presses("Say what it cares about")
    await chris.fills(causes="=food <b>*and* young people")
    assert "Coordinators read it" in chris.last()
    await posted_both(world, sam)

    assert any("cares about: =food <b>*and* young people" in text for text in sam.sees())

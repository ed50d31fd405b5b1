"""Reminders: merged, capped, with a way out, and never about what is over."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

from bot.chat.address import Account
from bot.command_nudges import nudge_stats
from bot.domain.listings import ListingState
from bot.domain.matches import MatchState
from bot.services import listings, matches, pauses, reminding
from bot.texts.drawing import english
from tests.services.world import MORNING, World

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def about(texts: list[str], words: str) -> list[str]:
    return [text for text in texts if words in text]


async def reminders_of(world: World, name: str) -> list[tuple[datetime, str]]:
    async with world.begin() as tx:
        quiet = await tx.reminders.quiet(world.people[name].id)
    return [(moment, f"{moment:%A}") for moment in quiet.sent]


async def several_asks(world: World, count: int) -> None:
    """Maria's pantry is asked about so many offers of different people at once."""
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    for number in range(count):
        await world.meets(f"Priya{number}", f"Aire{number} Ltd")
        skill = ("bookkeeping", "plumbing", "web design", "gardening")[number]
        await world.approves(await world.offer(f"Priya{number}", skill), await world.need("Maria", skill))
        newest = await world.the_match()
        async with world.turn("Sam") as turn:
            await matches.approve(turn, newest.id)


async def test_everything_that_waits_for_a_person_is_one_message(world: World) -> None:
    await several_asks(world, 3)

    await world.passes(timedelta(days=2, hours=1))

    merged = about(await world.told("Maria"), "3 things wait for you")
    assert len(merged) == 1
    for skill in ("bookkeeping", "plumbing", "web design"):
        assert skill in merged[0]
    assert "Priya" not in merged[0]  # nobody's name before both said yes
    assert len(await reminders_of(world, "Maria")) == 1


async def test_an_item_of_the_message_opens_its_own_card_while_it_is_true(world: World) -> None:
    await several_asks(world, 2)
    await world.passes(timedelta(days=2, hours=1))
    asked = [match for match in await world.all_matches() if match.state is MatchState.ASKED_HOST]

    async with world.turn("Maria") as turn:
        card = await reminding.again(turn, asked[0].id, "N2-1")

    assert "I asked a few days ago" in english(card.words())


async def test_what_was_answered_meanwhile_is_left_out(world: World) -> None:
    await several_asks(world, 2)
    await world.passes(timedelta(days=1))
    first = (await world.all_matches())[0]
    await world.says_yes("Maria", first)

    await world.passes(timedelta(days=1, hours=1))

    assert about(await world.told("Maria"), "things wait for you") == []
    assert len(about(await world.told("Maria"), "I asked a few days ago")) == 1


async def test_no_more_than_one_a_day_and_three_a_week(world: World) -> None:
    await several_asks(world, 4)

    for _ in range(40):
        await world.passes(timedelta(hours=12))

    moments = [moment for moment, _ in await reminders_of(world, "Maria")]
    assert moments
    days = [moment.date() for moment in moments]
    assert len(days) == len(set(days))
    for moment in moments:
        assert sum(moment - WEEK < other <= moment for other in moments) <= 3


async def test_nothing_is_said_at_the_weekend_unless_it_is_about_that_day(world: World) -> None:
    saturday = datetime(2026, 12, 19, 14, tzinfo=UTC)
    await world.scheduled(saturday)

    await world.until(saturday + timedelta(days=12))

    weekend = [moment for moment, day in await reminders_of(world, "Priya") if day in ("Saturday", "Sunday")]
    assert weekend == [saturday - WEEK, saturday - timedelta(hours=2)]


async def test_a_snooze_holds_reminders_back_but_not_an_agreed_date(world: World) -> None:
    starts = MORNING + timedelta(days=3)
    match = await world.scheduled(starts)
    async with world.turn("Maria") as turn:
        until = await pauses.snooze(turn)

    await world.until(until - timedelta(minutes=1))

    told = await world.told("Maria")
    assert match.state is MatchState.SCHEDULED
    assert about(told, "Coming up") or about(told, "Today")
    assert about(told, "Was it delivered?") == []

    await world.passes(DAY)
    assert len(about(await world.told("Maria"), "Was it delivered?")) == 1


async def test_three_silences_in_a_row_ask_whether_to_stop_and_then_there_is_silence(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Priya", "Aire Ltd")
    await world.approves(await world.offer("Priya"))
    for number in range(5):
        await world.approves(await world.offer("Priya", f"thing number {number}"))
        await world.passes(DAY)

    for _ in range(45):
        await world.passes(DAY)

    told = await world.told("Priya")
    assert len(about(told, "Shall I stop asking?")) == 1
    after = told[told.index(about(told, "Shall I stop asking?")[0]) + 1 :]
    assert about(after, "Still true?") == []
    assert len(about(await world.told("desk"), "has not answered three messages")) == 1


async def test_a_sign_of_life_begins_the_count_again(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Priya", "Aire Ltd")
    for number in range(6):
        await world.approves(await world.offer("Priya", f"thing number {number}"))
        await world.passes(DAY * 2)

    for _ in range(60):
        await world.passes(DAY)
        async with world.begin() as tx:
            await tx.reminders.heard(world.people["Priya"].id, world.now)
            await tx.commit()

    assert about(await world.told("Priya"), "Shall I stop asking?") == []


async def test_who_said_stop_gets_nothing_and_coordinators_see_it(world: World) -> None:
    match = await world.asked()
    async with world.begin() as tx:
        maria = await tx.people.get(match.host)
        await tx.people.put(replace(maria, stopped_at=world.now))
        await tx.commit()

    await world.passes(timedelta(days=3))

    assert about(await world.told("Maria"), "I asked a few days ago") == []
    assert len(about(await world.told("desk"), "gets no messages from me")) == 1


async def test_who_goes_out_of_reach_before_the_message_is_a_line_for_the_coordinators(world: World) -> None:
    await world.asked()
    await world.until(datetime(2026, 12, 3, 9, 59, tzinfo=UTC))
    async with world.turn("Maria") as turn:
        await pauses.snooze(turn, datetime(2026, 12, 7, 9, tzinfo=UTC))
    await world.passes(DAY)  # it is put down, and waits for the end of the snooze
    account = Account(platform="chat", tenant="t", user="Maria")
    async with world.begin() as tx:
        await tx.people.unreachable(account, "gone")
        await tx.commit()

    await world.until(datetime(2026, 12, 7, 12, tzinfo=UTC))

    assert about(await world.told("Maria"), "I asked a few days ago") == []
    assert about(await world.told("desk"), "Maria gets no messages from me")


async def test_an_offer_is_asked_after_before_it_runs_out_and_opened_again_by_one_press(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Priya", "Aire Ltd")
    offer = await world.offer("Priya")
    await world.approves(offer)

    await world.passes(timedelta(days=25))
    assert len(about(await world.told("Priya"), "Still true?")) == 1

    await world.passes(timedelta(days=10))
    assert (await world.listing(offer)).state is ListingState.EXPIRED
    assert len(about(await world.told("Priya"), "It has run out")) == 1

    async with world.turn("Priya") as turn:
        await listings.renew(turn, offer)
    found = await world.listing(offer)
    assert found.state is ListingState.OPEN
    assert found.expires_at is not None and found.expires_at > world.now + timedelta(days=29)


async def test_renewed_in_time_it_does_not_run_out(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    need = await world.need("Maria")
    await world.approves(need)
    await world.passes(timedelta(days=54))
    async with world.turn("Maria") as turn:
        await listings.renew(turn, need)

    await world.passes(timedelta(days=40))

    assert (await world.listing(need)).state is ListingState.OPEN


async def test_a_question_to_the_owner_is_repeated_twice_and_then_it_lapses(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    need = await world.need("Maria")
    async with world.turn("Sam") as turn:
        await listings.ask(turn, need, "How many tins?")

    await world.passes(timedelta(days=20))

    assert len(about(await world.told("Maria"), "A question for you")) == 2
    assert (await world.listing(need)).state is ListingState.LAPSED


async def test_the_owner_is_told_once_that_a_coordinator_is_late(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    await world.need("Maria")

    await world.passes(timedelta(days=7))

    assert len(about(await world.told("Maria"), "It takes a little longer")) == 1


async def test_what_a_reminder_did_can_be_read(world: World) -> None:
    match = await world.asked()
    await world.passes(timedelta(days=2, hours=1))
    async with world.begin() as tx:
        await tx.reminders.heard(match.host, world.now + timedelta(hours=5))
        await tx.commit()
    world.now += timedelta(hours=5)
    await world.says_yes("Maria", match)

    async with world.begin() as tx:
        (figures,) = await tx.reminders.figures()

    assert (figures.code, figures.sent, figures.heard, figures.moved) == ("N2", 1, 1, 1)
    assert figures.days is not None and 0.1 < figures.days < 1
    shown = StringIO()
    assert await nudge_stats(world.begin, world.house.schedule, as_json=True, out=shown) == 0
    by_code = {each["code"]: each for each in json.loads(shown.getvalue())["nudges"]}
    assert by_code["N2"]["moved"] == 1
    assert by_code["N7"]["sent"] == 0
    shown = StringIO()
    await nudge_stats(world.begin, world.house.schedule, as_json=False, out=shown)
    assert "N2         1             100%           100%" in shown.getvalue()
    assert "Fewer than 20 messages say little: N2." in shown.getvalue()

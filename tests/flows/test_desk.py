"""The coordinators' desk over the whole path: the eight published faults, and what coordinators share."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.chat.action import decode, encode
from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.domain.listings import ListingState
from bot.domain.matches import Match, MatchState
from bot.schedule import Ticker
from bot.services import roles
from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.flows.world import NotShown, Someone, World, hasty_storage, introduced, posted_both


@pytest.fixture
async def world(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path
) -> AsyncIterator[World]:
    """On PostgreSQL for those that ask for it: what coordinators do at once meets at the rows."""
    if "database_url" in request.fixturenames:
        storage = Storage(open_engine(request.getfixturevalue("database_url")))
    else:
        storage = hasty_storage(sqlite_template, tmp_path)
    yield World(begin=storage.begin)
    await storage.close()


BOTH = pytest.mark.usefixtures("database_url")


async def match_of(world: World) -> Match:
    async with world.begin() as tx:
        return (await tx.matches.in_state(*MatchState))[-1]


async def matches_of(world: World) -> list[Match]:
    async with world.begin() as tx:
        return list(await tx.matches.in_state(*MatchState))


async def three_suggested(world: World, sam: Someone) -> list[Match]:
    """Three needs of one group, three offers of three people."""
    maria = world.host()
    for number, what in enumerate(("bookkeeping", "web design", "translation into Polish")):
        priya = world.volunteer(f"Volunteer {number}")
        await priya.says(f"I can do {what} on Fridays, 4 hours, remote")
        await priya.presses("My own time")
        await priya.presses("Post it")
        await maria.says(f"we need {what}, 4 hours, remote, any time")
        for answer in ("1", "skip", "skip", "Seacroft Food Pantry"):
            if "Is this right?" not in maria.last():
                await maria.says(answer)
        await maria.presses("Post it")
    await sam.presses("Verify")
    for _ in range(6):
        try:
            await sam.presses("Approve", about="New")
        except NotShown:
            break
    await world.forward(timedelta(minutes=11))
    found = await matches_of(world)
    assert len(found) == 3
    return found


def labels(card: Card) -> list[str]:
    return [button.label for button in itertools.chain.from_iterable(card.buttons)]


def card_of(someone: Someone, about: str, chat: Chat | None = None) -> Card:
    return next(card for card in reversed(someone.cards(chat)) if about in card.words())


# The eight faults that coordinators' software was published with, each by its name.


async def test_buttons_stay_live_after_the_click(world: World, sam: Someone):
    await posted_both(world, sam)
    await sam.says("queue")  # a second message of the same card

    await sam.presses("Approve", about="Match")

    assert "Approve" not in sam.labels()
    assert "Not this" not in sam.labels()


async def test_the_first_click_after_a_restart_is_swallowed(world: World, sam: Someone):
    await posted_both(world, sam)
    reference, button = sam.button("Approve", about="Match")
    world.market = type(world.market)(world.market.matcher)  # everything in memory is gone

    await sam.forges(button.action, message=reference)

    assert (await match_of(world)).state is MatchState.APPROVED_TO_ASK


async def test_an_unauthorised_click_is_ignored_in_silence_or_obeyed(world: World):
    desk = world.place("phone")
    sam, mallory = await world.coordinator(), world.host("Mallory")
    await mallory.commands("start")
    await posted_both_at(world, sam, desk)

    await mallory.presses("Approve", chat=desk, about="Match")

    assert mallory.hints == [
        "Only coordinators can do that. If you are one, ask for a code and say: coordinate CODE."
    ]
    assert (await match_of(world)).state is MatchState.SUGGESTED
    assert "Approve" in labels(card_of(sam, "Match", desk))


async def test_a_second_update_overwrites_by_whom_it_was_approved(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    await posted_both_at(world, sam, desk)
    reference, button = sam.button("Approve", desk, "Match")
    await sam.forges(button.action, desk, reference)

    await ana.forges(button.action, desk, reference)
    await ana.presses("I'll take it", chat=desk, about="Match")
    await ana.presses("Ask now", chat=desk, about="Match")

    assert (await match_of(world)).decided_by == "Sam"
    assert "Approved by Sam at" in card_of(sam, "Match", desk).words()


async def test_approving_card_two_denies_card_one(world: World, sam: Someone):
    one, two, three = await three_suggested(world, sam)

    await sam.presses("Approve", about=f"Match {two.id}")

    states = {match.id: match.state for match in await matches_of(world)}
    assert states[two.id] is MatchState.APPROVED_TO_ASK
    assert states[one.id] is states[three.id] is MatchState.SUGGESTED
    assert "Approve" in labels(card_of(sam, f"Match {one.id}"))


@BOTH
async def test_two_people_at_once_run_it_twice(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    await posted_both_at(world, sam, desk)
    reference, button = sam.button("Approve", desk, "Match")

    await asyncio.gather(
        sam.forges(button.action, desk, reference), ana.forges(button.action, desk, reference)
    )

    match = await match_of(world)
    async with world.begin() as tx:
        moves = [one.move for one in await tx.record.of("match", match.id)]
    assert moves == ["suggest", "approve"]
    second = ana if match.decided_by == "Sam" else sam
    assert second.hints == [f"Already decided by {match.decided_by} at 09:41."]


async def test_a_stale_card_stays_as_it_was(world: World, sam: Someone):
    await posted_both(world, sam)
    reference, button = sam.button("Approve", about="Match")
    await sam.presses("Edit", about="Match")
    await sam.says("3")

    await sam.forges(button.action, message=reference)

    assert sam.hints == [
        "That has changed since the card was drawn. The card is up to date now: please look once more."
    ]
    assert (await match_of(world)).state is MatchState.SUGGESTED
    assert "Planned: 3 hours" in card_of(sam, "Match").words()


async def test_a_button_opens_raw_json_in_a_browser(world: World, sam: Someone):
    """No button leads anywhere: each carries an action of ours and nothing else."""
    await introduced(world, sam)
    for command in ("queue", "find bookkeeping", "approve", "unmet", "vet"):
        await sam.says(command)

    buttons = [one for card in sam.cards() for one in itertools.chain.from_iterable(card.buttons)]
    assert buttons
    for button in buttons:
        assert decode(encode(button.action)) == button.action
        assert not hasattr(button, "url")


# After a restore, elsewhere, and between the two platforms.


async def posted_both_at(world: World, sam: Someone, desk: Chat) -> tuple[Someone, Someone]:
    """As `posted_both`, decided in a shared chat."""
    original = sam.presses

    async def there(label: str, chat: Chat | None = None, about: str = "") -> None:
        await original(label, chat or desk, about)

    sam.presses = there  # type: ignore[method-assign]
    try:
        return await posted_both(world, sam)
    finally:
        sam.presses = original  # type: ignore[method-assign]


@BOTH
async def test_after_a_restore_a_card_that_we_do_not_know_is_drawn_anew_by_a_press(
    world: World, sam: Someone
):
    await posted_both(world, sam)
    reference, button = sam.button("Approve", about="Match")
    await forget_what_was_posted(world)
    await sam.presses("Edit", about="Match")
    await sam.says("3")

    await sam.forges(button.action, message=reference)

    shown = world.chats["phone"].shown[sam.own][reference]
    assert "Planned: 3 hours" in shown.words()
    assert labels(shown)[0] == "Approve"


async def test_after_a_restore_the_press_itself_is_good(world: World, sam: Someone):
    await posted_both(world, sam)
    reference, button = sam.button("Approve", about="Match")
    await forget_what_was_posted(world)

    await sam.forges(button.action, message=reference)

    shown = world.chats["phone"].shown[sam.own][reference]
    assert (await match_of(world)).state is MatchState.APPROVED_TO_ASK
    assert "Undo" in labels(shown)
    assert "Approve" not in sam.labels()


async def test_a_match_that_is_gone_after_a_restore_loses_its_buttons(world: World, sam: Someone):
    await posted_both(world, sam)
    reference, button = sam.button("Approve", about="Match")

    gone = type(button.action)(verb="match.approve", subject="NOSUCH", revision=1)
    await sam.forges(gone, message=reference)

    shown = world.chats["phone"].shown[sam.own][reference]
    assert not shown.buttons
    assert "I do not know that match" in shown.words()


async def forget_what_was_posted(world: World) -> None:
    from sqlalchemy import delete

    from storage.repositories.claims import POSTED

    async with world.begin() as tx:
        await tx._connection.execute(delete(POSTED))  # type: ignore[attr-defined]
        await tx.commit()


async def test_the_first_press_wins_and_the_other_platforms_card_changes(world: World):
    office, phone = world.place("office"), world.place("phone")
    sam, ana = await world.coordinator("Sam", "office"), await world.coordinator("Ana", "phone")
    await posted_both_at(world, sam, office)
    reference, button = ana.button("Approve", phone, "Match")
    await sam.presses("Approve", chat=office, about="Match")
    assert "Approved by Sam at 09:41" in card_of(ana, "Match", phone).words()

    await ana.forges(button.action, phone, reference)

    assert ana.hints == ["Already decided by Sam at 09:41."]


# Roles.


async def test_a_coordinator_who_was_removed_is_refused_at_the_next_press(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana Diaz")
    await posted_both_at(world, sam, desk)

    await sam.commands("remove", "coordinator ana diaz", chat=desk)
    await ana.presses("Approve", chat=desk, about="Match")

    assert ana.hints[0].startswith("Only coordinators can do that.")
    assert (await match_of(world)).state is MatchState.SUGGESTED
    assert any("Ana Diaz is a coordinator no more" in text for text in sam.sees(desk))
    assert "You are no longer a coordinator here." in ana.last()


async def test_the_code_of_a_coordinator_who_was_removed_opens_nothing_again(world: World, sam: Someone):
    ana = world.host("Ana Diaz")
    async with world.begin() as tx:
        await roles.invite(tx, "ANAS-CODE", world.now)
        await tx.commit()
    for _ in range(2):  # twice is no trouble
        await ana.commands("coordinate", "ANAS-CODE")
        assert "You are a coordinator now" in ana.last()
    await sam.commands("remove", "coordinator ana diaz")

    await ana.commands("coordinate", "ANAS-CODE")

    assert "I do not know that code" in ana.last()
    async with world.begin() as tx:
        assert [each.name for each in await tx.people.coordinators()] == ["Sam Okafor"]


async def test_the_last_coordinator_stays(world: World, sam: Someone):
    await sam.says("remove coordinator Sam Okafor")

    assert sam.last().startswith("You are the last coordinator")
    await sam.says("queue")
    assert "Only coordinators" not in sam.last()


# Taking and handing over.


async def test_who_takes_a_card_is_seen_by_the_others_and_blocks_nobody(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    await posted_both_at(world, sam, desk)
    match = await match_of(world)

    await ana.commands("take", match.id, chat=desk)

    assert "Taken by: Ana" in card_of(sam, f"Match {match.id}", desk).words()
    await sam.presses("Approve", chat=desk, about=f"Match {match.id}")
    assert (await match_of(world)).decided_by == "Sam"


async def test_what_is_handed_over_is_followed_up_by_whom_it_was_handed_to(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana Diaz")
    await posted_both_at(world, sam, desk)
    await sam.presses("Approve", chat=desk, about="Match")
    await sam.presses("Ask now", chat=desk, about="Match")
    match = await match_of(world)

    await sam.commands("hand", f"over {match.id} to ana", chat=desk)
    assert "Sam hands this over to you." in ana.last()
    await world.forward(datetime(2026, 12, 11, 9, tzinfo=UTC) - world.now)
    await ticker(world).morning()
    await world.deliver()

    assert "Late: No answer from Maria Kowalska" in sam.last(desk) and "In hand: Ana Diaz." in sam.last(desk)
    async with world.begin() as tx:
        moves = [one.move for one in await tx.record.of("match", match.id)]
    assert "hand_over" in moves


# Many at once.


async def test_up_to_ten_are_approved_at_once_by_name(world: World, sam: Someone):
    await three_suggested(world, sam)

    await sam.says("approve")
    listed = sam.last()
    await sam.presses("Approve these 3")

    assert all(what in listed for what in ("bookkeeping", "web design", "translation into Polish"))
    assert all(f"{number}. " in listed for number in (1, 2, 3))
    assert {match.state for match in await matches_of(world)} == {MatchState.APPROVED_TO_ASK}
    assert "Sam Okafor approved 3 at 09:41." in card_of(sam, "Approved together").words()
    assert "Approve these 3" not in sam.labels()


@BOTH
async def test_some_are_left_out_by_number_and_what_changed_meanwhile_is_said_one_by_one(
    world: World, sam: Someone
):
    one, two, three = await three_suggested(world, sam)
    await sam.says("approve")
    await sam.presses("Leave some out")
    await sam.says("2")
    await sam.presses("Edit", about=f"Match {three.id}")
    await sam.says("3")

    await sam.presses("Approve these 2")

    states = {match.id: match.state for match in await matches_of(world)}
    assert states == {
        one.id: MatchState.APPROVED_TO_ASK,
        two.id: MatchState.SUGGESTED,
        three.id: MatchState.SUGGESTED,
    }
    said = card_of(sam, "Approved together").words()
    assert said.count("Not approved: ") == 1
    assert "It has changed since the list was made." in said


@pytest.mark.parametrize("typed", ["0", "4", "two", "1-2"])
async def test_numbers_that_are_none_of_the_list_are_asked_again(world: World, sam: Someone, typed: str):
    await three_suggested(world, sam)
    await sam.says("approve")
    await sam.presses("Leave some out")

    await sam.says(typed)

    assert "Please give numbers of the list, from 1 to 3" in sam.last()
    assert "Approve these 3" in sam.labels()


@BOTH
async def test_a_list_is_decided_once(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    await posted_both_at(world, sam, desk)
    await sam.commands("approve", chat=desk)
    reference, button = ana.button("Approve this one", desk)
    await sam.presses("Approve this one", chat=desk)

    await ana.forges(button.action, desk, reference)

    assert ana.hints == ["Already decided by Sam at 09:41."]
    assert "Approved: " in card_of(ana, "Approved together", desk).words()
    assert "Already decided" not in card_of(ana, "Approved together", desk).words()


async def test_of_several_suggestions_of_one_need_the_best_is_on_the_list(world: World, sam: Someone):
    await posted_both(world, sam)
    other = world.volunteer("Nearby")
    await other.says("I can do accounts and bookkeeping on Fridays, 4 hours, LS9")
    await other.presses("My own time")
    await other.presses("Post it")
    await sam.presses("Approve", about="New offer")
    await world.forward(timedelta(minutes=11))
    found = await matches_of(world)
    assert len({match.need for match in found}) == 1
    assert len(found) == 2

    await sam.says("approve")

    best = max(found, key=lambda match: match.score)
    assert best.id in sam.last()
    assert "Approve this one" in sam.labels()


async def test_a_list_that_was_made_shorter_meanwhile_is_shown_once_more_and_can_be_pressed(
    world: World, sam: Someone
):
    await three_suggested(world, sam)
    await sam.says("approve")
    reference, button = sam.button("Approve these 3")
    await sam.presses("Leave some out")
    await sam.says("2")

    await sam.forges(button.action, message=reference)

    assert sam.hints[0].startswith("That has changed since the card was drawn.")
    assert "That has changed" not in card_of(sam, "Approve these 2?").words()
    await sam.presses("Approve these 2")
    assert "Sam Okafor approved 2 at" in card_of(sam, "Approved together").words()


# The morning.


def ticker(world: World, owner: str = "a") -> Ticker:
    return Ticker(world.begin, house=world.house, owner=owner, clock=lambda: world.now, new_id=world.new_id)


@BOTH
async def test_the_digest_comes_once_a_day_at_nine_whatever_the_number_of_replicas(world: World):
    desk = world.place("phone")
    sam = await world.coordinator()
    await posted_both_at(world, sam, desk)
    before = len(sam.cards(desk))
    one, two = ticker(world, "a"), ticker(world, "b")

    world.now = datetime(2026, 12, 2, 8, 59, tzinfo=UTC)
    assert not await one.morning()
    world.now = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    sent = [await one.morning(), await two.morning(), await one.morning()]
    await world.deliver()

    assert sent == [True, False, False]
    assert len(sam.cards(desk)) == before + 1
    assert sam.last(desk).startswith("Good morning")
    assert "Waiting for you: 1" in sam.last(desk)
    await sam.presses("Open 1", chat=desk)
    assert sam.last(desk).startswith("Match")
    await sam.commands("open", "1", chat=desk)
    assert sam.last(desk).startswith("Match")


async def test_a_morning_that_cannot_be_made_is_said_once_and_comes_when_it_can(world: World, sam: Someone):
    desk = world.place("phone")
    await posted_both_at(world, sam, desk)
    before = len(sam.cards(desk))
    clock = ticker(world)
    await rewritten(world, "'[' || terms")  # which nobody can read

    world.now = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    for _ in range(5 * 60):
        assert not await clock.morning()
        world.now += timedelta(seconds=1)
    await world.deliver()

    [said] = sam.sees(desk)[before:]
    assert said.startswith("I could not make this morning's list. Say queue")
    await rewritten(world, "substr(terms, 2)")
    world.now += timedelta(minutes=1)
    assert await clock.morning()


async def rewritten(world: World, terms: str) -> None:
    async with world.begin.__self__.changing() as connection:  # type: ignore[attr-defined]
        await connection.execute(text(f"UPDATE listings SET terms = {terms}"))


async def test_what_waits_for_a_decision_is_one_message_a_day_however_much_it_is(world: World, sam: Someone):
    """Twelve needs, nobody decides: the digest alone says so, and what waits longest stands first."""
    desk = world.place("phone")
    for number in range(12):
        maria = world.host(f"Maria {number}")
        await maria.says(f"we need a plumber for boiler {number} before Easter, 4 hours, LS9")
        for answer in ("just one person", "skip", f"Pantry {number}"):
            await maria.says(answer)
        await maria.presses("Post it")
    async with world.begin() as tx:
        [first, *_] = await tx.listings.in_state(ListingState.SUBMITTED)
    await sam.commands("take", first.id, chat=desk)
    before = len(sam.cards(desk))

    for day in (2, 3, 4, 8):  # four mornings, the last after a weekend
        await world.forward(datetime(2026, 12, day, 9, 0, tzinfo=UTC) - world.now)
        await ticker(world).morning()
        await world.deliver()

    said = sam.sees(desk)[before:]
    assert len(said) == 4
    assert all(text.startswith("Good morning") and "Waiting for you: 24" in text for text in said)
    assert "Late:" not in said[1] and "Pantry 0, for 2 days." in said[1]
    assert "Late: New organisation to verify: Pantry 0, for 3 days." in said[2]
    assert len([line for line in said[3].splitlines() if "Late:" in line]) == 5
    assert "And 19 more: say queue." in said[3]
    assert [button.label for row in sam.cards(desk)[-1].buttons for button in row] == [
        f"Open {number}" for number in range(1, 6)
    ]
    await sam.presses("Open 5", chat=desk)
    assert "Pantry 4" in sam.last(desk)


async def test_no_digest_where_there_is_nothing_to_say_or_on_a_day_off(world: World):
    desk = world.place("phone")
    sam = await world.coordinator()
    world.now = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert not await ticker(world).morning()
    assert sam.cards(desk) == []

    await posted_both_at(world, sam, desk)
    world.now = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)  # a Saturday
    assert not await ticker(world).morning()


async def test_the_digest_says_with_whom_it_stands_still_and_what_went_well(world: World):
    desk = world.place("phone")
    sam = await world.coordinator()
    await posted_both_at(world, sam, desk)
    await sam.presses("Approve", chat=desk, about="Match")
    await sam.presses("Ask now", chat=desk, about="Match")
    world.now = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
    await ticker(world).morning()
    await world.deliver()
    assert "No answer from Maria Kowalska (Seacroft Food Pantry) for 8 days" in sam.last(desk)


@BOTH
async def test_the_report_says_how_long_it_takes(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("Thursday 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    await world.forward(datetime(2026, 12, 3, 10, 0, tzinfo=UTC) - world.now)
    await world.forward(datetime(2026, 12, 4, 14, 0, tzinfo=UTC) - world.now)
    await maria.presses("Yes", about="Was it delivered?")
    await maria.presses("4 hours")

    await sam.says("report")

    assert "To the first answer: median 0.0 days, the slowest tenth 0.0 days or more, of 1" in sam.last()
    assert "To the introduction: median 0.0 days" in sam.last()
    assert "To delivery: median 3.2 days" in sam.last()


async def test_the_report_of_a_year_is_its_one_sentence(world: World):
    sam = await world.coordinator()

    await sam.commands("report", "2026")
    assert "No hours were confirmed in 2026." in sam.last()

    await sam.commands("report", "last year")
    assert "That is no year. Please say one such as 2026" in sam.last()

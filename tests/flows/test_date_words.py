"""Dates in chat: in words or by buttons, by either side, one or many."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.domain.matches import MatchState, SessionState
from bot.flows.date_words import AGREES, OFF
from tests.flows.world import Someone, World, introduced, posted_both


@pytest.fixture
async def pair(world: World) -> tuple[Someone, Someone]:
    return await introduced(world, await world.coordinator())


async def dated(maria: Someone, priya: Someone, when: str) -> None:
    await maria.presses("Set a date")
    await maria.says(when)
    await maria.presses("Post it")
    await priya.presses("Yes, that works")


async def states(world: World) -> tuple[MatchState, list[SessionState]]:
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        return match.state, [each.state for each in await tx.sessions.of(match.id)]


def events(who: Someone) -> list[tuple[str, int, str, str]]:
    """UID, SEQUENCE, STATUS and start of every event that somebody's calendar was sent."""
    found = []
    for file in who.world.chats[who.platform].files.get(who.own, []):
        calendar = Calendar.from_ical(file.content)
        for event in calendar.walk("VEVENT"):
            starts = event.decoded("dtstart")
            found.append(
                (str(event["uid"]), int(event["sequence"]), str(event["status"]), f"{starts:%d %b %H:%M}")
            )
    return found


async def test_a_date_said_in_words_is_a_draft_and_goes_out_when_it_is_posted(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "Thursday 14:00")

    await priya.says("can we do Friday 2pm instead?")
    assert "Friday 4 December 2026, 14:00" in priya.last()
    assert await states(world) == (MatchState.SCHEDULED, [SessionState.AGREED])
    await priya.presses("Post it")
    assert "Friday 4 December 2026, 14:00" in maria.last()
    await maria.says("Yes, that works for us")

    assert await states(world) == (MatchState.SCHEDULED, [SessionState.AGREED])
    assert [each[1:] for each in events(maria)] == [
        (0, "CONFIRMED", "03 Dec 14:00"),
        (1, "CONFIRMED", "04 Dec 14:00"),
    ]
    assert len({each[0] for each in events(maria)}) == 1
    assert events(priya) == events(maria)


async def test_one_more_date_leaves_the_first_as_it_is(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "Thursday 10:00 to 12:00")

    await maria.says("could we also meet on Friday at 10?")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")

    assert await states(world) == (MatchState.SCHEDULED, [SessionState.AGREED, SessionState.AGREED])
    await priya.says("mine")
    mine = next(text for text in reversed(priya.sees()) if "Now: a date is set" in text)
    assert "Thursday 3 December" in mine and "Friday 4 December" in mine


@pytest.mark.parametrize("words", ["yes", "Ok, great.", "yes please"])
async def test_a_bare_yes_to_a_date_that_was_just_suggested_is_a_yes(world: World, pair, words: str):
    priya, maria = pair
    await maria.presses("Set a date")
    await maria.says("Thursday 14:00")
    await maria.presses("Post it")

    await priya.says(words)

    assert await states(world) == (MatchState.SCHEDULED, [SessionState.AGREED])


async def test_a_bare_yes_after_another_question_goes_to_who_asked_it_and_the_date_is_asked_again(
    world: World, pair
):
    priya, maria = pair
    await maria.presses("Set a date")
    await maria.says("Thursday 14:00")
    await maria.presses("Post it")
    await world.forward(timedelta(minutes=5))
    await maria.says("can you bring a laptop?")
    before = len([label for label in priya.labels() if label == "Yes, that works"])

    await priya.says("yes")

    assert await states(world) == (MatchState.INTRODUCED, [SessionState.PROPOSED])
    assert maria.last() == "Priya Shah: yes"
    assert len([label for label in priya.labels() if label == "Yes, that works"]) == before + 1


@pytest.mark.parametrize("words", ["all set", "Yes, still on", "I'll be there!", "see you tomorrow"])
async def test_that_it_is_still_on_can_be_said_and_the_other_side_reads_it(world: World, pair, words: str):
    priya, maria = pair
    await dated(maria, priya, "Friday 18 December 14:00")
    await world.forward(timedelta(days=16, hours=1))

    await priya.says(words)

    assert await states(world) == (MatchState.CONFIRMED, [SessionState.AGREED])
    assert words in maria.last()


async def test_who_has_said_that_it_is_on_is_not_asked_again_the_day_before(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "Friday 18 December 14:00")
    await world.forward(timedelta(days=11, hours=1))
    await priya.says("all set")

    await world.forward(timedelta(days=5))

    for who in pair:
        card = next(text for text in reversed(who.sees()) if text.startswith("Coming up"))
        assert "It is still on." in card and "All set" not in card


async def test_weeks_before_the_date_nothing_is_confirmed_by_the_way(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "Friday 18 December 14:00")

    await priya.says("see you then")

    assert await states(world) == (MatchState.SCHEDULED, [SessionState.AGREED])


@pytest.mark.parametrize("words", ["yes", "4 hours", "done"])
async def test_a_short_answer_to_what_came_of_it_brings_the_question_with_its_buttons(
    world: World, pair, words: str
):
    priya, maria = pair
    await dated(maria, priya, "Wednesday 14:00 to 16:00")
    await world.forward(timedelta(hours=40))
    asked = sum(text.startswith("Was it delivered?") for text in maria.sees())

    await maria.says(words)

    assert sum(text.startswith("Was it delivered?") for text in maria.sees()) == asked + 1
    assert priya.last() == f"Maria Kowalska: {words}"
    assert await states(world) == (MatchState.IN_DELIVERY, [SessionState.HELD])


async def test_yes_to_an_ask_brings_the_ask_and_not_a_list_of_commands(world: World):
    sam = await world.coordinator()
    _, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await world.forward(timedelta(minutes=11))

    await maria.says("yes")

    assert "Not now" in maria.labels() and "Someone" in maria.last()
    assert (await states(world))[0] is MatchState.ASKED_HOST


@pytest.mark.parametrize("words", ["I am here and nobody opens the door", "no one was there"])
async def test_who_stands_before_a_closed_door_says_so_by_a_button_and_the_group_reads_it(
    world: World, pair, words: str
):
    priya, maria = pair
    await dated(maria, priya, "Wednesday 14:00 to 16:00")
    await world.forward(timedelta(hours=29))
    assert "Nobody was there" in priya.labels()

    await priya.says(words)
    assert words in maria.last()
    assert await states(world) == (MatchState.IN_DELIVERY, [SessionState.HELD])
    await priya.presses("Nobody was there")

    assert "I am sorry that you came for nothing" in priya.last()
    assert "Tell a coordinator" in priya.labels()
    assert any("Now: closed, not delivered" in text for text in priya.sees())
    assert await states(world) == (MatchState.CLOSED_NOT_DELIVERED, [SessionState.MISSED])


async def test_the_group_says_that_nobody_came_without_being_asked(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "Wednesday 14:00 to 16:00")
    await world.forward(timedelta(hours=29))

    await maria.says("she didn't turn up")
    assert any(text.startswith("Was it delivered?") for text in maria.sees())
    await maria.presses("No-show")

    assert await states(world) == (MatchState.NO_SHOW, [SessionState.MISSED])


async def test_a_series_is_agreed_at_once_and_each_date_stands_in_the_calendar(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "every other Friday until Easter, 10:00 to 11:00")

    state, sessions = await states(world)
    assert (state, sessions) == (MatchState.SCHEDULED, [SessionState.AGREED] * 9)
    assert len({each[0] for each in events(priya)}) == 9
    assert "9 dates" in priya.sees()[-2] or any("9 dates" in text for text in priya.sees())


async def test_one_date_of_several_is_called_off_and_the_rest_stand(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "every Friday until 20 December, 10:00 to 11:00")

    await priya.says("sorry, I can't make it")
    assert "Is it off?" in priya.last()
    await priya.presses("I can't make it")
    await priya.presses("Only this date")
    await priya.presses("illness")

    assert await states(world) == (
        MatchState.SCHEDULED,
        [SessionState.CANCELLED, SessionState.AGREED, SessionState.AGREED],
    )
    assert "cannot make Friday 4 December 2026" in maria.last()
    assert events(maria)[-1][1:] == (1, "CANCELLED", "04 Dec 10:00")


async def test_when_a_match_is_over_its_dates_leave_both_calendars(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "Thursday 14:00")

    await maria.presses("I can't make it")
    await maria.presses("no longer needed")

    assert events(maria)[-1][1:] == events(priya)[-1][1:] == (1, "CANCELLED", "03 Dec 14:00")


async def unanswered(world: World, pair: tuple[Someone, Someone]) -> Someone:
    """The group was asked about Friday 4 December, and it is Thursday 10 December, a day before the next."""
    priya, maria = pair
    await dated(maria, priya, "every Friday until 20 December, 10:00 to 11:00")
    for _ in range(4 * 9):
        await world.forward(timedelta(hours=6))
    assert (await states(world))[1][0] is SessionState.UNCONFIRMED
    return maria


async def test_an_old_question_is_about_the_date_that_it_names(world: World, pair):
    maria = await unanswered(world, pair)

    await maria.presses("Yes", about="4 December")
    await maria.presses("1 hour")

    assert (await states(world))[1] == [SessionState.DONE, SessionState.AGREED, SessionState.AGREED]


async def test_a_problem_with_a_date_that_is_over_leaves_the_next_as_it_is(world: World, pair):
    maria = await unanswered(world, pair)

    await maria.presses("Problem", about="4 December")
    await maria.says("it was not what we had agreed")

    assert await states(world) == (
        MatchState.SCHEDULED,
        [SessionState.UNCONFIRMED, SessionState.AGREED, SessionState.AGREED],
    )


async def test_each_date_is_followed_up_by_itself_and_counts_by_itself(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "every Friday until 20 December, 10:00 to 11:00")
    for _ in range(24 * 6 + 6):
        await world.forward(timedelta(hours=1))
    assert "Was it delivered?" in maria.last()

    await maria.presses("Yes")
    await maria.presses("1 hour")

    state, sessions = await states(world)
    assert (state, sessions) == (
        MatchState.SCHEDULED,
        [SessionState.DONE, SessionState.AGREED, SessionState.AGREED],
    )
    async with world.begin() as tx:
        assert (await tx.figures.funnel()).verified == 1


async def test_a_date_nobody_spoke_of_is_not_counted_and_can_still_be_confirmed(world: World, pair):
    priya, maria = pair
    await dated(maria, priya, "every Friday until 20 December, 10:00 to 11:00")
    for _ in range(24 * 10 + 6):
        await world.forward(timedelta(hours=1))
    _, sessions = await states(world)
    assert sessions == [SessionState.UNCONFIRMED, SessionState.HELD, SessionState.AGREED]
    async with world.begin() as tx:
        assert (await tx.figures.funnel()).verified == 0

    await maria.says("hours")
    await maria.presses("Yes", about="Friday 4 December")
    await maria.presses("1 hour")

    _, sessions = await states(world)
    assert sessions == [SessionState.DONE, SessionState.HELD, SessionState.AGREED]
    async with world.begin() as tx:
        assert (await tx.figures.funnel()).verified == 1


async def test_words_about_something_else_still_go_to_the_other_side(world: World, pair):
    priya, maria = pair

    for text in ("Is there parking on Friday?", "I will bring my laptop", "Thank you so much"):
        await priya.says(text)
        assert text in maria.last()


@pytest.mark.parametrize(
    "text", ["that works", "Yes, that works for me", "that's fine, thanks", "See you then!", "works for us"]
)
def test_a_plain_yes(text):
    assert AGREES.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["that works if I can bring Tom", "yes but later", "no", "great idea, what about tea?", ""]
)
def test_no_plain_yes(text):
    assert not AGREES.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    ["I can't make it on Friday after all", "we have to cancel", "sorry need to cancel it", "I cannot come"],
)
def test_words_that_may_call_it_off(text):
    assert OFF.search(text)

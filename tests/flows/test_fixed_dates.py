"""Who on standby is asked for a date that the group has agreed to says yes or no: the date stays."""

from datetime import timedelta

import pytest

from bot.chat.action import Action
from bot.chat.incoming import Said
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.domain.matches import MatchState
from bot.flows.catalogue import OTHER_TIME
from tests.flows.test_exits import ben_was_asked
from tests.flows.world import Someone, World

STAYS = "The group has said yes to this date already"


@pytest.fixture
async def ben(world: World) -> Someone:
    ben, _ = await ben_was_asked(world, await world.coordinator(), "Thursday 10:00 to 14:00")
    return ben


async def asked(world: World) -> str:
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.ASKED_VOLUNTEER)
    return match.id


def of_the_ask(ben: Someone) -> list[str]:
    card = next(each for each in reversed(ben.cards()) if "On: Thursday 3 December" in each.words())
    return [each.label for row in card.buttons for each in row]


async def test_only_yes_and_no_are_offered_also_when_it_is_asked_again(world: World, ben: Someone):
    assert of_the_ask(ben) == ["Yes", "No"]
    await world.forward(timedelta(hours=2))
    assert "I asked a short while ago" in ben.last()
    assert of_the_ask(ben) == ["Yes", "No"]


async def test_an_old_button_for_another_time_is_answered_and_the_question_stays(world: World, ben: Someone):
    reference, button = ben.button("Yes")
    old = Action(verb="match.different_time", subject=button.action.subject, revision=button.action.revision)

    await ben.forges(old, message=reference)

    assert [hint.startswith(STAYS) for hint in ben.hints] == [True]
    assert await world.conversation(ben) is None
    await ben.presses("Yes")
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.SCHEDULED)) == 1


@pytest.mark.parametrize(
    "said",
    ["How about Friday at 2?", "I can do Friday at 10 instead", "Friday 10:00 to 14:00", "another day"],
)
async def test_another_time_in_words_is_answered_with_the_question(world: World, ben: Someone, said: str):
    await ben.says(said)

    assert STAYS in ben.last()
    assert of_the_ask(ben) == ["Yes", "No"]
    assert await world.conversation(ben) is None
    await asked(world)


async def test_another_time_under_the_question_is_not_for_a_group_that_is_not_known_yet(
    world: World, ben: Someone
):
    reference, _ = ben.button("Yes")

    await world.handle(Said(origin=ben.origin(), text="Could it be Friday at 2?", reply_to=reference))

    assert STAYS in ben.last()
    await asked(world)


async def test_words_under_a_question_are_answered_without_a_name(world: World, ben: Someone):
    reference, _ = ben.button("Yes")

    await world.handle(Said(origin=ben.origin(), text="Who is it for, please?", reply_to=reference))

    assert "no name is shared, before both have said yes" in ben.last()
    assert not any("Maria" in text for text in ben.sees())


async def test_an_offer_with_a_day_in_it_is_still_an_offer(world: World, ben: Someone):
    await ben.says("I can do gardening on Friday, 3 hours, LS9")

    assert STAYS not in ben.last()
    assert await world.conversation(ben) is not None


async def test_a_time_that_was_asked_for_already_leads_back_to_yes_or_no(world: World, ben: Someone):
    """The card lost its buttons when "Different time" was pressed, before it was taken away."""
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(MatchState.ASKED_VOLUNTEER)
        await tx.conversations.put(
            Conversation(
                id="OLD",
                account=ben.account,
                chat=ben.own,
                person=match.volunteer,
                flow=OTHER_TIME.name,
                version=OTHER_TIME.version,
                surface=Surface.MESSAGE,
                state=ConversationState.ASKING,
                answers={},
                step="words",
                expires_at=world.now + timedelta(days=1),
                revision=0,
                subject=match.id,
                option="",
            )
        )
        await tx.commit()

    await ben.says("Friday mornings")

    assert STAYS in ben.last()
    await ben.presses("Yes")
    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.SCHEDULED)) == 1

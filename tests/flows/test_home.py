"""A person's own page: what to do first, what they have, what came of it; and it is never out of date."""

import itertools
from datetime import timedelta

import pytest

from bot.chat.markup import Link
from bot.chat.outgoing import Card
from bot.domain.people import Role
from bot.services import roles
from tests.flows.world import Someone, World, introduced, posted_both

SOON = timedelta(seconds=0.5)


def said(cards: tuple[Card, ...]) -> str:
    return "\n".join(card.words() for card in cards)


def labels(cards: tuple[Card, ...]) -> list[str]:
    return [each.label for card in cards for each in itertools.chain.from_iterable(card.buttons)]


def titles(cards: tuple[Card, ...]) -> list[str]:
    return [card.title for card in cards if card.title]


async def shown(world: World, who: Someone) -> tuple[Card, ...]:
    """The page as it is half a second later."""
    await world.forward(SOON)
    return world.chats[who.platform].homes[who.account]


async def presses(who: Someone, label: str) -> None:
    """A button of the person's own page."""
    cards = who.world.chats[who.platform].homes[who.account]
    buttons = [each for card in cards for each in itertools.chain.from_iterable(card.buttons)]
    await who.forges(next(each.action for each in buttons if each.label == label))


async def delivered(world: World, sam: Someone) -> tuple[Someone, Someone]:
    """Introduced, dated, done and confirmed by the host, with Priya's page open all the while."""
    priya, maria = await introduced(world, sam)
    await priya.opens_home()
    await maria.says("mine")
    await maria.presses("Set a date")
    await maria.says("Thursday 14:00 to 18:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    await world.forward(timedelta(days=6))
    await maria.presses("Yes", about="Was it delivered?")
    await maria.presses("4 hours")
    return priya, maria


async def asked(world: World, sam: Someone) -> tuple[Someone, Someone]:
    """The host said yes, and the question waits on Priya's page."""
    priya, maria = await posted_both(world, sam)
    await priya.opens_home()
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Yes")
    await shown(world, priya)
    return priya, maria


async def champion(world: World, name: str = "Tom Bright") -> Someone:
    tom = world.volunteer(name)
    async with world.begin() as tx:
        await roles.invite(tx, "CHAMP-0001", world.now, Role.CHAMPION)
        await tx.commit()
    await tom.commands("champion", "CHAMP-0001")
    return tom


async def test_the_first_page_welcomes_and_has_one_button(world: World):
    priya = world.volunteer()

    cards = await priya.opens_home()

    assert len(cards) == 1
    assert labels(cards) == ["Offer help"]
    assert "Coordinators at the charity that runs me see it" in said(cards)
    assert len(cards[0].lines) == 4
    assert priya.cards() == []  # the notice is not sent as well


async def test_the_first_page_leads_to_the_whole_privacy_notice_where_there_is_one(world: World):
    world.privacy = "https://charity.example/privacy"

    (welcome,) = await world.volunteer().opens_home()

    assert Link(text="Read the whole privacy notice.", url=world.privacy) in welcome.lines[-1].text  # type: ignore[union-attr]


async def test_the_welcome_is_not_said_again_to_somebody_who_has_something(world: World):
    priya = world.volunteer()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.says("own time")
    await priya.presses("Post it")

    first, again = await priya.opens_home(), await priya.opens_home()

    assert titles(first)[0] == "Welcome to Makegood"
    assert titles(again) == ["Next steps", "What you offer"]
    assert "waiting for a coordinator" in said(again)


async def test_an_ask_comes_first_with_its_buttons(world: World, sam: Someone):
    priya, maria = await posted_both(world, sam)
    await priya.opens_home()
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Yes")

    cards = await shown(world, priya)

    assert cards[0].title == "Next steps"
    assert "Next: your answer." in cards[0].words()
    assert [each.label for each in cards[0].buttons[0]] == ["Yes", "Different time", "No"]
    spoken = [each.spoken for each in cards[0].buttons[0]]
    assert len(set(spoken)) == 3


async def test_an_answer_on_the_page_counts_and_the_page_moves_on(world: World, sam: Someone):
    priya, maria = await asked(world, sam)

    await presses(priya, "Yes")

    cards = await shown(world, priya)
    assert "introduced" in cards[0].words()
    assert "Set a date" in labels(cards[:1])
    assert "You have a match" in maria.last()


async def test_a_no_on_the_page_asks_for_the_reason_in_a_form(world: World, sam: Someone):
    priya, _maria = await asked(world, sam)

    await presses(priya, "No")

    assert priya.form is not None
    await priya.fills(reason="no_time")
    assert "introduced" not in said(await shown(world, priya))


async def test_ten_changes_make_one_page(world: World):
    priya = world.volunteer()
    await priya.opens_home()
    chat = world.chats["office"]
    before = chat.drawn

    for _ in range(5):
        await priya.commands("stop")
        await priya.commands("resume")
    await shown(world, priya)

    assert chat.drawn - before == 1


async def test_a_page_that_nobody_opened_is_never_drawn(world: World, sam: Someone):
    await posted_both(world, sam)

    assert world.chats["office"].homes == {}


async def test_what_came_of_it_names_the_groups_and_their_hours(world: World, sam: Someone):
    priya, _ = await delivered(world, sam)

    cards = await shown(world, priya)

    came = next(card for card in cards if card.title == "What came of it")
    assert "Hours confirmed: 4 hours" in came.words()
    assert "Groups helped: 1" in came.words()
    assert "Thanks from: Seacroft Food Pantry, 4 hours" in came.words()
    assert "Give feedback" in labels(cards)


async def test_feedback_that_was_given_is_no_next_step(world: World, sam: Someone):
    priya, _ = await delivered(world, sam)
    await shown(world, priya)
    await presses(priya, "Give feedback")
    await priya.fills(stars="5", again="yes")

    assert "Give feedback" not in labels(await shown(world, priya))


async def test_a_champion_sees_the_totals_of_their_employer_and_no_colleague(world: World, sam: Someone):
    tom = await champion(world)
    await tom.opens_home()
    await delivered(world, sam)

    cards = await shown(world, tom)

    company = next(card for card in cards if card.title == "Aire and Calder together")
    assert company.words().splitlines()[1:4] == ["Promised: 4 hours", "Planned: 4 hours", "Verified: 4 hours"]
    for private in ("Priya", "bookkeeping", "Maria", "Seacroft", "accounts"):
        assert private not in said(cards)


async def test_nobody_else_sees_the_company(world: World, sam: Someone):
    await champion(world)
    priya, _ = await delivered(world, sam)

    assert "together" not in said(await shown(world, priya))


async def test_hours_of_another_employer_are_not_counted(world: World, sam: Someone):
    tom = Someone(world=world, name="Tom", platform="office", tenant="T2", organisation="Other Ltd")
    async with world.begin() as tx:
        await roles.invite(tx, "CHAMP-0002", world.now, Role.CHAMPION)
        await tx.commit()
    await tom.commands("champion", "CHAMP-0002")
    await delivered(world, sam)

    cards = await tom.opens_home()

    assert "Promised: 0 hours" in said(cards)


async def test_a_champion_needs_an_employer(world: World):
    async with world.begin() as tx:
        await roles.invite(tx, "CHAMP-0003", world.now, Role.CHAMPION)
        await tx.commit()
    maria = world.host()

    await maria.commands("champion", "CHAMP-0003")

    assert "company's Slack" in maria.last() or "employer" in maria.last()


@pytest.mark.parametrize("way", ["says", "closes"])
async def test_a_draft_is_a_next_step(world: World, way: str):
    priya = world.volunteer()
    await priya.opens_home()
    if way == "says":
        await priya.says("I can do bookkeeping, LS11")
    else:
        await priya.commands("offer")
        await priya.closes_the_form(what="bookkeeping")

    cards = await shown(world, priya)

    assert cards[0].title == "Next steps"
    assert "bookkeeping" in cards[0].words()
    assert "Continue" in labels(cards[:1])

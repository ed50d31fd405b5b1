"""Browsing what is open, choosing from it, and what comes of that."""

from datetime import timedelta

import pytest

from bot.domain.history import Subject
from bot.domain.listings import Side
from bot.domain.matches import Match, MatchState, Source
from tests.flows.world import Someone, World

BOOKS = "we need someone to sort out our accounts before Easter, 4 hours, LS9"
GARDEN = "we need someone to help with gardening on Saturdays, 3 hours, LS28"
WEB = "we need a new website, 8 hours, remote, any time"


async def asks_for(world: World, sam: Someone, sentence: str, who: str = "Maria Kowalska") -> Someone:
    """A group's need, posted, approved and announced; the group is verified."""
    maria = world.host(who)
    await maria.says(sentence)
    await maria.says("just one person")
    await maria.says("tea and a desk")
    if "Which group" in maria.last():
        await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    if "Verify" in sam.labels():
        await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))
    return maria


async def offers_books(world: World, sam: Someone) -> Someone:
    priya = world.volunteer()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS9 or remote")
    await priya.presses("My own time")
    await priya.presses("Post it")
    await sam.presses("Approve", about="New offer")
    await world.forward(timedelta(minutes=11))
    return priya


async def the_match(world: World) -> Match:
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    return match


async def test_the_menu_shows_only_kinds_of_which_something_is_open(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    priya = world.volunteer()

    await priya.commands("browse")

    assert priya.form is not None
    kind = next(each for each in priya.form.questions if each.name == "kind").kind
    assert [option.label for option in kind.options] == ["Everything", "Money and fundraising"]
    assert [each.name for each in priya.form.questions] == ["kind", "what", "where", "when"]


async def test_the_menu_leads_to_cards_without_any_name(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    priya = world.volunteer()

    await priya.commands("browse")
    await priya.fills(kind="money")

    card = next(text for text in priya.sees() if text.startswith("A group asks for help"))
    for said in ("accounts", "Where: LS9", "Easter", "Time: 4 hours", "Provided there: tea and a desk"):
        assert said in card
    assert not [text for text in priya.sees() if "Maria" in text or "Seacroft" in text]
    assert "I can do this" in priya.labels()
    assert "1 to 1 of 1" in priya.last()


async def test_what_is_looked_for_in_the_citys_own_words_is_found(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    await sam.says("means the pennies = bookkeeping")
    priya = world.volunteer()

    await priya.commands("browse", "the pennies")

    assert "accounts" in "".join(priya.sees())
    assert "I can do this" in priya.labels()


async def test_a_fitting_offer_of_mine_is_used_and_a_coordinator_sees_who_asked(world: World, sam: Someone):
    priya = await offers_books(world, sam)
    await asks_for(world, sam, BOOKS)

    await priya.commands("browse", "accounts")
    await priya.presses("I can do this")

    match = await the_match(world)
    assert (match.state, match.source) == (MatchState.SUGGESTED, Source.VOLUNTEER)
    assert [text for text in sam.sees() if "The volunteer asked for this one." in text]
    assert "A coordinator looks at it" in priya.last()
    async with world.begin() as tx:
        record = await tx.record.of(Subject.MATCH, match.id)
    assert record[-1].move == "volunteer_wish"
    assert record[-1].person == match.volunteer


async def test_the_way_is_the_same_up_to_the_introduction(world: World, sam: Someone):
    priya = await offers_books(world, sam)
    maria = await asks_for(world, sam, BOOKS)
    await priya.says("browse accounts")
    await priya.presses("I can do this")

    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    assert "Someone could help" in maria.last()
    assert "Priya" not in maria.last()
    await maria.presses("Yes")
    assert "You asked to help with this one, and the group has said yes" in priya.last()
    await priya.presses("Yes")

    assert (await the_match(world)).state is MatchState.INTRODUCED


async def test_without_an_offer_only_what_is_missing_is_asked(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    priya = world.volunteer()
    await priya.says("browse accounts")

    await priya.presses("I can do this")

    assert priya.form is not None
    assert priya.form.questions[0].name == "leave"
    await priya.fills(leave="own")
    assert priya.form is not None and not priya.form.questions
    await priya.fills()
    assert [text for text in sam.sees() if "New offer" in text and "Made for: " in text]
    await sam.presses("Approve", about="New offer")
    await world.forward(timedelta(minutes=11))
    match = await the_match(world)
    assert (match.state, match.source) == (MatchState.SUGGESTED, Source.VOLUNTEER)


async def test_pressed_twice_is_one_match_and_a_clear_sentence(world: World, sam: Someone):
    priya = await offers_books(world, sam)
    await asks_for(world, sam, BOOKS)
    await priya.says("browse accounts")
    reference, button = priya.button("I can do this")
    await priya.forges(button.action, message=reference)

    await priya.forges(button.action, message=reference)

    assert priya.hints == ["That one is with a coordinator already. I write to you when there is an answer."]
    assert "I can do this" not in priya.labels()
    await the_match(world)


async def test_a_need_that_closed_meanwhile_says_so(world: World, sam: Someone):
    maria = await asks_for(world, sam, BOOKS)
    priya = world.volunteer()
    await priya.says("browse")
    await maria.says("mine")
    await maria.presses("Take it back")
    await maria.presses("no longer needed")

    await priya.presses("I can do this")

    assert priya.hints == [
        "That one is not open any more. Press Browse, or say browse, for what is open now."
    ]
    assert "I can do this" not in priya.labels()


async def test_a_need_that_closes_while_the_questions_are_answered_keeps_the_answers(
    world: World, sam: Someone
):
    maria = await asks_for(world, sam, BOOKS)
    priya = world.volunteer()
    await priya.says("browse")
    await priya.presses("I can do this")
    await priya.fills(leave="own")
    await maria.says("mine")
    await maria.presses("Take it back")
    await maria.presses("no longer needed")

    await priya.fills()

    assert [text for text in priya.sees() if "What you wrote is kept" in text]
    assert "I can help with" in priya.last() and "Post it" in priya.labels()


async def test_more_shows_the_next_ones(world: World, sam: Someone):
    for number in range(4):
        await asks_for(world, sam, BOOKS.replace("accounts", f"accounts of {2020 + number}"), f"M{number}")
    priya = world.volunteer()

    await priya.says("browse")
    assert len([text for text in priya.sees() if text.startswith("A group asks")]) == 3
    assert "1 to 3 of 4" in priya.last()
    await priya.presses("More")

    assert len([text for text in priya.sees() if text.startswith("A group asks")]) == 4
    assert "4 to 4 of 4" in priya.last()
    assert "More" not in priya.labels()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("browse bookkeeping", {"accounts"}),
        ("browse LS28", {"gardening"}),
        ("browse remote", {"website"}),
        ("browse LS28 or remote", {"gardening", "website"}),
        ("browse gardening on Saturday", {"gardening"}),
        ("browse gardening on Monday", set()),
        ("browse Computers and websites", {"website"}),
        ("browse", {"accounts", "gardening", "website"}),
    ],
)
async def test_words_narrow_it_down(world: World, sam: Someone, typed: str, shown: set[str]):
    for number, sentence in enumerate((BOOKS, GARDEN, WEB)):
        await asks_for(world, sam, sentence, f"M{number}")
    priya = world.volunteer()

    await priya.says(typed)

    cards = [text for text in priya.sees() if text.startswith("A group asks")]
    assert {word for word in ("accounts", "gardening", "website") for card in cards if word in card} == shown
    if not shown:
        assert "Nothing open fits that now" in priya.last()
        assert {"Choose a kind", "Narrow it down", "Offer help"} <= set(priya.labels())


async def test_what_fits_my_offer_comes_first(world: World, sam: Someone):
    for number, sentence in enumerate((GARDEN, WEB, BOOKS)):
        await asks_for(world, sam, sentence, f"M{number}")
    priya = await offers_books(world, sam)

    await priya.says("browse")

    cards = [text for text in priya.sees() if text.startswith("A group asks")]
    assert "accounts" in cards[0]


async def test_nothing_open_says_what_can_be_done(world: World):
    priya = world.volunteer()

    await priya.commands("browse")

    assert "No group asks for help just now" in priya.last()
    assert "Offer help" in priya.labels()


async def test_a_need_that_no_coordinator_approved_is_never_shown(world: World, sam: Someone):
    maria = world.host()
    await maria.says(BOOKS)
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    async with world.begin() as tx:
        (need,) = await tx.listings.of_owner((await tx.people.of(maria.account)).id)
    priya = world.volunteer()

    await priya.says("browse")
    assert "No group asks" in priya.last()
    await priya.commands("start", f"n_{need.id}")

    assert priya.last() == "That one is not open any more. Press Browse, or say browse, for what is open now."
    assert "accounts" not in "".join(priya.sees())


async def test_a_link_on_a_poster_opens_the_card(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    async with world.begin() as tx:
        (need,) = await tx.listings.seeking(Side.NEED)
    bo = world.host("Bo")

    await bo.commands("start", f"n_{need.id}")
    assert "accounts" in bo.last() and "I can do this" in bo.labels()
    await bo.presses("I can do this")

    assert "Which group or organisation" in bo.last()
    await bo.says("Bo's Club")
    await bo.presses("Post it")
    assert [text for text in sam.sees() if "New offer" in text and "Made for" in text]


async def test_a_group_offers_and_another_group_browses_and_asks_for_it(world: World, sam: Someone):
    maria, bo = world.host(), world.host("Bo")
    await maria.commands("offer")
    for answer in ("Space to use", "our hall with a kitchen", "LS9", "any time", "4", "Seacroft Food Pantry"):
        await maria.says(answer)
    await maria.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New offer")
    await world.forward(timedelta(minutes=11))

    await bo.commands("browse")
    assert {"Everything", "Things and space"} <= set(bo.labels())
    await bo.presses("Things and space")
    assert [text for text in bo.sees() if "From: another community group" in text]
    assert "Seacroft" not in "".join(bo.sees())
    await bo.presses("We could use this")
    for answer in ("a room for our AGM", "skip", "Bo's Club"):
        await bo.says(answer)
    await bo.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))

    match = await the_match(world)
    assert match.source is Source.HOST
    assert [text for text in sam.sees() if "The group asked for this one." in text]


async def test_a_wish_that_a_coordinator_turns_down_is_answered_when_it_cannot_be_undone(
    world: World, sam: Someone
):
    priya = await offers_books(world, sam)
    await asks_for(world, sam, BOOKS)
    await priya.says("browse accounts")
    await priya.presses("I can do this")

    await sam.presses("Not this", about="asked for this one")
    await sam.presses("Not the right fit" if "Not the right fit" in sam.labels() else "not the right fit")
    assert "did not work out" not in priya.last()
    await world.forward(timedelta(minutes=11))

    assert "It did not work out this time" in priya.last()
    assert "fit" not in priya.last()
    await priya.says("browse accounts")
    assert "I can do this" not in priya.labels()


async def test_pressed_again_while_the_questions_are_open_begins_nothing_new(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    bo = world.host("Bo")
    await bo.says("browse needs")
    await bo.presses("Everything")
    await bo.presses("I can do this")
    before = bo.sees()

    await bo.presses("I can do this")

    assert bo.hints == [
        "The questions for that one are open already: please answer them in the newest message."
    ]
    assert bo.sees() == before


async def test_a_form_that_was_closed_by_accident_opens_again_where_it_was(world: World, sam: Someone):
    await asks_for(world, sam, BOOKS)
    priya = world.volunteer()
    await priya.says("browse")
    await priya.presses("I can do this")
    await priya.closes_the_form(leave="own")

    await priya.presses("I can do this")

    assert priya.form is not None and priya.form.title == "Is this right?"


async def test_a_need_with_a_check_asks_for_it_and_says_where_it_is_missing(world: World, sam: Someone):
    maria = world.host()
    await maria.says(BOOKS)
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Change")
    await maria.presses("Checks needed")
    await maria.says("enhanced DBS")
    await maria.presses("Yes, every week, by themselves")
    await maria.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))
    priya = world.volunteer()
    await priya.says("browse")
    await priya.presses("I can do this")
    assert priya.form is not None
    assert {"leave", "checks"} <= {each.name for each in priya.form.questions}
    await priya.fills(leave="own")

    await priya.fills()

    assert not [text for text in sam.sees() if "New offer" in text]
    assert "it does not fit yet, because of the checks" in priya.sees()[-2]
    await priya.presses("Change")
    await priya.fills(checks="enhanced DBS")
    await priya.fills()
    assert [text for text in sam.sees() if "New offer" in text and "Made for" in text]

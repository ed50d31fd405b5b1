"""Which skills a listing is about: read back where words are plain, asked where only the writer can say."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.chat.form import Skills
from bot.chat.markup import plain_text
from bot.domain.listings import Listing, ListingState, Side
from bot.services.market import Market
from matching.columns import Array
from matching.encoder import Encoder, Reading
from matching.rank import Matcher
from matching.standard import packaged_model, standard_matcher
from tests.flows.world import Someone, World

RECEIPTS = "we need someone to face the receipts with us, 4 hours, LS9, in March"


class Counting:
    """The model, and how often it read."""

    def __init__(self, model: Encoder) -> None:
        self._model, self.read = model, 0
        self.name, self.size = model.name, model.size

    def vector(self, text: str) -> Array:
        return self._model.vector(text)

    def clearest(self, readings: Sequence[Reading]) -> Array:
        self.read += 1
        return self._model.clearest(readings)


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(standard_matcher(model=packaged_model()))


@pytest.fixture
def world(world: World, market: Market) -> World:
    """With the sentence model; a market is empty until it has read the database."""
    world.market = Market(market.matcher)
    return world


async def listing(world: World, side: Side) -> Listing:
    async with world.begin() as tx:
        waiting = await tx.listings.in_state(ListingState.SUBMITTED, ListingState.OPEN)
        (found,) = (one for one in waiting if one.side is side)
        return found


REPLIES = {
    "What kind of help": "Skills",
    "How many people": "1",
    "Which group": "Seacroft Food Pantry",
}


async def up_to(maria: Someone, end: str, words: str) -> None:
    """Says the words and answers what is asked, until she reads `end`."""
    await maria.says(words)
    for _ in range(8):
        if end in maria.last():
            return
        await maria.says(next((said for asked, said in REPLIES.items() if asked in maria.last()), "skip"))
    raise AssertionError(maria.last())


async def asked(maria: Someone) -> None:
    await up_to(maria, "Which of these should somebody be able to do?", RECEIPTS)


async def offers(priya: Someone, what: str) -> None:
    await priya.commands("offer")
    await priya.fills(kind="skills", what=what, where="LS11", when="any time", hours="4", leave="own")


async def test_what_the_words_name_and_mean_is_read_back_and_not_asked(world: World):
    priya = world.volunteer()

    await offers(priya, "payroll for a staff of 40")

    assert priya.form is not None
    assert priya.form.title == "Is this right?"
    assert "Payroll" in plain_text(priya.form.intro)
    await priya.fills()
    found = await listing(world, Side.OFFER)
    assert found.terms.chosen == ("payroll",)


async def test_who_names_nothing_is_asked_what_they_mean_and_may_choose_several(world: World):
    maria = world.host()
    await asked(maria)

    await maria.presses("Bookkeeping")
    await maria.presses("Debt and money advice")
    await maria.presses("✓ Debt and money advice")
    await maria.presses("Independent examination")
    await maria.says("That is all.")

    assert "Skills: Bookkeeping, Independent examination" in maria.last()
    await maria.presses("Post it")
    found = await listing(world, Side.NEED)
    assert found.terms.chosen == ("bookkeeping", "independent examination")


async def test_none_of_these_leaves_it_to_the_words(world: World):
    maria = world.host()
    await asked(maria)

    await maria.says("none of these")
    await maria.presses("Post it")

    found = await listing(world, Side.NEED)
    assert found.terms.chosen == ()


async def test_another_skill_may_be_typed_and_what_is_none_is_said(world: World):
    maria = world.host()
    await asked(maria)

    await maria.says("qwzx")
    assert "I do not know that skill" in maria.last()
    await maria.says("wages, Bookkeeping")
    await maria.presses("Post it")

    found = await listing(world, Side.NEED)
    assert set(found.terms.chosen) == {"payroll", "bookkeeping"}


async def test_a_form_asks_on_a_page_of_its_own_with_what_was_said_ticked(world: World):
    priya = world.volunteer()
    await offers(priya, "help with our accounts")

    assert priya.form is not None
    (question,) = priya.form.questions
    assert (question.name, question.given) == ("skills", ("bookkeeping",))
    assert isinstance(question.kind, Skills)
    assert "Debt and money advice" in [option.label for option in question.kind.options]
    await priya.fills(skills="debt and money advic")
    await priya.fills()
    found = await listing(world, Side.OFFER)
    assert found.terms.chosen == ("debt and money advice",)


async def test_what_is_typed_stands_in_the_place_of_what_was_ticked(world: World):
    priya = world.volunteer()
    await priya.says("I can help to face the receipts, 4 hours, LS11, in March")
    for said in ("Professional skills", "my own time"):
        if "Which of these can you do?" not in priya.last():
            await priya.says(said)
    assert "Which of these can you do?" in priya.last()
    await priya.presses("Bookkeeping")
    assert "✓ Bookkeeping" in priya.labels()

    await priya.says("budgeting")
    await priya.presses("Change")

    assert priya.form is not None
    given = {each.name: each.given for each in priya.form.questions}
    assert given["skills"] == ("budgeting",)


async def test_the_same_words_are_read_once(world: World):
    reader = world.market.matcher.reader
    assert reader.encoder is not None
    model = Counting(reader.encoder)
    world.market = Market(Matcher(reader=replace(reader, encoder=model)))
    maria = world.host()

    await asked(maria)
    await maria.presses("Bookkeeping")
    await maria.presses("That is all")

    assert model.read == 1


async def test_other_words_are_looked_at_anew(world: World):
    maria = world.host()
    await asked(maria)
    await maria.presses("Bookkeeping")
    await maria.presses("That is all")

    await maria.presses("Change")
    await maria.presses("What")
    await maria.says("payroll for a staff of 40")

    assert "Payroll" in maria.last()
    assert "Bookkeeping" not in maria.last()


async def test_the_question_comes_back_as_it_was_ticked(world: World):
    maria = world.host()
    await asked(maria)
    await maria.presses("Bookkeeping")
    await maria.presses("That is all")

    await maria.says("back")

    assert "✓ Bookkeeping" in maria.labels()


async def test_what_was_only_read_out_of_the_words_is_no_question_to_go_back_to(world: World):
    maria = world.host()
    await up_to(maria, "Is this right?", "we need somebody who knows payroll, 4 hours, LS9, in March")
    assert "Payroll" in maria.last()

    await maria.says("back")

    assert "Which group or organisation do you write for?" in maria.last()


async def test_words_alone_are_never_taken_for_a_choice(world: World):
    """A team day asks for no skill: what its words name stays a reading, which the matcher may doubt."""
    maria = world.host()
    words = "we need a team of 8 to paint our hall, 4 hours, LS9, in March"
    await up_to(maria, "Is this right?", words)
    await maria.presses("Post it")

    found = await listing(world, Side.NEED)
    assert found.terms.skills and not found.terms.chosen


async def test_the_citys_own_words_are_read_as_the_writers(world: World):
    sam = await world.coordinator()
    maria = world.host()
    await sam.says("means brew crew = payroll")

    await up_to(maria, "Is this right?", "we need somebody for the brew crew, 4 hours, LS9, in March")

    assert "Skills: Payroll" in maria.last()


async def test_a_word_taught_elsewhere_a_moment_ago_is_known_here(world: World):
    sam = await world.coordinator()
    maria = world.host()
    here = world.market
    world.market = Market(here.matcher)  # another process
    await sam.says("means brew crew = payroll")
    world.market = here

    await up_to(maria, "Is this right?", "we need somebody for the brew crew, 4 hours, LS9, in March")

    assert "Skills: Payroll" in maria.last()


async def test_a_skill_may_be_typed_in_the_citys_own_words(world: World):
    sam = await world.coordinator()
    maria = world.host()
    await sam.says("means brew crew = payroll")
    await asked(maria)

    await maria.says("the brew crew")
    await maria.presses("Post it")

    found = await listing(world, Side.NEED)
    assert found.terms.chosen == ("payroll",)

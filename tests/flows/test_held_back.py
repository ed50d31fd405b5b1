"""Before an introduction nobody reads a number, an address or a handle: the writer hears what to change."""

import pytest

from tests.flows.world import Someone, World, posted_both

FOUND = [
    ("call me on 07700 900123", "the phone number"),
    ("write to maria@example.org", "the e-mail address"),
    ("I am @maria_leeds", "the account name"),
]


@pytest.mark.parametrize(("typed", "what"), FOUND)
async def test_an_answer_with_it_is_asked_again_with_a_reason(world: World, typed: str, what: str):
    maria = world.host()
    await maria.commands("need")
    await maria.says("skills")

    await maria.says(f"somebody to mend our boiler, {typed}")

    assert f"Please leave out {what}" in maria.last()
    await maria.says("somebody to mend our boiler")
    talk = await world.conversation(maria)
    assert talk is not None
    assert talk.answers["what"] == ("somebody to mend our boiler",)


async def test_a_sentence_with_it_keeps_everything_else(world: World):
    maria = world.host()

    await maria.says("we need a plumber to look at our boiler before Easter, LS9, call 07700 900123")

    talk = await world.conversation(maria)
    assert talk is not None
    assert "what" not in talk.answers
    assert talk.answers["where"] == ("LS9",)
    assert "Please leave out the phone number" in maria.last()


async def test_a_form_says_it_below_the_field_and_keeps_what_was_typed(world: World):
    priya = world.volunteer()
    await priya.commands("offer")

    await priya.fills(
        kind="skills", what="bookkeeping, priya@example.org", where="LS11", when="any time", hours="4"
    )

    assert priya.form is not None
    (what,) = [each for each in priya.form.questions if each.name == "what"]
    assert "Please leave out the e-mail address" in str(what)
    assert "priya@example.org" in str(what)


async def test_nothing_of_it_reaches_the_other_side(world: World, sam: Someone):
    priya, maria = await posted_both(world, sam)
    ben = world.host("Ben")
    await ben.says("we need a plumber to look at our boiler before Easter, 4 hours, LS9, call 07700 900123")
    await ben.says("somebody to mend our boiler, 07700 900123")
    await ben.says("somebody to mend our boiler")
    await ben.says("just one person")
    await ben.says("tea, and a number to ring: 07700 900123")
    await ben.presses("Skip")
    await ben.says("Armley Hub, 07700 900123")
    await ben.says("Armley Hub")
    await ben.presses("Post it")

    assert any("mend our boiler" in text for text in sam.sees())
    assert "07700" not in "\n".join(priya.sees() + maria.sees() + sam.sees())

"""Each person, and each chat of several people, is written to in its own language."""

from dataclasses import replace

import pytest

from bot.chat.incoming import Command, Said
from bot.texts.locales import Languages, locale
from tests.flows.world import NotShown, Someone, World

POLISH = locale("pl")


def in_polish(key: str) -> str:
    return POLISH.sentence(key) or ""


@pytest.fixture
def world(world: World) -> World:
    world.languages = Languages(on=("en", "en-easy", "pl", "ar"))
    return world


async def begins(who: Someone, language: str) -> None:
    """With a platform that says this."""
    origin = replace(who.origin(), language=language)
    await who.world.handle(Command(origin=origin, name="help"))


async def test_first_contact_is_in_the_language_that_the_platform_names(world: World):
    maria, jo = world.host(), world.host("Jo")

    await begins(maria, "pl-PL")
    await begins(jo, "cy")

    assert in_polish("privacy.title") in maria.sees()[0]
    assert "Before we start" in jo.sees()[0]


async def test_what_was_chosen_wins_over_what_the_platform_says(world: World):
    maria = world.host()
    await begins(maria, "pl")

    await maria.commands("language")
    await maria.presses("English")
    await begins(maria, "pl")

    assert "From now on I write to you in English." in "\n".join(maria.sees())
    assert not any(in_polish("language.now").partition("{")[0] in text for text in maria.sees())
    assert "What you can do here" in maria.last()


async def test_a_language_can_be_named_in_itself(world: World):
    maria = world.host()

    await maria.says("Język")
    await maria.says("language polski")

    assert "I write to you in English." in maria.sees()[-2]
    assert maria.last().startswith(in_polish("language.set").partition("{")[0])


async def test_a_language_that_is_not_switched_on_is_refused_with_those_that_are(world: World):
    maria = world.host()

    await maria.commands("language", "română")

    assert "English, Easy English, polski, العربية" in maria.last()


async def test_one_message_to_a_team_reads_in_each_ones_language(world: World, sam: Someone):
    maria, jo = world.host(), world.host("Jo")
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await maria.commands("invite")
    code = next(word for word in maria.last().split() if len(word) == 10 and word.isalnum())
    await jo.commands("join", code)
    await jo.commands("language", "pl")

    await sam.presses("Approve", about="New need")
    await sam.presses("Verify")
    await world.forward(world.house.undo * 1.1)

    english, polish = "Your request is live", in_polish("need.live.title")
    assert any(english in said for said in maria.sees())
    assert any(polish in said for said in jo.sees())
    assert not any(english in said for said in jo.sees())


async def test_a_chat_of_several_people_has_a_language_of_its_own(world: World, sam: Someone):
    desk = world.place("phone")

    await sam.commands("language", "pl", chat=desk)
    await sam.commands("queue", chat=desk)
    await sam.commands("help")

    assert sam.sees(desk)[-1].splitlines()[0] == in_polish("queue.empty")
    assert "What you can do here" in sam.last()


async def test_what_buttons_say_can_be_typed_in_either_language(world: World):
    maria = world.host()
    await maria.commands("language", "pl")
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("just one person")

    await maria.says(in_polish("button.skip"))
    await maria.says("Seacroft Food Pantry")
    await maria.says(in_polish("button.post_it"))

    assert in_polish("need.received.title") in maria.last()


async def test_nobody_can_type_what_only_we_may_say(world: World):
    maria = world.host()
    text = "we need \ufdd0s\ufdd2privacy.title\ufdd1 a plumber for our boiler, 4 hours, LS9"

    await world.handle(
        Said(origin=replace(maria.origin(), name="\ufdd0s\ufdd2rights.forgotten\ufdd1"), text=text)
    )

    told = "\n".join(maria.sees()[1:])
    assert "I have forgotten you" not in told
    assert "Before we start" not in told
    assert "plumber" in told


async def test_with_one_language_there_is_nothing_to_choose_in_the_help(world: World):
    world.languages = Languages(on=("en",))
    maria = world.host()

    await maria.commands("help")

    with pytest.raises(NotShown):
        maria.button("Language")
    assert "choose how I write" not in maria.last()

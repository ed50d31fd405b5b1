"""The list of commands, in each language that a platform has a code for."""

from bot.menus import OFFERED, menus
from bot.texts.locales import Languages, locale


def test_everybody_gets_the_first_language_and_each_other_one_its_own():
    found = menus(Languages(on=("en", "en-easy", "pl", "en-XA")))

    assert {(each.where, each.language) for each in found} == {
        (where, code) for where in OFFERED for code in ("", "pl")
    }
    private = {each.language: dict(each.commands) for each in found if each.where is next(iter(OFFERED))}
    assert private[""]["language"] == "Choose the language"
    assert private["pl"]["language"] == locale("pl").sentence("menu.language")
    assert all(0 < len(said) <= 256 for each in found for _, said in each.commands)

"""Every language: its file is whole, every card fits in it, and nothing but parts stays in English."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.chat.outgoing import Card
from bot.chat.wording import OPEN
from bot.texts.catalogue import sentences
from bot.texts.drawing import drawn_for
from bot.texts.locales import codes, locale
from bot.texts.pseudo import CHANGES
from bot.texts.translating import faults
from tests import cards
from tests.cards import ID, Maker, arguments, called, cards_in, home_faults
from tests.texts.test_every_card import BUILDERS

OTHERS = codes()[1:]
COMPLETE = 0.97  # of a language's sentences: a new one may be English for a while, until it is translated
PLAIN = ("7", "", "8 · 9", "<b>*_@12|=34()", "\u202e5\u202c", "123 " * 40)
"""What people typed, without a letter: so each letter on a card is ours."""
MADE = ("A title", "Words", "Yes", "/impact")  # what tests.cards puts into cards of its own; a page's address


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_no_mistake_and_is_all_but_complete(code: str):
    found = faults(code)
    missing = [each for each in found if each.missing]

    assert [str(each) for each in found if not each.missing] == []
    share = 1 - len(missing) / len(sentences())
    assert share >= COMPLETE, "\n".join(map(str, missing))


def test_languages_are_marked_until_a_native_speaker_has_read_them():
    assert {code for code in OTHERS if locale(code).draft} == {"pl", "ro", "ur", "ar"}


def made_of(name: str, builder: Callable[..., Any], tries: int = 400) -> list[Card]:
    """The cards of one happy call."""
    for seed in range(tries):
        maker = Maker(random.Random(f"{name}:{seed}"))
        try:
            found = [*cards_in(called(builder, arguments(builder, maker)))]
        except (LookupError, AssertionError, ValueError):
            continue
        if found:
            return found
    raise AssertionError(f"{name} makes no card")


@pytest.mark.parametrize("name", BUILDERS)
def test_a_card_fits_in_every_language(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cards, "HOSTILE", cards.HOSTILE[:10])
    found = [
        (code, fault)
        for card in made_of(name, BUILDERS[name])
        for code in (*OTHERS, *CHANGES)
        for fault in (
            *cards.faults(card, locale(code), most=75 if code in CHANGES else 40),
            *home_faults((card,), locale(code)),
        )
    ]

    assert sorted(set(found)) == []


@pytest.mark.parametrize("name", BUILDERS)
def test_every_letter_on_a_card_is_from_the_catalogue(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cards, "HOSTILE", PLAIN)
    for card in made_of(name, BUILDERS[name]):
        read = drawn_for(card, locale("en-XA"))
        labels = [part for row in read.buttons for each in row for part in (each.label, each.spoken)]
        said = re.sub("|".join((ID, *MADE)), "", "\n".join((read.words(), *labels)))

        assert OPEN not in said
        assert re.findall(r"[A-Za-z]{2,}", said) == []

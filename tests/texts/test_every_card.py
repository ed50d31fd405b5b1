"""Every card there is, found by looking for it, drawn from the longest and most hostile values there are.

A card that is added is found by itself: whatever a function of `bot.texts` returns is drawn here for both
platforms, and held against their limits and against `bot.chat.accessible`.
"""

import importlib
import inspect
import pkgutil
import random
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import bot.texts
from bot.chat.form import Text
from bot.domain.conversations import ConversationState
from bot.flows import drawing
from bot.flows.flow import Flow
from bot.texts.cards import note
from bot.texts.catalogue import sentences
from tests.cards import (
    HOSTILE,
    Maker,
    arguments,
    called,
    cards_in,
    faults,
    form_faults,
    home_faults,
    returns_cards,
)
from tests.flows.page import ALL, Page, longest

EXAMPLES = 12
TRIES = 400
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def builders() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function of the texts that gives out cards; not the one that makes a card of any sentence."""
    for module in pkgutil.walk_packages(bot.texts.__path__, "bot.texts."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if function.__module__ != module.name or function is note or name.startswith("_"):
                continue
            if returns_cards(typing.get_type_hints(function).get("return")):
                yield f"{module.name.rpartition('.')[2]}.{name}", function


BUILDERS = dict(builders())


def test_the_cards_are_found():
    assert {"coordinator_cards.match_card", "people_cards.help_card"} <= BUILDERS.keys()


@pytest.mark.parametrize("name", BUILDERS)
def test_a_card_fits_both_platforms_and_everybodys_ears(name: str):
    drawn, silence, found = 0, "", []
    for seed in range(TRIES):
        maker = Maker(random.Random(f"{name}:{seed}"))
        try:
            made = called(BUILDERS[name], arguments(BUILDERS[name], maker))
        except (LookupError, AssertionError, ValueError) as unlucky:  # values that never meet each other
            silence = f"{type(unlucky).__name__}: {unlucky}"
            continue
        for card in cards_in(made):
            found += faults(card)
            found += home_faults((card, card))
        drawn += 1
        if drawn == EXAMPLES:
            break

    assert drawn, f"no values were found for {name}; tell tests/cards.py (GIVEN). Last: {silence}"
    assert sorted(set(found)) == []


@pytest.mark.parametrize("turn", range(len(HOSTILE)))
def test_a_sentence_can_be_given_anything(turn: int):
    """Each sentence takes its turn with every fourth of the texts."""
    for number, (key, sentence) in enumerate(sentences().items()):
        parts = dict.fromkeys(PLACEHOLDER.findall(sentence), HOSTILE[turn])
        if parts and (number + turn) % 4 == 0:
            assert faults(note(key, **parts)) == [], key


@pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)
async def test_a_conversation_fits_at_every_step_whatever_was_typed(flow: Flow):
    page = await Page(10, flow).begin(option="1999.75")
    for number, text in enumerate(HOSTILE):
        answers = {
            field.name: (text[: field.kind.most] if isinstance(field.kind, Text) else "4",)
            for field in flow.fields
            if isinstance(field.kind, Text)
        }
        for field in flow.fields[number % 3 :: 3] or flow.fields:
            talk = longest(replace(page.talk, answers=answers, step=field.name))
            for state in (ConversationState.ASKING, ConversationState.CHOOSING, ConversationState.REVIEW):
                if state is ConversationState.REVIEW and not flow.review:
                    continue
                at = replace(talk, state=state)
                trouble = {field.name: text or "No."}
                raw = {each.name: (text,) for each in flow.fields}
                assert faults(drawing.card(flow, at, text)) == []
                assert form_faults(drawing.form(flow, at, 10, trouble, raw)) == []
            assert faults(drawing.kept(flow, talk)) == []
            assert faults(drawing.finished(flow, talk)) == []

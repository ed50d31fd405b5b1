"""Nothing that is seen as one character is ever torn apart, on any platform."""

import html
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import render as slack
from adapters.slack.words import cut as slack_cut
from adapters.telegram import render as telegram
from bot.chat.breaks import whole
from bot.chat.markup import markup
from bot.chat.outgoing import Card, Para
from bot.texts.cards import cut

FAMILY = "👩‍👩‍👧‍👦"
SEEN_AS_ONE = (
    FAMILY,
    "🇬🇧",
    "👍🏽",
    "e\u0301\u0302",
    "1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "नि",
    "한",
    "a",
    "ш",
    " ",
)


def pieces(text: str, units: tuple[str, ...]) -> bool:
    """Whether the text is made of whole units only."""
    pattern = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    return re.fullmatch(f"(?:{pattern})*", text) is not None


@given(st.lists(st.sampled_from(SEEN_AS_ONE), min_size=1, max_size=60), st.data())
def test_a_break_falls_between_whole_characters(units: list[str], data: st.DataObject):
    text = "".join(units)
    ends = set(itertools.accumulate(map(len, units)))
    at = data.draw(st.integers(1, len(text)))

    place = whole(text, at)

    assert 1 <= place <= at
    assert place in ends or at < len(units[0])


@pytest.mark.parametrize("unit", [each for each in SEEN_AS_ONE if each != " "])
@pytest.mark.parametrize("most", range(20, 40))
def test_what_is_cut_keeps_its_last_character_whole(unit: str, most: int):
    for shortened in (cut(unit * 100, most), slack_cut(unit * 100, most)):
        assert len(shortened) <= most
        assert pieces(shortened.removesuffix("…"), (unit,))


@pytest.mark.parametrize("unit", [each for each in SEEN_AS_ONE if each != " "])
def test_a_long_message_is_parted_between_whole_characters(unit: str):
    card = Card(lines=(Para(text=markup(unit * 5000)),))

    parts = [html.unescape(part) for part in telegram.texts(card)]
    blocks = [
        "".join(each["text"] for each in block["elements"][0]["elements"]) for block in slack.blocks(card)
    ]

    assert len(parts) > 1 and len(blocks) > 1
    assert all(pieces(part.removesuffix("…"), (unit,)) for part in (*parts, *blocks))


def test_a_run_of_marks_that_is_no_word_is_broken_somewhere():
    assert whole("a" + "\u0301" * 5000, 4000) == 4000


@given(st.text(max_size=300), st.integers(1, 300))
def test_a_break_always_leaves_something_before_it(text: str, at: int):
    assert 1 <= whole(text, at) <= at

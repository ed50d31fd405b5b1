"""Short answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.choices import read_choice, read_count, read_yes_no
from bot.reading.unread import Unread
from bot.texts.drawing import english

KINDS = ("Team day", "Skills", "Ongoing", "Trustee", "Goods or space")


@pytest.mark.parametrize(
    "typed",
    ["yes", "Y", "yeah!", "Yes please", "ok", "go on", "sure thing", "👍", "yep thats right", "Of course."],
)
def test_yes_in_its_many_forms(typed):
    assert read_yes_no(typed) is True


@pytest.mark.parametrize(
    "typed", ["no", "N", "nope", "no thanks", "Not now", "no, sorry", "can't", "not yet", "👎"]
)
def test_no_in_its_many_forms(typed):
    assert read_yes_no(typed) is False


@pytest.mark.parametrize(
    "typed",
    ["", "maybe", "yes but not Friday", "what?", "yes if it is online", "no idea, what is it", "notes"],
)
def test_an_answer_that_may_be_either_is_neither(typed):
    assert read_yes_no(typed) is None


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("1", 0),
        ("5", 4),
        ("two", 1),
        ("option 3", 2),
        ("the second one", 1),
        ("the third", 2),
        ("Skills", 1),
        ("skils", 1),
        ("trust", 3),
        ("TRUSTEE!", 3),
        ("ongoin", 2),
        ("t", None),
        ("tr", 3),
        ("space", 4),
        ("goods", 4),
        ("0", None),
        ("6", None),
        ("", None),
        ("pizza", None),
    ],
)
def test_a_choice_is_meant_by_number_label_or_start(typed, index):
    assert read_choice(typed, KINDS) == index


def test_a_choice_that_fits_two_is_none():
    assert read_choice("mon", ("Monday morning", "Monday evening")) is None


def test_a_label_that_is_a_number_wins_over_the_place_in_the_list():
    assert read_choice("3", ("2", "3", "4")) == 1


@pytest.mark.parametrize(
    ("typed", "count"),
    [("3", 3), ("three", 3), ("about twenty-one", 21), ("a hundred", 100), ("10 please", 10)],
)
def test_a_count_is_read_in_digits_and_words(typed, count):
    assert read_count(typed) == count


@pytest.mark.parametrize("typed", ["", "0", "101", "2.5", "3 or 4", "-2", "loads", "9" * 40])
def test_a_count_that_is_none_says_the_bounds(typed):
    answer = read_count(typed)

    assert isinstance(answer, Unread)
    assert english(answer.reason) == "A whole number between 1 and 100, please. For example: 2."


@given(st.text())
def test_nothing_that_can_be_typed_raises(text):
    read_yes_no(text)
    read_choice(text, KINDS)
    read_count(text)

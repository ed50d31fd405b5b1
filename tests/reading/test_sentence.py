"""Sentences as people write them; today is Wednesday 25 November 2026."""

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.dates import say_when
from bot.reading.intent import Intent
from bot.reading.sentence import LONGEST_WHAT, read_sentence
from bot.texts.drawing import english
from tests.reading.sentences import SENTENCES

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 25)


def read(text: str):
    return read_sentence(text, today=TODAY, zone=LONDON)


@pytest.mark.parametrize("expected", SENTENCES, ids=lambda expected: expected.text[:50])
def test_a_plain_sentence_becomes_a_draft(expected):
    found = read(expected.text)

    assert (found.intent.value if found.intent else "") == expected.intent
    assert (found.what or "", found.kind or "") == (expected.what, expected.kind)
    assert (say_when(found.when, today=TODAY) if found.when else "") == expected.when
    assert (str(found.hours.hours) if found.hours else "") == expected.hours
    assert (found.team_size.people if found.team_size else 0) == expected.team
    assert (" ".join(found.districts), found.remote) == (expected.districts, expected.remote)


def test_the_skill_is_named():
    assert read("I can do bookkeeping two Fridays a month, LS11 or remote").skills == ("bookkeeping",)
    assert read("we need a plumber to look at our boiler before winter, LS9").skills == ("plumbing",)


def test_what_could_not_be_read_is_a_problem_with_a_way_on():
    found = read("need a carpenter on 31 February near BT7")

    assert (found.intent, found.what, found.when) == (Intent.NEED, "a carpenter", None)
    assert [english(problem).split(".")[0] for problem in found.problems] == [
        "February 2026 has 28 days, so there is no 31 February",
        "Northern Ireland (BT postcodes) is not covered here",
    ]


@pytest.mark.parametrize("postcode", ["LS9 7BG", "ls97bg", "Ls9 7bg"])
def test_a_full_postcode_is_kept_nowhere(postcode):
    found = read(f"need someone to fix the roof at {postcode}, the hall by {postcode} leaks")

    assert found.districts == ("LS9",)
    assert "7bg" not in repr(found).lower()


def test_travel_distance_and_anywhere_are_read():
    assert read("I can do gardening within 5 miles of LS6").within_km == 8.0
    assert read("happy to help anywhere in Leeds").anywhere


def test_a_long_text_is_read_from_its_start_and_says_so():
    found = read("we need a plumber in LS9. " + "thank you " * 2000)

    assert (found.what, found.districts) == ("a plumber", ("LS9",))
    assert found.problems == ("I read only the first 2,000 characters. Please put the point first.",)


def test_a_long_wish_is_cut_at_a_word():
    found = read("we need someone to " + "paint and " * 60)

    assert found.what is not None
    assert len(found.what) <= LONGEST_WHAT + 1
    assert found.what.endswith(("paint…", "and…"))


HEAPS = (
    "a" * 20_000,
    "1 " * 10_000,
    "friday and " * 2_000,
    "we need " * 2_500,
    "10-" * 7_000,
    "ls1/" * 5_000,
    "\0" * 20_000,
    "can someone please " * 1_100,
    "next week on the " * 1_200,
    ", or " * 4_000,
    "5 " + "x " * 9_999,
    "2 hours to " * 1_800,
    "have " + "a " * 9_000 + "to donate",
    "ﷺ" * 20_000,
    "(" * 20_000,
    " " * 20_000,
    "two fridays a " * 1_500,
)


@pytest.mark.parametrize("text", HEAPS, ids=lambda text: text[:8])
def test_twenty_thousand_characters_are_read_at_once(text):
    read("we need a plumber")  # the word lists are loaded once

    quickest = min(_seconds(text) for _ in range(3))

    assert quickest < 1


def _seconds(text: str) -> float:
    begin = time.perf_counter()
    read(text)
    return time.perf_counter() - begin


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_nothing_that_can_be_typed_raises(text):
    read(text)


WORDS = [
    "we",
    "I",
    "need",
    "can",
    "help",
    "with",
    "anyone",
    "who",
    "looking",
    "for",
    "happy",
    "to",
    "8",
    "of",
    "us",
    "team",
    "LS11",
    "ls9",
    "remote",
    "online",
    "a",
    "plumber",
    "boiler",
    "our",
    "leaks",
    ".",
    "?",
    "!",
    "friday",
    "next",
    "two",
    "a",
    "month",
    "3",
    "hours",
    "half",
    "day",
    "before",
    "Easter",
    "10-2",
    "and",
    "or",
    "\x00",
    "’",
    "👍",
    "İ",
    "ß",
    "½",
    "31/2",
    "BT1",
    "within",
    "5",
    "miles",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_no_heap_of_our_own_words_raises(words):
    found = read(" ".join(words))

    assert found.what is None or found.what.strip() == found.what

"""Phone numbers, addresses and handles are found however they are written; ordinary words are not."""

import pytest

from bot.reading.contacts import Reach, way_to_reach

HELD_BACK = [
    ("Call me on 07700 900123", Reach.PHONE),
    ("+44 7700 900 123 after six", Reach.PHONE),
    ("ring 0113 496 0000 please", Reach.PHONE),
    ("(0113) 496-0000", Reach.PHONE),
    ("0044.7700.900.123", Reach.PHONE),
    ("０７７００９００１２３", Reach.PHONE),
    ("07\u200b700900123", Reach.PHONE),
    ("write to ana@example.org", Reach.EMAIL),
    ("ANA.B+x@mail.example.co.uk!", Reach.EMAIL),
    ("ana (at) example (dot) org", Reach.EMAIL),
    ("ana at example dot org", Reach.EMAIL),
    ("I am @ana_leeds on Telegram", Reach.HANDLE),
    ("see t.me/ana_leeds", Reach.LINK),
    ("chat.whatsapp.com/AbC123", Reach.LINK),
]
PASSES = [
    "bookkeeping two Fridays a month, 4 hours, LS11 or remote",
    "We meet at St. Aidan's hall at 10.30",
    "charity number 1234567, since 2012",
    "for 100 to 120 people on 01/02/2027 at 14:00, 2 hours",
    "two rooms of 0.5 x 0.75 m, £1,200 in all",
    "Python 3.11, C++ and @ signs",
    "from 09:00 to 17:00, Monday 7 to Friday 11 December 2026",
    "",
]


@pytest.mark.parametrize(("text", "reach"), HELD_BACK)
def test_a_way_to_reach_somebody_is_found(text: str, reach: Reach):
    assert way_to_reach(text) is reach


@pytest.mark.parametrize("text", PASSES)
def test_ordinary_words_pass(text: str):
    assert way_to_reach(text) is None


def test_it_takes_no_longer_for_hostile_words():
    assert way_to_reach("0" * 100_000) is None
    assert way_to_reach("a." * 50_000 + "@" + "b-" * 50_000) is None

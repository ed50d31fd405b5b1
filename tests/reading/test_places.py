"""Districts, neighbourhoods, remote, distance."""

import pytest

from bot.reading.neighbourhoods import NEIGHBOURHOODS
from bot.reading.places import Place, cut_postcodes, find_place, read_place
from bot.reading.unread import Unread
from bot.texts.drawing import english
from matching.places import known

PLACES = (
    ("LS11", Place(districts=("LS11",))),
    ("ls 11", Place(districts=("LS11",))),
    ("LS11 5AB", Place(districts=("LS11",))),
    ("ls115ab", Place(districts=("LS11",))),
    ("LS11 or remote", Place(districts=("LS11",), remote=True)),
    ("LS8/9", Place(districts=("LS8", "LS9"))),
    ("LS6, LS7 and BD3", Place(districts=("LS6", "LS7", "BD3"))),
    ("sw1a 1aa", Place(districts=("SW1A",))),
    ("M1", Place(districts=("M1",))),
    ("online", Place(remote=True)),
    ("from home", Place(remote=True)),
    ("remotely please", Place(remote=True)),
    ("over the phone", Place(remote=True)),
    ("on Zoom", Place(remote=True)),
    ("in person", Place(remote=False)),
    ("not remote, Headingley", Place(districts=("LS6",), remote=False)),
    ("in person or online", Place(remote=True)),
    ("anywhere in Leeds", Place(anywhere=True)),
    ("across Leeds", Place(anywhere=True)),
    ("Headingley", Place(districts=("LS6",))),
    ("headingly", Place(districts=("LS6",))),
    ("Harehills", Place(districts=("LS8", "LS9"))),
    ("Burley in Wharfedale", Place(districts=("LS29",))),
    ("near the city centre", Place(districts=("LS1",))),
    ("Chapel Allerton or Chapeltown", Place(districts=("LS7",))),
    ("within 5 miles of LS6", Place(districts=("LS6",), within_km=8.0)),
    ("up to 10km", Place(within_km=10.0)),
    ("Morley, 3 mile radius", Place(districts=("LS27",), within_km=4.8)),
)


@pytest.mark.parametrize(("typed", "place"), PLACES)
def test_a_place_is_read(typed, place):
    assert read_place(typed) == place


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("BT7 1NN", "Northern Ireland"),
        ("LS77", "I do not know the postcode district LS77"),
        ("Leeds", "Which part of Leeds?"),
        ("north leeds", "Which part"),
        ("", "could not read a place"),
        ("my house", "could not read a place"),
    ],
)
def test_an_unknown_place_is_asked_again_with_an_example(typed, reason):
    answer = read_place(typed)

    assert isinstance(answer, Unread)
    assert reason in english(answer.reason)
    assert "LS11" in english(answer.reason)


@pytest.mark.parametrize(
    "text",
    [
        "help older people get online",
        "online safety lessons",
        "a4 paper",
        "at 6 or 7",
        "go away from home",
        "a d1 licence",
        "m6 bolts",
        "virtual assistant",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert find_place(text)[0] is None


def test_a_full_postcode_is_cut_in_any_text():
    assert cut_postcodes("meet at LS9 7BG, or ls97bg at 10") == "meet at LS9, or LS9 at 10"
    assert cut_postcodes("BT7 1NN") == "BT7"
    assert cut_postcodes("room 12 3ab") == "room 12 3ab"


@pytest.mark.parametrize(
    "written",
    [
        *("LS9  7BG", "LS9-7BG", "ls9.7bg", "LS9, 7BG", "LS9/7BG", "LS9_7BG", "LS9 7 BG", "LS9\n7BG"),
        *("LS9\u00a07BG", "LS9\u200b7BG", "LS9\u034f7BG", "ＬＳ９ ７ＢＧ", "L S 9 7 B G", "LS9 ٧BG"),
        "LЅ9 7ВG",  # two of these letters are Cyrillic
    ],
)
def test_a_full_postcode_is_cut_however_it_is_written(written: str):
    assert cut_postcodes(f"come to {written}") == "come to LS9"


def test_an_hour_or_a_floor_behind_a_district_is_no_postcode():
    for text in ("LS9 8am to 9pm", "LS9, 2nd floor", "LS11 4 hrs, 5km", "LS8/9, 3 rd", "½ day in LS9"):
        assert cut_postcodes(text) == text


def test_every_neighbourhood_lies_in_a_known_district():
    assert len(NEIGHBOURHOODS) >= 60
    assert all(known(district) for districts in NEIGHBOURHOODS.values() for district in districts)

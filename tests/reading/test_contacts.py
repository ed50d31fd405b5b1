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
    *[
        (number, Reach.PHONE)
        for number in (
            *("٠٧٧٠٠ ٩٠٠ ١٢٣", "۰۷۷۰۰۹۰۰۱۲۳", "०७७००९००१२३", "⓪⑦⑦⓪⓪⑨⓪⓪①②③", "0\ufe0f\u20e37700 900123"),
            *("07700\u2066900123", "07700\u034f900123", "07700\u180e900123", "call 12 07700 900123 now"),
            *(
                "07700,900,123",
                "07700_900_123",
                "07700 · 900 · 123",
                "07700\u2014900\u2011123",
                "07700: 900: 123",
            ),
            *("447700900123", "7700 900123", "o77oo 9oo123", "O77OO 9OO 123", "077 double 0 900 123"),
            *("oh seven double seven oh nine hundred one two three", "zero 7 7 zero zero 9 zero zero 1 2 3"),
        )
    ],
    *[
        (address, Reach.EMAIL)
        for address in (
            *(
                "maria  @  example . org",
                "maria at example.org",
                "maria<at>example<dot>org",
                "maria at example com",
            ),
            *("maria_at_example_dot_org", "maria＠example。org", "m a r i a @ e x a m p l e . o r g"),
            *("мария@пример.рф", "maria at example, dot org"),
        )
    ],
    *[(name, Reach.HANDLE) for name in ("@ maria_leeds", "look for maria_leeds", "user name: maria.leeds")],
    *[
        (link, Reach.LINK)
        for link in (
            *(
                "https://example.org/contact",
                "www.example.org",
                "t . me / ana",
                "t.me / ana_leeds",
                "tg://user?id=1",
            ),
            *("example.com/ana.leeds", "signal.me/#p/+44"),
        )
    ],
]
PASSES = [
    "bookkeeping two Fridays a month, 4 hours, LS11 or remote",
    "We meet at St. Aidan's hall at 10.30",
    "charity number 1234567, since 2012",
    "for 100 to 120 people on 01/02/2027 at 14:00, 2 hours",
    "two rooms of 0.5 x 0.75 m, £1,200 in all",
    "Python 3.11, C++ and @ signs",
    "from 09:00 to 17:00, Monday 7 to Friday 11 December 2026",
    "open 01/02/2027 - 05/02/2027, 0900, 1000, 1100 and 1200",
    "07.30-09.30, 10.30-11.30, then 0900-1700 0900-1700",
    "2026-12-03, 2026-12-10 and 2026-12-17; 03 12 2026 to 10 12 2026",
    "rooms 01, 02, 03, 04, 05 and 06, with 10, 20, 30, 40, 50, 60 chairs",
    "two, three, four or five people, and one, two, three, go",
    "charity 1234567 and company 12345678, £7,500,000,000",
    "good at Outlook and Excel. Come and see, ask for me. Me / you",
    "and/or, 24/7, C#, .NET, ASP.NET/MVC, our wordpress.com site",
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
    assert way_to_reach("one " * 20_000) is None
    assert way_to_reach("a_" * 50_000) is None

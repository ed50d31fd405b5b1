"""What is kept as a phone number or an e-mail address, and what is sent back."""

import pytest

from bot.domain.details import Details
from bot.reading.reaching import read_details
from bot.reading.unread import Unread

READ = {
    "0113 496 0123": ("0113 496 0123", ""),
    "my phone: (0113) 496-0123.": ("(0113) 496-0123", ""),
    "+44 7700 900123": ("+44 7700 900123", ""),
    "0048 22 555 01 23": ("0048 22 555 01 23", ""),
    "0113 496 0123 ext 12": ("0113 496 0123 ext 12", ""),
    "ana.o'neil+x@mail.example.org": ("", "ana.o'neil+x@mail.example.org"),
    "07700 900123 or ana@example.org": ("07700 900123", "ana@example.org"),
    "e-mail: ana@example.org, mobile: 07700 900123": ("07700 900123", "ana@example.org"),
    "07700\u200b 900123": ("07700 900123", ""),
    "\uff10\uff11\uff11\uff13 496 0123": ("0113 496 0123", ""),
}
SENT_BACK = (
    *("", "call me", "12345", "0113", "1234567890123456", "+0 113 496 0123", "@ana", "t.me/ana"),
    *("ana@", "ana@localhost", "@example.org", "a b@example", "ana@example.org and ben@example.org"),
    *("07700 900123 and 07700 900456", "12 Garden Street, LS9 8AA, 0113 496 0123"),
    *("<b>0113 496 0123</b>", "0113 496 0123 <!channel>", "=HYPERLINK(0113 496 0123)", "*ana@example.org*"),
    *("ana@example.org\u202egnp", "x" * 65 + "@example.org", "0" * 400, "٠١١٣ ٤٩٦ ٠١٢٣"),
    *(
        "javascript:alert(1)//ana@example.org",
        "ana@example.org?subject=hi",
        "0113 496 0123|x",
        "`0113 496 0123`",
    ),
)


@pytest.mark.parametrize("typed", READ)
def test_a_number_an_address_or_both_are_kept_as_they_were_typed(typed: str):
    assert read_details(typed) == Details(phone=READ[typed][0], email=READ[typed][1])


@pytest.mark.parametrize("typed", SENT_BACK)
def test_anything_else_is_sent_back_whole(typed: str):
    assert isinstance(read_details(typed), Unread)

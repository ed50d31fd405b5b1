"""What was given of a pledge, in one sentence: "3F5H8JKM 12 laptops to St Aidan's on 3 May"."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.reading.any_day import PATTERN, read_day, read_past_day
from bot.reading.unread import Unread

_SAID = re.compile(
    r"#?(?P<id>[0-9A-Za-z]+)\W*?"
    r"(?:\s+(?P<sign>[£-]*)\s?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,9})(?P<part>\.\d+)?\s*"
    r"(?P<unit>(?!(?:to|for)\b).*?)?(?:\s*\b(?:to|for)\s+(?P<rest>.+))?)?",
    re.IGNORECASE,
)
_DAY = re.compile(rf",?\s+(?:on )?(?P<day>{PATTERN}|today|yesterday)[.!]?$", re.IGNORECASE)


_NUMBER = r"#?(?:(?=\w*\d)[0-9A-Za-z]{8,12}|[0-9A-Z]{8,12})"
_OF_PLEDGE = re.compile(rf"{_NUMBER}(?:\W*\s+[£-]*\d|\W*$)")


def names_a_pledge(rest: str) -> bool:
    """Whether what comes after "delivered" begins with a pledge's number: "delivered 3 boxes to you" is said
    to somebody else.
    """
    return _OF_PLEDGE.match(rest.strip()) is not None


@dataclass(frozen=True, kw_only=True)
class DeliveryReading:
    """What was said of it; None and empty: not said. Without a day said, `day` is None."""

    pledge: str
    quantity: Decimal | None = None
    unit: str = ""
    group: str = ""
    day: date | None = None


def read_delivery(text: str, *, today: date, zone: ZoneInfo, done: bool) -> DeliveryReading | None:
    """`done`: a day without a year is the last one, else the next. None: not a word of which pledge."""
    found = _SAID.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    group, day = _group_and_day(found["rest"] or "", today, zone, done=done)
    sign = found["sign"] or ""
    amount = Decimal(f"{found['n'].replace(',', '')}{found['part'] or ''}") if found["n"] else None
    return DeliveryReading(
        pledge=found["id"].upper(),
        quantity=-amount if amount is not None and "-" in sign else amount,
        unit=(found["unit"] or "").strip(" ,.") or ("pounds" if "£" in sign else ""),
        group=group,
        day=day,
    )


def _group_and_day(rest: str, today: date, zone: ZoneInfo, *, done: bool) -> tuple[str, date | None]:
    """The day stands last; what is no day is part of the name."""
    reads = read_past_day if done else read_day
    ends = _DAY.search(rest)
    head, _, tail = rest.rpartition(" on ") if ends is None else (rest[: ends.start()], "", ends["day"])
    read = reads(tail, today=today, zone=zone) if head else None
    if read is None or isinstance(read, Unread):
        return rest.strip(" ,.!"), None
    return head.strip(" ,.!"), read

"""A promise in one sentence: "200 hours for Leeds City Council under contract C-123, by 31 March 2027"."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.reading.any_day import PATTERN, read_day
from bot.reading.unread import Unread

_QUANTITY = re.compile(
    r"(?<![\w/.-])(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7})(?P<part>\.\d{1,2})?\s*"
    r"(?P<kind>expert |professional |skilled |general )?(?P<unit>hours?|hrs?)\b"
    r"(?P<often> (?:a|per|each|every) (?P<every>week|month|year)"
    r"(?: for (?P<many>a|one|\d{1,3}) (?P<of>week|month|year)s?)?)?",
    re.IGNORECASE,
)
_CONTRACT = re.compile(
    r"\b(?:contract|ref(?:erence)?|under)(?: (?:no\.?|number|reference|ref\.?|contract))*:? +"
    r"(?P<ref>(?=[\w/.-]*\d)[A-Za-z0-9][\w/.-]*\w)",
    re.IGNORECASE,
)
_COMMISSIONER = re.compile(
    r"\b(?:for|to|with) (?P<name>(?:the )?[A-Z][\w&'’.-]*(?: (?:of|and|the|for|&|[A-Z][\w&'’.-]*))*)"
)
_STARTS = re.compile(rf"\b(?:from|starting|since|between) (?:on )?(?P<day>{PATTERN})", re.IGNORECASE)
_ENDS = re.compile(rf"\b(?:by|until|till|to|before|ending|and) (?:on )?(?P<day>{PATTERN})", re.IGNORECASE)
_REVIEW = re.compile(rf"\breview(?:ed)?:? (?:date |on |by |at )*(?P<day>{PATTERN})", re.IGNORECASE)
_NOVELTY = re.compile(r"\b(new|continuing|existing)\b", re.IGNORECASE)
_A_YEAR = {"week": 52, "month": 12, "year": 1}


@dataclass(frozen=True, kw_only=True)
class PledgeReading:
    """What was said of it; None and empty: not said, or not understood."""

    quantity: Decimal | None = None
    expert: bool | None = None  # None: any hours
    recurring: bool | None = None
    contract: str = ""
    commissioner: str = ""
    starts: date | None = None
    ends: date | None = None
    review: date | None = None
    novelty: str = ""


def read_pledge(text: str, *, today: date, zone: ZoneInfo) -> PledgeReading:
    """Only what is clearly there: whatever is missing is asked."""

    def day(pattern: re.Pattern[str], said: str) -> date | None:
        found = pattern.search(said)
        read = read_day(found["day"], today=today, zone=zone) if found else None
        return None if isinstance(read, Unread) else read

    plain = " ".join(text.split())
    review = _REVIEW.search(plain)
    rest = plain[: review.start()] + plain[review.end() :] if review else plain
    amount, contract = _QUANTITY.search(plain), _CONTRACT.search(plain)
    commissioner, novelty = _COMMISSIONER.search(plain), _NOVELTY.search(plain)
    return PledgeReading(
        quantity=_quantity(amount) if amount else None,
        expert=_expert(amount) if amount else None,
        recurring=bool(amount["often"]) if amount else None,
        contract=contract["ref"] if contract else "",
        commissioner=commissioner["name"].rstrip(" .,-") if commissioner else "",
        starts=day(_STARTS, rest),
        ends=day(_ENDS, rest),
        review=day(_REVIEW, plain),
        novelty=novelty[1].lower() if novelty else "",
    )


def _quantity(found: re.Match[str]) -> Decimal | None:
    """All of it together; of "2 hours a month" without for how long, nobody knows how much that is."""
    each = Decimal(found["n"].replace(",", "") + (found["part"] or ""))
    if not found["often"]:
        return each
    if not found["many"]:
        return None
    many = 1 if found["many"].lower() in ("a", "one") else int(found["many"])
    every, of = found["every"].lower(), found["of"].lower()
    if every == of:
        return each * many
    return each * many * _A_YEAR[every] if of == "year" else None


def _expert(found: re.Match[str]) -> bool | None:
    kind = (found["kind"] or "").strip().lower()
    return kind != "general" if kind else None

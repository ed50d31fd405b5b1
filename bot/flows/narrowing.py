"""What somebody typed into the filters of a page becomes a search, by the readers that chats use."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.listings import Side
from bot.flows.answers import Moment
from bot.flows.terms import availability
from bot.reading import places
from bot.reading.dates import read_when
from bot.reading.unread import Unread
from bot.services import menu
from bot.services.browsing import Looking
from bot.texts.catalogue import words

LONGEST = 120  # characters of a filter: nobody means more
SIDES = {"": Side.NEED, "needs": Side.NEED, "offers": Side.OFFER}


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """`typed`: as it was given, to be shown again; `troubles`: by filter, what to give instead.

    A filter that could not be read narrows nothing.
    """

    looking: Looking
    page: int
    typed: Mapping[str, str]
    troubles: Mapping[str, str]


def narrowing(given: Mapping[str, str], moment: Moment) -> Narrowing:
    asked = ("side", "kind", "what", "where", "when", "page")
    typed = {name: given.get(name, "").strip() for name in asked}
    troubles = {name: words("page.too_long") for name, text in typed.items() if len(text) > LONGEST}
    typed = {name: text[:LONGEST] for name, text in typed.items()}
    if typed["side"] not in SIDES:
        troubles["side"] = words("page.no_such_side")
    if typed["kind"] and typed["kind"] not in menu.codes():
        troubles["kind"] = words("page.no_such_kind")
    place = places.read_place(typed["where"]) if typed["where"] else places.Place()
    if isinstance(place, Unread):
        troubles["where"], place = place.reason, places.Place()
    when = read_when(typed["when"], today=moment.today, zone=moment.zone) if typed["when"] else None
    if isinstance(when, Unread):
        troubles["when"], when = when.reason, None
    if typed["page"] and not _is_number(typed["page"]):
        troubles["page"] = words("page.no_such_page")
    looking = Looking(
        side=SIDES.get(typed["side"], Side.NEED),
        kind="" if "kind" in troubles else typed["kind"],
        what="" if "what" in troubles else typed["what"],
        district=place.districts[0] if place.districts else "",
        within_km=place.within_km,
        remote=bool(place.remote),
        when=None if when is None else availability(when, ""),
    )
    page = int(typed["page"]) if _is_number(typed["page"]) else 1
    return Narrowing(looking=looking, page=page, typed=typed, troubles=troubles)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6

"""What somebody looks for in the menu: typed words become answers, and answers a search."""

from bot.chat.form import Answers, Values
from bot.domain.listings import Side
from bot.flows.answers import Moment, canonical_place, canonical_when, when_of
from bot.flows.terms import availability
from bot.reading import places
from bot.reading.unread import Unread
from bot.services import menu
from bot.services.browsing import Looking
from bot.texts.catalogue import words

SIDE = "_side"
ANY = "any"  # of the kinds
SIDES = {"needs": Side.NEED, "offers": Side.OFFER}


def side_named(text: str) -> tuple[Side | None, str]:
    """ "needs LS11" is about needs, and the rest of it."""
    first, _, rest = text.partition(" ")
    side = SIDES.get(first.lower())
    return (side, rest.strip()) if side else (None, text)


def answers_of(text: str, moment: Moment) -> dict[str, Values]:
    """ "bookkeeping LS11 remote" as answers; words that are no place and no time are what is looked for."""
    for code in menu.codes():
        if text.casefold() in map(str.casefold, moment.said(words(f"menu_kind.{code}"))):
            return {"kind": (code,)}
    reading = moment.sentence(f"I can offer {text}")
    found: dict[str, Values] = {"kind": (ANY,)}
    if reading.what:
        found["what"] = (reading.what,)
    if reading.districts or reading.remote:
        place = places.Place(
            districts=reading.districts[:1], remote=reading.remote, within_km=reading.within_km
        )
        found["where"] = (canonical_place(place),)
    if reading.when is not None:
        found["when"] = (canonical_when(reading.when),)
    return found


def looking_of(answers: Answers, moment: Moment) -> Looking:
    """The search; a date that has passed since it was said narrows nothing."""
    kind, what = _first(answers, "kind"), _first(answers, "what")
    where = places.read_place(_first(answers, "where"))
    place = places.Place() if isinstance(where, Unread) else where
    when = when_of(_first(answers, "when"), moment)
    return Looking(
        side=Side(_first(answers, SIDE) or Side.NEED),
        kind="" if kind == ANY else kind,
        what=what,
        district=place.districts[0] if place.districts else "",
        within_km=place.within_km,
        remote=bool(place.remote),
        when=None if isinstance(when, Unread) else availability(when, ""),
    )


def _first(answers: Answers, name: str) -> str:
    return next(iter(answers.get(name, ())), "")

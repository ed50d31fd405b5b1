"""Less time, or another place: what the two sides see."""

from decimal import Decimal

from bot.chat.outgoing import Card, Line, Look
from bot.domain.matches import Party
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, note, para, place_words, short
from bot.texts.catalogue import words
from bot.texts.times import hours as in_hours


def suggestion(view: MatchView, by: Party, talk: str, hours: Decimal | None, place: str) -> Card:
    match = view.match
    lines: list[Line] = [para("rescope.suggestion", name=view.name(by), need=short(view.need.listing))]
    if hours is not None:
        lines.append(fact("planned", in_hours(hours)))
    if place:
        lines.append(fact("where", place))
    works = button("works", "rescope.agree", match.id, match.revision, option=talk, look=Look.MAIN)
    return Card(
        title=words("rescope.title"),
        lines=(*lines, para("rescope.next", name=view.name(by))),
        buttons=((works, button("cannot", "match.cannot", match.id, match.revision)),),
    )


def agreed(view: MatchView) -> Card:
    need = view.need.listing
    return note("rescope.agreed", need=short(need), hours=in_hours(view.match.hours), place=place_words(need))

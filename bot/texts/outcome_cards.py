"""What is said about what came of a match: hours that differ, thanks that are passed on."""

from zoneinfo import ZoneInfo

from bot.chat.outgoing import Card, Line
from bot.domain.matches import Party
from bot.domain.views import MatchView
from bot.texts import evidence_cards
from bot.texts.cards import belonging, fact, labelled, para, short
from bot.texts.catalogue import words
from bot.texts.settling_cards import settling
from bot.texts.times import hours


def differ(view: MatchView, date: str, zone: ZoneInfo) -> Card:
    """To the coordinators: both figures, and the way to settle it."""
    lines: list[Line] = [para("outcome.differ", need=short(view.need.listing))]
    session = view.session_of(date)
    if session is not None and session.claimed is not None and session.confirmed is not None:
        volunteer, host = Party.VOLUNTEER, Party.HOST
        lines += [
            fact("volunteer", labelled(view.name(volunteer), hours(session.claimed))),
            fact(
                "group",
                labelled(belonging(view.name(host), view.organisation(host)), hours(session.confirmed)),
            ),
        ]
    return Card(
        title=words("outcome.differ_title", id=view.match.id),
        lines=(*lines, para("outcome.differ_next")),
        buttons=((*settling(view, session, zone), evidence_cards.add(view.match)),),
    )


def thanks_from(view: MatchView, sender: Party, said: str) -> Card:
    """Thanks, with the name agreed at the introduction; `said` is empty where a press said them."""
    thanks = para("outcome.thanks", said=said) if said else _plain(view, sender)
    return Card(
        title=words("outcome.thanks_title", name=view.name(sender)),
        lines=(thanks, fact("need", short(view.need.listing))),
    )


def _plain(view: MatchView, sender: Party) -> Line:
    return para("outcome.thanks_plain", organisation=view.organisation(sender))

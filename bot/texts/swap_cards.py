"""A colleague is asked to go in somebody's place."""

from bot.chat.outgoing import Card, Look
from bot.domain.matches import Party
from bot.domain.views import MatchView
from bot.texts.cards import button, listing_facts, para
from bot.texts.catalogue import words
from bot.texts.date_cards import dates
from bot.texts.times import Zone


def ask(view: MatchView, talk: str, zone: Zone) -> Card:
    """Who asks is a colleague; the group's name is shared with their yes, as always."""
    match = view.match
    yes = button("yes", "swap.yes", match.id, match.revision, option=talk, look=Look.MAIN)
    return Card(
        title=words("swap.title"),
        lines=(
            para("swap.ask", name=view.name(Party.VOLUNTEER)),
            *listing_facts(view.need.listing),
            *dates(view.to_come, zone),
            para("swap.next"),
        ),
        buttons=((yes, button("no", "swap.no", match.id, match.revision, option=talk)),),
    )

"""What somebody who chose from the menu is told about it. No name and no reason of anybody is in these."""

from bot.chat.outgoing import Card, Look
from bot.domain.listings import Listing, Side
from bot.domain.matches import Party
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, para
from bot.texts.catalogue import words


def wished(view: MatchView) -> Card:
    """Right after the press: who looks at it, and what happens then."""
    party = view.match.wisher or Party.VOLUNTEER
    chosen = view.side(party.other).listing
    return Card(
        title=words("wish.title"),
        lines=(fact(chosen.side.value, chosen.terms.what), para(f"wish.sent_{party.value}")),
        buttons=((button("mine", "go.mine"), button("browse", "go.browse")),),
    )


def nothing_came(view: MatchView, party: Party) -> Card:
    chosen = view.side(party.other).listing
    return Card(
        lines=(fact(chosen.side.value, chosen.terms.what), para(f"wish.over_{party.value}")),
        buttons=((button("browse", "go.browse", look=Look.MAIN),),),
    )


def gone(listing: Listing, chosen: Listing) -> Card:
    """What it was posted for cannot be had any more; what was posted stays open."""
    side = "volunteer" if listing.side is Side.OFFER else "host"
    return Card(
        lines=(fact(chosen.side.value, chosen.terms.what), para(f"wish.gone_{side}")),
        buttons=((button("browse", "go.browse", look=Look.MAIN), button("mine", "go.mine")),),
    )

"""What coordinators read where one side did not keep a date, or the two do not agree what came of it."""

from bot.chat.outgoing import Button, Card, Look
from bot.domain.matches import Party
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, para
from bot.texts.catalogue import words


def settling(view: MatchView) -> tuple[Button, ...]:
    id, revision = view.match.id, view.match.revision
    return (
        button("verify_hours", "settle.verify", id, revision, look=Look.MAIN),
        button("not_delivered", "settle.not_delivered", id, revision, look=Look.DANGER),
    )


def not_there(view: MatchView, away: Party) -> Card:
    """Who was not there, as the other side says."""
    named = {"name": view.name(Party.VOLUNTEER), "organisation": view.organisation(Party.HOST)}
    if away is Party.VOLUNTEER:
        title, said = words("desk.no_show", id=view.match.id), para("desk.no_show_line", **named)
    else:
        title, said = words("desk.host_away", id=view.match.id), para("desk.host_away_line", **named)
    return Card(title=title, lines=(said, fact("need", view.need.listing.terms.what)))

"""What the two sides see when somebody fears for somebody, and while their match is on hold."""

from bot.chat.outgoing import Card, Look
from bot.domain.matches import Match
from bot.domain.views import MatchView
from bot.texts.cards import button, note, para, short
from bot.texts.catalogue import words


def concern(match: Match) -> Card:
    """After "Tell a coordinator": fear for somebody stops everything with the next press."""
    return Card(
        title=words("concern.title"),
        lines=(para("concern.ask"), para("concern.what_follows")),
        buttons=(
            (
                button("at_risk", "concern.risk", match.id, match.revision, look=Look.DANGER),
                button("something_else", "concern.other", match.id, match.revision),
            ),
        ),
    )


def on_hold(view: MatchView) -> Card:
    """Neutral: it says nothing of why, nor of whom."""
    return note("hold.held", need=short(view.need.listing))


def goes_on(view: MatchView) -> Card:
    return note("hold.goes_on", need=short(view.need.listing))

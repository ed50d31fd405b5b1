"""What the two sides see when somebody fears for somebody, and while their match is on hold."""

from dataclasses import replace

from bot.chat.outgoing import Card, Look
from bot.domain.matches import Match
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, note, para, short
from bot.texts.catalogue import words

VERB = "match.concern"


def concern(match: Match, need: str = "", lead: str = "") -> Card:
    """After "Tell a coordinator": fear for somebody stops everything with the next press.

    `need`: what it is about, where there are several; `lead`: whom the group has named for safeguarding.
    """
    named = (*((fact("need", need),) if need else ()), *((fact("lead", lead),) if lead else ()))
    return Card(
        title=words("concern.title"),
        lines=(para("concern.ask"), *named, para("concern.what_follows")),
        buttons=(
            (
                button("at_risk", "concern.risk", match.id, match.revision, look=Look.DANGER),
                button("something_else", "concern.other", match.id, match.revision),
            ),
        ),
    )


def with_concern(card: Card, match_id: str) -> Card:
    """Whatever is said about a match, its reader can report a concern from there."""
    shown = (*(button for row in card.buttons for button in row), *card.more)
    if any(each.action.verb == VERB for each in shown):
        return card
    return replace(card, more=(*card.more, button("concern", VERB, match_id)))


def on_hold(view: MatchView) -> Card:
    """Neutral: it says nothing of why, nor of whom."""
    return note("hold.held", need=short(view.need.listing))


def goes_on(view: MatchView) -> Card:
    return note("hold.goes_on", need=short(view.need.listing))

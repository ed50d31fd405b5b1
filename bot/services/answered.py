"""Who has answered already, and so is not asked again."""

from bot.domain.matches import Party, Session, unsaid
from bot.domain.nudges import Anchor, Step
from bot.domain.views import MatchView
from bot.services import stories
from bot.services.capacities import full
from bot.services.turn import Turn


def asked_about(turn: Turn, view: MatchView, step: Step) -> Session | None:
    """The date that a step of the schedule is about."""
    return unsaid(view.sessions, turn.now) if step.anchor is Anchor.UNSAID else view.session


async def has_answered(turn: Turn, view: MatchView, party: Party, step: Step) -> bool:
    """Whether this side has said what that step of the schedule would ask."""
    match step.code:
        case "N3":
            return not view.checklist.missing_of(party.value)
        case "N7":
            date = asked_about(turn, view, step)
            if date is None:
                return step.anchor is Anchor.UNSAID
            return (date.confirmed if party is Party.HOST else date.claimed) is not None
        case "N9":
            return await turn.tx.outcomes.feedback(view.match.id, party) is not None
        case "N10":
            return await stories.allowed_by(turn, view.match.id, party) is not None
        case "N13":
            return await full(turn, view.match, party) is None
        case "N14":
            return not view.checklist.ending_of(party.value)
        case "N15":
            return view.checklist.check_in is None
        case "N4" | "N5":
            proposed = view.session is not None and view.session.proposed_by is party
            return proposed or view.checklist.appointed
    return False

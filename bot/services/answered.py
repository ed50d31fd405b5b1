"""Who has answered already, and so is not asked again."""

from bot.domain.matches import Party
from bot.domain.views import MatchView
from bot.services import stories
from bot.services.capacities import full
from bot.services.turn import Turn


async def has_answered(turn: Turn, view: MatchView, party: Party, code: str) -> bool:
    """Whether this side has said what the nudge of that code would ask."""
    match code:
        case "N3":
            return not view.checklist.missing_of(party.value)
        case "N7":
            return party is Party.VOLUNTEER and view.session is not None and view.session.claimed is not None
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
    return code in ("N4", "N5") and view.session is not None and view.session.proposed_by is party

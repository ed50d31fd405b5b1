"""How the checklist of a match stands now."""

from collections.abc import Sequence

from bot.domain.checklists import Checklist, checklist, needed, stages
from bot.domain.listings import Listing
from bot.domain.matches import NAMED, Match, Session, following
from bot.services.turn import Turn


async def checklist_of(
    turn: Turn, match: Match, sides: tuple[Listing, Listing], sessions: Sequence[Session]
) -> Checklist:
    """Empty before both know each other, and where nothing has to be in place. `sides`: offer and need."""
    offer, need = sides
    if match.state not in NAMED or not (needed(need.terms, offer.terms) or stages(need.terms)):
        return Checklist()
    organisations = {need.organisation, offer.organisation} - {""}
    lines, packs = await turn.tx.checks.around(match.id, *sorted(organisations))
    today = turn.local(turn.now).date()
    session = following(sessions)
    day = turn.local(session.starts_at).date() if session is not None else today
    return checklist(lines, packs, today, day)

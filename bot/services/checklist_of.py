"""How the checklist of a match stands now."""

from bot.domain.checklists import Checklist, checklist, needed, stages
from bot.domain.matches import NAMED, following
from bot.domain.views import MatchView
from bot.services.turn import Turn


async def checklist_of(turn: Turn, view: MatchView) -> Checklist:
    """Empty before both know each other, and where nothing has to be in place."""
    need, offer = view.need.listing, view.offer.listing
    if view.match.state not in NAMED or not (needed(need.terms, offer.terms) or stages(need.terms)):
        return Checklist()
    organisations = {need.organisation, offer.organisation} - {""}
    lines, packs = await turn.tx.checks.around(view.match.id, *sorted(organisations))
    today = turn.local(turn.now).date()
    session = following(view.sessions)
    day = turn.local(session.starts_at).date() if session is not None else today
    return checklist(lines, packs, today, day)

"""A match ends shortly before its date: who is on standby is thought of first, or coordinators hear of it."""

from datetime import date

from bot.domain.listings import Listing, ListingMove, ListingState
from bot.domain.matches import LIVE, MatchMove, MatchState, Party, Session, SessionState
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.candidates import MOST_SUGGESTED, Pairing, candidates
from bot.services.capacities import must_have_room
from bot.services.clocks import clocks_of
from bot.services.moves import locked, move, move_listing, plan_nudges, view_of
from bot.services.proposing import propose
from bot.services.roles import must
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import match_cards, standby_cards

NEAR = 2  # working days
LOOKED_AT = 12
LOST = (
    MatchState.CANCELLED,
    MatchState.FAILED_CHECK,
    MatchState.NO_SHOW,
    MatchState.CLOSED_PART,
    MatchState.DECLINED_VOLUNTEER,  # somebody on standby, for a date that was in the question
    MatchState.EXPIRED,  # as well
)


async def think_first(turn: Turn, view: MatchView) -> None:
    """Before anybody else is suggested: those who fit and said that they may be asked at short notice."""
    session = near_date(turn, view)
    need = await turn.tx.listings.get(view.need.listing.id)
    if session is None or not need.seeking:
        return
    found = [await propose(turn, pairing) for pairing in (await on_standby(turn, need))[:MOST_SUGGESTED]]
    card = standby_cards.urgent(view, session, found, turn.house.zone)
    await tell_coordinators(turn, card, fact=f"match:{view.match.id}:standby")


async def on_standby(turn: Turn, need: Listing) -> list[Pairing]:
    """Those who fit this need and may be asked at short notice, the best first."""
    await turn.house.market.catch_up(turn.tx)
    return [
        pairing
        for pairing in await candidates(turn, need, LOOKED_AT)
        if (await turn.tx.capacities.get(pairing.offer.owner, Party.VOLUNTEER)).standby
    ]


def near_date(turn: Turn, view: MatchView) -> Session | None:
    """The date that was called off with the match, where it is within two working days."""
    if view.match.state not in LOST or turn.by.person == view.match.host:
        return None
    last = _last_near_day(turn)
    off = [each for each in view.sessions if each.state is SessionState.CANCELLED]
    return next(
        (each for each in off if turn.now < each.starts_at and turn.local(each.starts_at).date() <= last),
        None,
    )


async def ask_at_once(turn: Turn, match_id: str, lost: str) -> MatchView:
    """A coordinator asks somebody on standby: the group has said yes to that date already."""
    must(turn, Act.ASK_STANDBY)
    view = await locked(turn, match_id)
    if view.match.state is not MatchState.SUGGESTED:
        raise Refusal("standby.gone")
    session = await _lost(turn, lost)
    if session is None or not view.offer.owner.welcomes(turn.now):
        raise Refusal("standby.gone")
    await must_have_room(turn, view)
    decided = {"decided_by": turn.by.name, "decided_at": turn.now}
    view = await move(turn, view, MatchMove.APPROVE, "standby", **decided)
    view = await move(turn, view, MatchMove.ASK_HOST)
    view = await move(turn, view, MatchMove.HOST_YES)
    await turn.tx.sessions.put(_again(turn, session, match_id))
    view = await view_of(turn, view.match)
    await plan_nudges(turn, view)  # it is for a date, and does not wait for days
    card = match_cards.ask_volunteer(view, clocks_of(turn, view.offer.owner))
    await tell(turn, view.match.volunteer, card, fact=f"match:{match_id}:standby:ask")
    return view


async def _lost(turn: Turn, named: str) -> Session | None:
    match, _, id = named.partition(".")
    found = [each for each in await turn.tx.sessions.of(match) if each.id == id]
    return found[0] if found and found[0].starts_at > turn.now else None


def _again(turn: Turn, session: Session, match: str) -> Session:
    """The same date, for the new match, suggested by the group."""
    return Session(
        id=turn.new_id(),
        match=match,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=SessionState.PROPOSED,
        proposed_by=Party.HOST,
    )


async def unmet_if_nobody(turn: Turn, view: MatchView) -> None:
    """Nobody is left and the time is over or as good as that: the need is marked unmet, with its reason."""
    need = await turn.tx.listings.get(view.need.listing.id, lock=True)
    if need.state is not ListingState.OPEN or not _too_late(turn, view, need):
        return
    if await turn.tx.matches.of_listing(need.id, *LIVE):
        return
    await move_listing(turn, need, ListingMove.GIVE_UP, view.match.reason or "nobody")
    await tell(turn, need.owner, standby_cards.unmet(need), fact=f"listing:{need.id}:unmet")
    await tell_coordinators(turn, standby_cards.unmet_for_desk(view), fact=f"listing:{need.id}:unmet:desk")


def _too_late(turn: Turn, view: MatchView, need: Listing) -> bool:
    until = need.terms.when.until
    return near_date(turn, view) is not None or (until is not None and until <= _last_near_day(turn))


def _last_near_day(turn: Turn) -> date:
    return turn.local(turn.house.calendar.shift(turn.now, NEAR)).date()

"""A colleague of the same employer takes a volunteer's place, within the same limits."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.domain.listings import NONE, Listing, ListingState, Quantity, filled
from bot.domain.matches import Match, MatchMove, MatchState, Party, Session, SessionState
from bot.domain.people import Person
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.calendars import invite
from bot.services.candidates import weighing
from bot.services.capacities import must_have_room
from bot.services.clocks import clocks_of
from bot.services.matches import introduce, party_of, show_coordinators
from bot.services.moves import move, view_of
from bot.services.no_side import must_not_commission
from bot.services.rescoping import not_begun, suggested
from bot.services.roles import must
from bot.services.tell import tell
from bot.services.turn import Turn
from bot.texts import swap_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from matching.rank import Suggestion


async def ask(turn: Turn, match_id: str, named: str, talk: str) -> Person:
    """The colleague of that name is asked; until they say yes nothing changes."""
    view = await not_begun(turn, match_id)
    if party_of(turn, view) is not Party.VOLUNTEER:
        raise Refusal("swap.host")
    colleague = await _colleague(turn, view, named)
    must_not_commission(colleague)
    if not colleague.welcomes(turn.now):
        raise Refusal("match.resting", name=colleague.name)
    card = swap_cards.ask(view, talk, clocks_of(turn, colleague))
    if not await tell(turn, colleague.id, card, fact=f"match:{match_id}:swap:{talk}"):
        raise Refusal("swap.unknown", name=named)
    return colleague


async def take_over(turn: Turn, match_id: str, talk: str) -> MatchView:
    """The colleague says yes: a match of their own, introduced and with the same dates."""
    view = await not_begun(turn, match_id)
    said = await suggested(turn, talk, match_id, "swap.gone")
    colleague = await _colleague(turn, view, said.answers["colleague"][0])
    must(turn, Act.TAKE_OVER, *([As.ASKED] if colleague.id == turn.by.person else []))
    must_not_commission(colleague)
    left = view.match.hours - (view.delivery.drawn if view.delivery else NONE)
    dates = view.to_come
    some = view.delivery is not None and (view.delivery.verified or NONE) > NONE
    await show_coordinators(
        turn, await move(turn, view, MatchMove.END_EARLY if some else MatchMove.CANCEL, "colleague")
    )
    offer = await _handed_over(turn, view, colleague, left)
    after = await _matched(turn, view.match, offer)
    after = await _dated(turn, after, dates)
    await show_coordinators(turn, after)
    return after


async def decline(turn: Turn, match_id: str, talk: str) -> None:
    """The colleague cannot either: whoever asked is told, and all stays as it was."""
    view = await not_begun(turn, match_id)
    said = await suggested(turn, talk, match_id, "swap.gone")
    asked = await _colleague(turn, view, said.answers["colleague"][0])
    must(turn, Act.TAKE_OVER, *([As.ASKED] if asked.id == turn.by.person else []))
    card = note("swap.declined", name=turn.by.name)
    await tell(turn, view.match.volunteer, card, fact=f"match:{match_id}:swap:{talk}:no")


async def _colleague(turn: Turn, view: MatchView, named: str) -> Person:
    """The one member of the same employer whose name that is."""
    wanted = " ".join(named.casefold().split())
    members = await turn.tx.organisations.members(view.offer.organisation.id)
    found = [each for each in members if each.id != view.match.volunteer and wanted in each.name.casefold()]
    if len(found) != 1:
        raise Refusal("swap.unknown", name=named)
    return found[0]


async def _handed_over(turn: Turn, view: MatchView, colleague: Person, hours: Decimal) -> Listing:
    """The employer's promise stays the same: those hours move from one person's offer to the other's."""
    old = await turn.tx.listings.get(view.offer.listing.id, lock=True)
    less = replace(old.quantity, total=max(old.quantity.delivered, old.quantity.total - hours))
    await turn.tx.listings.put(filled(old, less, turn.now))
    offer = replace(
        old,
        id=turn.new_id(),
        owner=colleague.id,
        quantity=Quantity(total=hours),
        state=ListingState.OPEN,
        created_at=turn.now,
        entered_at=turn.now,
        revision=1,
    )
    await turn.tx.listings.put(offer)
    need = await turn.tx.listings.get(view.match.need)
    fit = await (await weighing(turn, need))(offer)
    if not isinstance(fit, Suggestion):
        raise Refusal("swap.limit", limit=words(f"limit.{fit.limit.name.lower()}"))
    return offer


async def _matched(turn: Turn, old: Match, offer: Listing) -> MatchView:
    match = replace(
        old,
        id=turn.new_id(),
        offer=offer.id,
        volunteer=offer.owner,
        hours=offer.quantity.total,
        state=MatchState.SUGGESTED,
        created_at=turn.now,
        entered_at=turn.now,
        revision=1,
        reason="",
    )
    await turn.tx.matches.put(match)
    view = await view_of(turn, match)
    await must_have_room(turn, view)
    for step in (MatchMove.APPROVE, MatchMove.ASK_HOST, MatchMove.HOST_YES, MatchMove.VOLUNTEER_YES):
        view = await move(turn, view, step, "colleague")
    return await introduce(turn, view)


async def _dated(turn: Turn, view: MatchView, dates: tuple[Session, ...]) -> MatchView:
    if not dates:
        return view
    agreed = tuple(_same(turn.new_id(), each, view.match.id) for each in dates if _to_come(each, turn.now))
    for each in agreed:
        await turn.tx.sessions.put(each)
    view = await move(turn, await view_of(turn, view.match), MatchMove.SCHEDULE)
    await invite(turn, view, agreed)
    return view


def _to_come(session: Session, now: datetime) -> bool:
    return session.starts_at > now


def _same(id: str, session: Session, match: str) -> Session:
    return Session(
        id=id,
        match=match,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=SessionState.AGREED,
        proposed_by=session.proposed_by,
        series=session.series,
    )

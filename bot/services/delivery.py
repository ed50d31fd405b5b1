"""What really happened: said by the host, who received it, or by the volunteer and checked with the host."""

from dataclasses import replace
from decimal import Decimal

from bot.domain.matches import AFTERWARDS, DATED, Delivery, Feedback, MatchMove, MatchState, Party
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.matches import after_exit, party_of, show_coordinators
from bot.services.moves import deliver_hours, locked, move
from bot.services.roles import must_coordinate
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import coordinator_cards, match_cards
from bot.texts.catalogue import words


async def report_hours(turn: Turn, match_id: str, hours: Decimal) -> MatchView:
    """Hours from either side: the host's word verifies them, the volunteer's claims them."""
    view = await locked(turn, match_id)
    must_be_open(turn, view)
    if party_of(turn, view) is Party.HOST:
        if view.match.state in DATED:
            view = await move(turn, view, MatchMove.START)
        return await _verify(turn, view, hours)
    return await _claim(turn, view, hours)


async def verify_for_host(turn: Turn, match_id: str, hours: Decimal) -> MatchView:
    """A coordinator settles a disputed match with evidence."""
    must_coordinate(turn)
    view = await locked(turn, match_id)
    if view.match.state not in (*AFTERWARDS, MatchState.DISPUTED):
        raise Refusal("match.moved_on", state=words(f"match_state.{view.match.state.value}"))
    return await _verify(turn, view, hours)


def must_be_open(turn: Turn, view: MatchView) -> None:
    """Refuses a word about delivery that comes too late, or from somebody else."""
    party_of(turn, view)
    if view.match.state not in (*DATED, *AFTERWARDS):
        raise Refusal("match.answered", state=words(f"match_state.{view.match.state.value}"))


async def _verify(turn: Turn, view: MatchView, hours: Decimal) -> MatchView:
    if view.match.state not in (*AFTERWARDS, MatchState.DISPUTED):
        raise Refusal("match.answered", state=words(f"match_state.{view.match.state.value}"))
    before = view.delivery or Delivery(match=view.match.id)
    claimed = before if before.claimed is not None else _claimed(turn, before, hours)
    await turn.tx.outcomes.put_delivery(
        replace(claimed, verified=hours, verified_by=turn.by.person, verified_at=turn.now)
    )
    planned = view.match.hours
    view = await move(turn, view, MatchMove.VERIFY)
    await deliver_hours(turn, view.match, hours)
    view = await move(turn, view, MatchMove.CLOSE if hours >= planned else MatchMove.CLOSE_PART)
    for party in Party:
        card = match_cards.thanks(view, party)
        await tell(turn, view.match.person(party), card, fact=f"match:{view.match.id}:verified")
    await after_exit(turn, view)
    return view


async def _claim(turn: Turn, view: MatchView, hours: Decimal) -> MatchView:
    if view.match.state not in (*DATED, MatchState.IN_DELIVERY):
        raise Refusal("match.answered", state=words(f"match_state.{view.match.state.value}"))
    before = view.delivery or Delivery(match=view.match.id)
    await turn.tx.outcomes.put_delivery(_claimed(turn, before, hours))
    view = await move(turn, view, MatchMove.CLAIM)
    card = match_cards.was_it_delivered(view, Party.HOST)
    await tell(turn, view.match.host, card, fact=f"match:{view.match.id}:claimed")
    await show_coordinators(turn, view)
    return view


def _claimed(turn: Turn, delivery: Delivery, hours: Decimal) -> Delivery:
    return replace(delivery, claimed=hours, claimed_by=turn.by.person, claimed_at=turn.now)


async def missed(turn: Turn, match_id: str) -> MatchView:
    """The host says that nobody came: kept for the coordinators only, and the search goes on."""
    view = await locked(turn, match_id)
    if party_of(turn, view) is not Party.HOST:
        raise Refusal("match.not_yours")
    if view.match.state in DATED:
        view = await move(turn, view, MatchMove.START)
    view = await move(turn, view, MatchMove.MISS, "no-show")
    await tell_coordinators(turn, coordinator_cards.no_show(view), fact=f"match:{match_id}:no_show")
    await after_exit(turn, view)
    return view


async def dispute(turn: Turn, match_id: str, words: str) -> MatchView:
    """Something was wrong: a coordinator looks, and nothing is counted meanwhile."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    if view.match.state in DATED:
        view = await move(turn, view, MatchMove.START)
    view = await move(turn, view, MatchMove.DISPUTE)
    await tell_coordinators(
        turn, coordinator_cards.problem(view, party, words), fact=f"match:{match_id}:problem"
    )
    await tell(
        turn, view.match.person(party.other), match_cards.looked_at(view), fact=f"match:{match_id}:disputed"
    )
    await show_coordinators(turn, view)
    return view


async def not_delivered(turn: Turn, match_id: str, reason: str) -> MatchView:
    """Closed without hours: said by a coordinator, or by the clock after a long silence."""
    view = await locked(turn, match_id)
    view = await move(turn, view, MatchMove.NOT_DELIVERED, reason)
    for party in Party:
        card = match_cards.closed_unconfirmed(view, party)
        await tell(turn, view.match.person(party), card, fact=f"match:{match_id}:not_delivered")
    await after_exit(turn, view)
    return view


async def give_feedback(turn: Turn, match_id: str, stars: int, sentence: str, *, again: bool) -> None:
    """Each side once; the later one replaces the earlier."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    await turn.tx.outcomes.put_feedback(
        Feedback(match=match_id, party=party, stars=stars, sentence=sentence, again=again, at=turn.now)
    )
    await show_coordinators(turn, view)

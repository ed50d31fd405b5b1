"""Sharing people out: when several needs want the same volunteer, who is suggested to whom, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.listings import Listing, Side
from bot.services.candidates import Pairing, known_to, room_beside, room_of, search
from bot.services.turn import Turn
from matching.assignment import Because, Fit, Gives, Kept, Plan, Wants, assign
from matching.rank import WORTH_A_LOOK

_MOST_RIVALS = 8
"""Other needs looked at for each volunteer."""


@dataclass(frozen=True, kw_only=True)
class Shared:
    """`chosen` best first; `kept`: a pairing that was left, the need it was left for, and why."""

    chosen: tuple[Pairing, ...]
    kept: tuple[tuple[Pairing, Listing, Because], ...]


async def shared_out(turn: Turn, pairings: Sequence[Pairing]) -> Shared:
    """Of these the pairings to suggest now, with every other need that wants the same people in mind."""
    needs = {pairing.need.id: pairing.need for pairing in pairings}
    offers = {pairing.offer.id: pairing.offer for pairing in pairings}
    fits = [
        Fit(need=pairing.need.id, offer=pairing.offer.id, score=pairing.suggestion.score)
        for pairing in pairings
    ]
    for offer in offers.values():
        fits += await _rivals(turn, offer, needs)
    suggested = await turn.tx.matches.suggested(Side.NEED, needs)
    plan = assign(
        [await _wants(turn, need, suggested) for need in needs.values()],
        [Gives(id=offer.id, room=await room_of(turn, offer)) for offer in offers.values()],
        fits,
    )
    return _told(plan, pairings, needs)


async def _rivals(turn: Turn, offer: Listing, needs: dict[str, Listing]) -> list[Fit]:
    """How well this offer fits other open needs; those are added to `needs`."""
    known = await known_to(turn, offer) | needs.keys()
    hits = [
        hit for hit in search(turn, offer, _MOST_RIVALS, frozenset(known)).hits if hit.score >= WORTH_A_LOOK
    ]
    there = await turn.tx.listings.some([hit.id for hit in hits])
    others = {need.id: need for need in there if need.seeking and need.owner != offer.owner}
    needs |= others
    return [Fit(need=hit.id, offer=offer.id, score=hit.score) for hit in hits if hit.id in others]


async def _wants(turn: Turn, need: Listing, suggested: Mapping[str, int]) -> Wants:
    priority = turn.house.market.priority(need)
    waited = (turn.now - need.created_at).days
    room = max(0, await room_beside(turn, need, suggested))
    return Wants(id=need.id, room=room, priority=priority, waiting_days=waited)


def _told(plan: Plan, pairings: Sequence[Pairing], needs: dict[str, Listing]) -> Shared:
    by_pair = {(pairing.need.id, pairing.offer.id): pairing for pairing in pairings}
    taken = [by_pair[fit.need, fit.offer] for fit in plan.chosen if (fit.need, fit.offer) in by_pair]
    return Shared(chosen=tuple(taken), kept=tuple(_left(one, by_pair, needs) for one in _ours(plan, by_pair)))


def _ours(plan: Plan, by_pair: dict[tuple[str, str], Pairing]) -> list[Kept]:
    return [one for one in plan.kept if (one.wanted_by, one.offer) in by_pair]


def _left(
    one: Kept, by_pair: dict[tuple[str, str], Pairing], needs: dict[str, Listing]
) -> tuple[Pairing, Listing, Because]:
    return by_pair[one.wanted_by, one.offer], needs[one.kept_for], one.because

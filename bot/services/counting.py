"""What counts for a pledge: offers and matches, each by its share, said by somebody and never guessed."""

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.history import Subject
from bot.domain.listings import Listing, ListingKind, Side
from bot.domain.matches import RESERVING, Match
from bot.domain.pledges import Pledge, PledgeState, must_be_active, with_share
from bot.domain.progress import DELIVERED
from bot.domain.refusal import Refusal
from bot.services.pledges import champions, must_act_for, standing
from bot.services.shares import inherit
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import pledge_pace_cards
from bot.texts.cards import short

EXPERT = (ListingKind.SKILLS, ListingKind.TRUSTEE)
"""Kinds of which the hours are expert hours."""


async def count(turn: Turn, of: str, pledge_id: str, percent: Decimal) -> Pledge:
    """So many percent of this offer's or match's hours count for the pledge; 0 takes it back.

    An offer's matches under way get its shares where they have none; those made later begin with them.
    """
    match = next(iter(await turn.tx.matches.some([of])), None)
    offer = await turn.tx.listings.get(match.offer if match else of, lock=True)
    if match is not None:
        match = await turn.tx.matches.get(match.id, lock=True)
    pledge = await turn.tx.pledges.get(pledge_id, lock=True)
    await must_act_for(turn, pledge.organisation)
    if percent:
        _must_count(pledge, offer)
    if match is not None:
        await _of_match(turn, match, pledge, percent)
    else:
        await _of_offer(turn, offer, pledge, percent)
    state = pledge.state.value
    await remember(turn, Subject.PLEDGE, pledge.id, ("count", state, state), f"{of} {percent:f} %")
    return pledge


async def ask_which(turn: Turn, offer: Listing) -> None:
    """An offer is live: its organisation's champions, or coordinators, say whether it counts for a pledge.

    Asked once, of the pledges that it can count for and that are still in want of hours, the most urgent two.
    """
    fitting = await _fitting(turn, offer) if offer.side is Side.OFFER else ()
    if not fitting:
        return
    card = pledge_pace_cards.which(offer.id, short(offer), fitting)
    fact = f"listing:{offer.id}:counts"
    told = [await tell(turn, one.id, card, fact=fact) for one in await champions(turn, offer.organisation)]
    if not any(told):
        await tell_coordinators(turn, card, fact=fact)


async def _fitting(turn: Turn, offer: Listing) -> Sequence[Pledge]:
    if await turn.tx.pledges.shares_of_offer(offer.id):
        return ()
    today, expert = turn.local(turn.now).date(), offer.terms.kind in EXPERT
    some = [
        each
        for each in await turn.tx.pledges.of_organisation(offer.organisation)
        if each.state is PledgeState.ACTIVE and each.counted and each.counts.takes(expert=expert)
        if each.terms.ends >= today
    ]
    came = [each for each in await standing(turn, some) if each.open]
    return [each.pledge for each in sorted(came, key=lambda each: each.pledge.terms.ends)]


def _must_count(pledge: Pledge, offer: Listing) -> None:
    must_be_active(pledge)
    if not pledge.counted:
        raise Refusal("share.unit", unit=pledge.terms.unit)
    if offer.side is not Side.OFFER or offer.organisation != pledge.organisation:
        raise Refusal("share.not_theirs")
    if not pledge.counts.takes(expert=offer.terms.kind in EXPERT):
        raise Refusal("share.kind")


async def _of_match(turn: Turn, match: Match, pledge: Pledge, percent: Decimal) -> None:
    if percent and match.state not in RESERVING and match.state not in DELIVERED:
        raise Refusal("share.not_approved")
    shares = await turn.tx.pledges.shares_of_match(match.id)
    await turn.tx.pledges.put_shares_of_match(match.id, with_share(shares, pledge.id, percent))


async def _of_offer(turn: Turn, offer: Listing, pledge: Pledge, percent: Decimal) -> None:
    shares = with_share(await turn.tx.pledges.shares_of_offer(offer.id), pledge.id, percent)
    await turn.tx.pledges.put_shares_of_offer(offer.id, shares)
    for match in await turn.tx.matches.of_listing(offer.id):
        if match.state in RESERVING:
            await inherit(turn, match)

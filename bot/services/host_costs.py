"""What it costs a group to be helped: said by the group, read by whoever decides about the need."""

from dataclasses import replace

from bot.domain.history import Subject
from bot.domain.listings import HostCosts, Listing, Side
from bot.domain.refusal import Refusal
from bot.services import desk_cards
from bot.services.listings import must_act_for
from bot.services.moves import listing_view
from bot.services.turn import Turn, remember


async def to_say(turn: Turn, need_id: str) -> Listing:
    """Raises Refusal unless this person answers for it, and it is a need that is not over."""
    need = await must_act_for(turn, need_id)
    if need.side is not Side.NEED or need.over:
        raise Refusal("costs.no_need")
    return need


async def say(turn: Turn, need_id: str, costs: HostCosts) -> Listing:
    """In the place of what was said before. Whoever was asked before that had not read it."""
    await turn.tx.listings.get(need_id, lock=True)
    need = await to_say(turn, need_id)
    said = replace(need, terms=replace(need.terms, costs=costs), revision=need.revision + 1)
    await turn.tx.listings.put(said)
    state = need.state.value
    await remember(turn, Subject.LISTING, need.id, ("costs", state, state))
    await desk_cards.show_listing(turn, await listing_view(turn, said))
    return said

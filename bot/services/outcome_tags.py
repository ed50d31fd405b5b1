"""What a need is good for: said by a coordinator, read on its card and in the annual report."""

from collections.abc import Sequence

from bot.domain.listings import Listing, Side
from bot.domain.outcomes import label_of
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.desk_cards import of_listing
from bot.services.moves import listing_view
from bot.services.roles import must
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn

NONE = frozenset({"none", "no", "nothing", "-"})


async def tag(turn: Turn, need_id: str, said: str) -> tuple[Listing, Sequence[str]]:
    """Whatever it was tagged with before; "none" takes all away. Returns the labels."""
    must(turn, Act.TAG_OUTCOME)
    need = await turn.tx.listings.get(need_id, lock=True)
    if need.side is not Side.NEED:
        raise Refusal("outcome_tag.no_need")
    codes = _codes(turn, said)
    await turn.tx.tags.put(need.id, codes)
    card = await of_listing(turn, await listing_view(turn, need))
    fact = f"listing:{need.id}:tagged:{turn.now.isoformat()}"
    await tell_coordinators(turn, card, fact=fact, key=f"listing:{need.id}")
    return need, [label_of(code, turn.house.outcomes) for code in codes]


def _codes(turn: Turn, said: str) -> list[str]:
    """Raises Refusal, with the list, for one that is not in it."""
    if said.strip().lower() in NONE:
        return []
    codes = []
    for each in filter(None, (part.strip() for part in said.split(","))):
        one = next((outcome for outcome in turn.house.outcomes if outcome.answers(each)), None)
        if one is None:
            known = ", ".join(outcome.label for outcome in turn.house.outcomes)
            raise Refusal("outcome_tag.unknown", said=each[:60], known=known)
        codes.append(one.code)
    if not codes:
        raise Refusal("outcome_tag.how", known=", ".join(outcome.label for outcome in turn.house.outcomes))
    return list(dict.fromkeys(codes))

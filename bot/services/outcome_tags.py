"""What a need is good for: said by a coordinator, read on its card and in the annual report."""

from collections.abc import Sequence

from bot.domain.history import Subject
from bot.domain.listings import Listing, Side
from bot.domain.outcomes import label_of
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.desk_cards import of_listing
from bot.services.moves import listing_view
from bot.services.roles import must
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn, remember

NONE = frozenset({"none", "no", "nothing", "-"})


async def tag(turn: Turn, need_id: str, said: str) -> tuple[Listing, Sequence[str]]:
    """Whatever it was tagged with before; "none" takes all away. Returns the labels."""
    need = await to_tag(turn, need_id)
    codes = _codes(turn, said)
    await _put(turn, need, codes)
    return need, [label_of(code, turn.house.outcomes) for code in codes]


async def to_tag(turn: Turn, need_id: str) -> Listing:
    """Raises Refusal for whoever may not, and for an offer."""
    must(turn, Act.TAG_OUTCOME)
    need = await turn.tx.listings.get(need_id, lock=True)
    if need.side is not Side.NEED:
        raise Refusal("outcome_tag.no_need")
    return need


async def turn_over(turn: Turn, need_id: str, code: str) -> Listing:
    """Tagged with that one of the list besides, or with it no more."""
    need = await to_tag(turn, need_id)
    if code not in {each.code for each in turn.house.outcomes}:
        raise Refusal("outcome_tag.gone")
    codes = await turn.tx.tags.of(need.id)
    await _put(turn, need, [each for each in codes if each != code] if code in codes else [*codes, code])
    return need


async def _put(turn: Turn, need: Listing, codes: Sequence[str]) -> None:
    await turn.tx.tags.put(need.id, codes)
    state = need.state.value
    await remember(turn, Subject.LISTING, need.id, ("tag", state, state), ",".join(codes))
    card = await of_listing(turn, await listing_view(turn, need))
    fact = f"listing:{need.id}:tagged:{turn.now.isoformat()}"
    await tell_coordinators(turn, card, fact=fact, key=f"listing:{need.id}")


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

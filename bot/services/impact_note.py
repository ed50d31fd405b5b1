"""What became of a closed pledge, for whoever it was made to: sent by a coordinator, or by nobody."""

from collections.abc import Sequence

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.impact import Told
from bot.domain.permissions import Act
from bot.domain.pledges import Pledge, PledgeState
from bot.domain.refusal import Refusal
from bot.services import commissioners
from bot.services.pledges import standing
from bot.services.roles import must
from bot.services.tell import tell_alone, tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import impact_note_cards

CAME_TO_AN_END = (PledgeState.REACHED, PledgeState.LAPSED)


async def draft(turn: Turn, pledge: Pledge) -> None:
    """Shown to coordinators alone, with how many would get it."""
    if pledge.state not in CAME_TO_AN_END:
        return
    readers = await commissioners.of_pledge(turn, pledge)
    card = impact_note_cards.draft(pledge, await _note(turn, pledge), len(readers))
    fact = f"pledge:{pledge.id}:note:{pledge.revision}"
    await tell_coordinators(turn, card, fact=fact, key=_key(pledge))


async def send(turn: Turn, pledge_id: str) -> Pledge:
    """As the rows stand now, to that commissioner's readers. Raises Refusal where there are none."""
    must(turn, Act.DECIDE_PLEDGE)
    pledge = await turn.tx.pledges.get(pledge_id, lock=True)
    if pledge.state not in CAME_TO_AN_END:
        raise Refusal("pledge.not_closed")
    readers = await commissioners.of_pledge(turn, pledge)
    card = await _note(turn, pledge)
    reached = [
        await tell_alone(turn, each.id, card, fact=f"pledge:{pledge.id}:note:{pledge.revision}:{each.id}")
        for each in readers
    ]
    if not any(reached):
        raise Refusal("impact_note.nobody", commissioner=pledge.terms.commissioner)
    await remember(turn, Subject.PLEDGE, pledge.id, ("send_note", pledge.state.value, pledge.state.value))
    sent = impact_note_cards.sent(pledge, card, turn.by.name)
    await tell_coordinators(
        turn, sent, fact=f"pledge:{pledge.id}:note:{pledge.revision}:sent", key=_key(pledge)
    )
    return pledge


def _key(pledge: Pledge) -> str:
    return f"note:{pledge.id}"


async def _note(turn: Turn, pledge: Pledge) -> Card:
    (came,) = await standing(turn, [pledge])
    organisation = await turn.tx.organisations.get(pledge.organisation)
    changes = await turn.tx.pledges.changes(pledge.id)
    today = turn.local(turn.now).date()
    return impact_note_cards.note(came, organisation, changes, await _stories(turn, pledge), today)


async def _stories(turn: Turn, pledge: Pledge) -> Sequence[Told]:
    """Of matches that count for it, as both sides allow them."""
    matches = {row.match for row in await turn.tx.pledges.counted([pledge.id])}
    return [one for one in await turn.tx.impact.stories() if one.match in matches]

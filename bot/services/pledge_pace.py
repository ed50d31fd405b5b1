"""N11: whether a pledge keeps its pace, and what is said about it where it does not."""

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.listings import Listing, Side
from bot.domain.nudges import Nudge, Step, overtaken
from bot.domain.people import Person
from bot.domain.pledges import Pledge
from bot.domain.progress import Progress
from bot.services.browsing import Looking, found
from bot.services.counting import EXPERT
from bot.services.moves import add_nudge, applies
from bot.services.pledges import pledge_anchors, standing
from bot.services.turn import Turn
from bot.texts import pledge_pace_cards


async def and_again(turn: Turn, pledge: Pledge, nudge: Nudge, step: Step) -> None:
    """The next time of a step that repeats, until the pledge ends."""
    if step.every is None or pledge.state.value not in step.states:
        return
    house, anchors = turn.house, pledge_anchors(turn, pledge)
    after = step.every.after(max(nudge.due_at, turn.now), house.calendar)
    if not overtaken(house.schedule, step, anchors, house.calendar, after):
        await add_nudge(turn, Subject.PLEDGE, pledge.id, step.code, step.number, after)


async def is_due(turn: Turn, pledge: Pledge, step: Step) -> bool:
    """Whether there is anything to say: behind an even pace, or something missing with the end in sight."""
    if not pledge.followed or not applies(turn, step, pledge.state.value, pledge_anchors(turn, pledge)):
        return False
    (came,) = await standing(turn, [pledge])
    if step.every is not None:
        return came.behind(turn.local(turn.now).date())
    return "coordinator" in step.to or came.verified < pledge.expected


async def pace_of(turn: Turn, person: Person, pledge_id: str, step: Step) -> tuple[str, Card] | None:
    """In a few words, and as a card; None where it is over, or no longer this person's."""
    pledge = await turn.tx.pledges.get(pledge_id)
    theirs = person.champions and person.organisation == pledge.organisation
    if not theirs or not await is_due(turn, pledge, step):
        return None
    (came,) = await standing(turn, [pledge])
    today = turn.local(turn.now).date()
    return pledge_pace_cards.line(came), pledge_pace_cards.behind(came, today)


async def report(turn: Turn, pledge: Pledge) -> Card:
    """For coordinators to pass on to the commissioner."""
    (came,) = await standing(turn, [pledge])
    organisation = await turn.tx.organisations.get(pledge.organisation)
    changes = await turn.tx.pledges.changes(pledge.id)
    return pledge_pace_cards.for_commissioner(came, organisation, changes, turn.local(turn.now).date())


async def without_champion(turn: Turn, pledge: Pledge) -> Card:
    (came,) = await standing(turn, [pledge])
    organisation = await turn.tx.organisations.get(pledge.organisation)
    return pledge_pace_cards.without_champion(came, organisation)


async def fitting(turn: Turn, person: Person, came: Progress) -> list[Listing]:
    """Open needs that would fill the gap: of the right kind of hours, in its area, of its size first."""
    terms = came.pledge.terms
    needs = await found(turn, person, Looking(side=Side.NEED, district=terms.area))
    right = [one for one in needs if came.pledge.counts.takes(expert=one.terms.kind in EXPERT)]
    return sorted(right, key=lambda one: one.quantity.remaining > came.open)

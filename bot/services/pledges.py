"""Pledges: entered by a champion or a coordinator, approved by a coordinator, followed till they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.instalments import Instalment
from bot.domain.lifecycle import allowed, step
from bot.domain.measures import HOURS
from bot.domain.nudges import TELL, Anchor
from bot.domain.people import Person, Role
from bot.domain.permissions import Act, As
from bot.domain.pledges import PLEDGE, STANDS, Pledge, PledgeMove, PledgeState, Terms, must_make_sense
from bot.domain.progress import Counted, Level, Progress, Total, names_by, progress, totals
from bot.domain.refusal import Refusal
from bot.services.moves import add_nudge, follow
from bot.services.roles import must
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn, decided_already, must_be_untold, remember
from bot.texts import pledge_cards

MORNING = time(9)


async def enter(turn: Turn, terms: Terms, organisation: str) -> Pledge:
    """For a coordinator to approve; one that a coordinator enters is approved with it."""
    await must_act_for(turn, organisation)
    must_make_sense(terms, whole=turn.house.measures.whole(terms.unit))
    pledge = Pledge(
        id=turn.new_id(),
        organisation=organisation,
        terms=terms,
        state=PledgeState.SUBMITTED,
        entered_by=turn.by.person,
        created_at=turn.now,
        entered_at=turn.now,
    )
    await turn.tx.pledges.put(pledge)
    await remember(turn, Subject.PLEDGE, pledge.id, ("enter", "", pledge.state.value))
    if turn.by.coordinates:
        pledge = await _moved(turn, pledge.id, PledgeMove.APPROVE)
        await follow_pledge(turn, pledge)
    await show_coordinators(turn, pledge)
    return pledge


async def must_act_for(turn: Turn, organisation: str) -> None:
    """Its champions, and coordinators."""
    person = await turn.tx.people.get(turn.by.person)
    leads = person.champions and person.organisation == organisation
    must(turn, Act.PLEDGE, *([As.CHAMPION] if leads else []))


async def approve(turn: Turn, id: str) -> Pledge:
    """From now on it counts, at today's value; its champions hear when the time to undo is over."""
    return await _decide(turn, id, PledgeMove.APPROVE)


async def decline(turn: Turn, id: str, reason: str) -> Pledge:
    return await _decide(turn, id, PledgeMove.DECLINE, reason)


async def undo(turn: Turn, id: str) -> Pledge:
    """Takes the decision back while its champions were not told."""
    must(turn, Act.DECIDE_PLEDGE)
    await must_be_untold(turn, Subject.PLEDGE, id)
    await _must_be_untouched(turn, await turn.tx.pledges.get(id, lock=True))
    pledge = await _moved(turn, id, PledgeMove.UNDO)
    await turn.tx.nudges.cancel(Subject.PLEDGE, id)
    await show_coordinators(turn, pledge)
    return pledge


async def _must_be_untouched(turn: Turn, pledge: Pledge) -> None:
    """Raises Refusal where something counts for it: put right then, that would be of another measure."""
    given = await turn.tx.instalments.of_pledges([pledge.id])
    matches = await turn.tx.pledges.counted([pledge.id])
    offers = await turn.tx.listings.of_organisation(pledge.organisation)
    shares = [share for each in offers for share in await turn.tx.pledges.shares_of_offer(each.id)]
    holds = [*(each.holds for each in given), *(each.holds for each in matches)]
    if any(holds) or any(share.pledge == pledge.id for share in shares):
        raise Refusal("pledge.relied_on")


async def announce(turn: Turn, id: str) -> None:
    """The time to undo is over."""
    pledge = await turn.tx.pledges.get(id, lock=True)
    if pledge.state is not PledgeState.SUBMITTED:
        if pledge.state is PledgeState.ACTIVE:
            await follow_pledge(turn, pledge)
        await tell_champions(turn, pledge, await decided_card(turn, pledge), f"decided:{pledge.revision}")
    await show_coordinators(turn, pledge)


async def decided_card(turn: Turn, pledge: Pledge) -> Card:
    if pledge.state is PledgeState.DECLINED:
        return pledge_cards.declined(pledge)
    return await card_of(turn, pledge)


async def _decide(turn: Turn, id: str, by: PledgeMove, reason: str = "") -> Pledge:
    must(turn, Act.DECIDE_PLEDGE)
    pledge = await _moved(turn, id, by, reason)
    if turn.house.undo:
        await add_nudge(turn, Subject.PLEDGE, id, TELL, pledge.revision, turn.now + turn.house.undo)
        await show_coordinators(turn, pledge)
    else:
        await announce(turn, id)
    return pledge


async def _moved(turn: Turn, id: str, by: PledgeMove, reason: str = "") -> Pledge:
    pledge = await turn.tx.pledges.get(id, lock=True)
    if not allowed(PLEDGE, pledge.state, by):
        raise await decided_already(turn, Subject.PLEDGE, id)
    state = step(PLEDGE, pledge.state, by)
    today = turn.local(turn.now).date()
    frozen = turn.house.measures.frozen(pledge.terms.measure, today) if by is PledgeMove.APPROVE else None
    if by is PledgeMove.APPROVE and pledge.terms.measure and frozen is None:
        raise Refusal("pledge.measure_gone", measure=pledge.terms.measure)
    moved = replace(
        pledge,
        state=state,
        frozen=frozen,
        entered_at=turn.now,
        revision=pledge.revision + 1,
        reason=reason,
    )
    await turn.tx.pledges.put(moved)
    await turn.tx.reminders.moved(Subject.PLEDGE, id, turn.by.person, turn.now)
    await remember(turn, Subject.PLEDGE, id, (by.value, pledge.state.value, state.value))
    return moved


async def follow_pledge(turn: Turn, pledge: Pledge) -> None:
    """Takes back what no longer applies, and writes down when its pace is looked at."""
    await turn.tx.nudges.cancel(Subject.PLEDGE, pledge.id)
    await follow(turn, Subject.PLEDGE, pledge.id, pledge.state.value, pledge_anchors(turn, pledge))


def pledge_anchors(turn: Turn, pledge: Pledge) -> Mapping[Anchor, datetime]:
    def morning(day: date) -> datetime:
        return turn.house.calendar.at(day, MORNING)

    anchors = {Anchor.ENTERED: pledge.entered_at, Anchor.ENDS: morning(pledge.terms.ends)}
    review = pledge.terms.review
    return anchors if review is None else anchors | {Anchor.REVIEWS: morning(review)}


async def standing(turn: Turn, pledges: Sequence[Pledge]) -> tuple[Progress, ...]:
    """How far each came, by the rows as they are."""
    in_hours = [pledge.id for pledge in pledges if pledge.terms.unit == HOURS]
    otherwise = [pledge.id for pledge in pledges if pledge.terms.unit != HOURS]
    today = turn.local(turn.now).date()
    rows: dict[str, list[Counted]] = {}
    for row in await turn.tx.pledges.counted(in_hours):
        rows.setdefault(row.pledge, []).append(row)
    given: dict[str, list[Instalment]] = {}
    for each in await turn.tx.instalments.of_pledges(otherwise):
        given.setdefault(each.pledge, []).append(each)
    return tuple(progress(one, rows.get(one.id, ()), given.get(one.id, ()), today) for one in pledges)


async def city_total(turn: Turn, organisation: str = "") -> Total | None:
    """All that stand, in hours together, of the city or one organisation; None where there are none."""
    some = [each for each in await in_hours(turn) if organisation in ("", each.organisation)]
    return await total_of(turn, some)


async def in_hours(turn: Turn) -> Sequence[Pledge]:
    """Those that were approved and not withdrawn, and are measured in hours."""
    return [each for each in await turn.tx.pledges.in_state(*STANDS) if each.counted]


async def otherwise_measured(turn: Turn, organisation: str = "") -> Sequence[Total]:
    """All that stand in other units than hours, each unit by itself, of the city or one organisation."""
    some = [
        each
        for each in await turn.tx.pledges.in_state(*STANDS)
        if each.terms.unit != HOURS and organisation in ("", each.organisation)
    ]
    return totals(await standing(turn, some), names_by(Level.CITY, {}, {}), turn.local(turn.now).date())


async def total_of(turn: Turn, pledges: Sequence[Pledge]) -> Total | None:
    """Of pledges in hours, together; None for none."""
    names = names_by(Level.CITY, {}, {})
    found = totals(await standing(turn, pledges), names, turn.local(turn.now).date())
    return next(iter(found), None)


async def card_of(turn: Turn, pledge: Pledge) -> Card:
    """The pledge's card, for whoever may act for it."""
    (came,) = await standing(turn, [pledge])
    organisation = await turn.tx.organisations.get(pledge.organisation)
    return pledge_cards.pledge_card(came, organisation, turn.local(turn.now).date())


async def champions(turn: Turn, organisation: str) -> Sequence[Person]:
    members = await turn.tx.organisations.members(organisation)
    return [person for person in members if Role.CHAMPION in person.roles]


async def tell_champions(turn: Turn, pledge: Pledge, card: Card, what: str) -> None:
    for person in await champions(turn, pledge.organisation):
        await tell(turn, person.id, card, fact=f"pledge:{pledge.id}:{what}")


async def show_coordinators(turn: Turn, pledge: Pledge) -> None:
    """The pledge's one card in every place of the coordinators, as it is now."""
    undoing = await turn.tx.nudges.waiting(Subject.PLEDGE, pledge.id, TELL)
    organisation = await turn.tx.organisations.get(pledge.organisation)
    told_at = undoing.due_at if undoing else None
    card = pledge_cards.desk_card(pledge, organisation, turn.house.zone, told_at)
    fact = f"pledge:{pledge.id}:card:{pledge.revision}:{'undoing' if undoing else 'told'}"
    await tell_coordinators(turn, card, fact=fact, key=f"pledge:{pledge.id}")

"""Reminding people of what waits for them: kindly, all in one message, and not more often than they bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.listings import ListingState
from bot.domain.matches import Party
from bot.domain.nudges import ROUND, Nudge, Step, Then
from bot.domain.organisations import OrganisationKind, OrganisationState
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.reminding import SHALL_I_STOP, Reminder
from bot.domain.views import MatchView
from bot.services import company, instalments, providers, receiving, stories
from bot.services.answered import asked_about, has_answered
from bot.services.capacities import full
from bot.services.clocks import clocks_of, days_of, may_hear_at, quiet_of
from bot.services.moves import add_nudge, anchors_of, applies, listing_anchors, listing_view, locked
from bot.services.pledge_pace import pace_of
from bot.services.pledges import champions
from bot.services.tell import match_key, reachable, tell_alone, tell_coordinators, wants_messages
from bot.services.turn import Turn
from bot.texts import capacity_cards, checklist_cards, coordinator_cards, reminder_cards, story_cards


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A reminder that is still true: in a few words, and as a card of its own."""

    reminder: Reminder
    line: str
    card: Card
    under: str = ""  # the message that it belongs to


async def remind(turn: Turn, person: Person, nudge: Nudge, step: Step) -> bool:
    """Puts it down for the person's next message; False if no message reaches them."""
    if not await _reaches(turn, person):
        return False
    put_down = Reminder(
        id=turn.new_id(),
        person=person.id,
        subject=nudge.subject,
        subject_id=nudge.subject_id,
        code=step.code,
        step=step.number,
        due_at=nudge.due_at,
        timely=step.timely,
    )
    number = await turn.tx.reminders.add(put_down)
    if number:
        await _plan_round(turn, person, number, max(turn.now, nudge.due_at), timely=step.timely)
    return True


async def _reaches(turn: Turn, person: Person) -> bool:
    return wants_messages(person) and bool(await reachable(turn.tx, person.id))


async def send_round(turn: Turn, person_id: str) -> None:
    """One message with everything that waits for this person today, if they may be written to now."""
    person = await turn.tx.people.get(person_id, lock=True)
    await _take_what_comes_today(turn, person)
    waiting = await _still_true(turn, person, await turn.tx.reminders.waiting(person.id))
    if not waiting:
        return
    if not await _reaches(turn, person):
        await turn.tx.reminders.drop([each.reminder.id for each in waiting])
        card = coordinator_cards.person_out_of_reach(person)
        await tell_coordinators(turn, card, fact=f"round:{person.id}:{turn.now.isoformat()}:lost")
        return
    now_or_later = await _allowed(turn, person, waiting)
    if now_or_later:
        await _say(turn, person, now_or_later)


async def _allowed(turn: Turn, person: Person, waiting: Sequence[Waiting]) -> Sequence[Waiting]:
    """What may be said now; for the rest, or all of it, another round is planned."""
    quiet, now = await quiet_of(turn, person), turn.now
    at = {timely: may_hear_at(turn, person, quiet, now, timely=timely) for timely in (False, True)}
    allowed = [each for each in waiting if at[each.reminder.timely] <= now]
    if allowed and quiet.gone_quiet:
        return await _gone_quiet(turn, person, allowed, asked=quiet.asked_to_stop)
    later = [each.reminder for each in waiting if at[each.reminder.timely] > now]
    if later and not allowed:
        timely = any(each.timely for each in later)
        await _plan_round(turn, person, len(later), at[timely], timely=timely)
    elif later:
        tomorrow = days_of(turn.house, person).shift(now, 1)
        await _plan_round(turn, person, len(later), tomorrow, timely=False)
    return allowed


async def _gone_quiet(
    turn: Turn, person: Person, waiting: Sequence[Waiting], *, asked: bool
) -> Sequence[Waiting]:
    """After three messages without a sign of life the fourth asks; what is timely is said all the same."""
    timely = [each for each in waiting if each.reminder.timely]
    rest = [each.reminder.id for each in waiting if not each.reminder.timely]
    await turn.tx.reminders.drop(rest)
    if timely:
        return timely
    if not asked:
        await _shall_i_stop(turn, person)
    return ()


async def _shall_i_stop(turn: Turn, person: Person) -> None:
    question = Reminder(
        id=turn.new_id(),
        person=person.id,
        subject=Subject.PERSON,
        subject_id=person.id,
        code=SHALL_I_STOP,
        step=1,
        due_at=turn.now,
    )
    await turn.tx.reminders.add(question)
    fact = f"round:{person.id}:{turn.now.isoformat()}"
    await tell_alone(turn, person.id, reminder_cards.shall_i_stop(person.id), fact=fact)
    await turn.tx.reminders.sent([question.id], turn.now)
    silent = coordinator_cards.gone_quiet(person)
    await tell_coordinators(turn, silent, fact=f"{fact}:quiet")


async def _say(turn: Turn, person: Person, waiting: Sequence[Waiting]) -> None:
    card = (
        reminder_cards.with_a_way_out(waiting[0].card, person.id)
        if len(waiting) == 1
        else reminder_cards.all_in_one([(each.reminder, each.line) for each in waiting], person.id)
    )
    under = waiting[0].under if len(waiting) == 1 else ""
    await tell_alone(turn, person.id, card, fact=f"round:{person.id}:{turn.now.isoformat()}", under=under)
    await turn.tx.reminders.sent([each.reminder.id for each in waiting], turn.now)


async def _take_what_comes_today(turn: Turn, person: Person) -> None:
    """What would be said later today is said now: one message instead of several."""
    days = days_of(turn.house, person)
    tomorrow = turn.now.astimezone(days.zone).date() + timedelta(days=1)
    for nudge in await turn.tx.nudges.of_person(person.id, days.at(tomorrow, time(0))):
        step = turn.house.schedule.step(nudge.code, nudge.step)
        reminds = step is not None and step.then is Then.REMIND and step.every is None
        if step is not None and reminds and await turn.tx.nudges.done(nudge, turn.now):
            await remind_all(turn, nudge, step)


async def remind_all(turn: Turn, nudge: Nudge, step: Step) -> None:
    """Puts it down for everybody it is for who has not answered; coordinators see who is out of reach."""
    if nudge.subject is Subject.MATCH:
        await _remind_sides(turn, await locked(turn, nudge.subject_id), nudge, step)
        return
    for person in await _owners(turn, nudge):
        if not await remind(turn, person, nudge, step):
            await _out_of_reach(turn, person, nudge, coordinator_cards.person_out_of_reach(person))


async def _remind_sides(turn: Turn, view: MatchView, nudge: Nudge, step: Step) -> None:
    for party in map(Party, step.to):
        person = view.side(party).owner
        if await has_answered(turn, view, party, step):
            continue
        if not await remind(turn, person, nudge, step):
            await _out_of_reach(turn, person, nudge, coordinator_cards.out_of_reach(view, party))


async def _owners(turn: Turn, nudge: Nudge) -> Sequence[Person]:
    if nudge.subject is Subject.LISTING:
        listing = await turn.tx.listings.get(nudge.subject_id)
        return [await turn.tx.people.get(listing.owner)]
    if nudge.subject is Subject.PLEDGE:
        pledge = await turn.tx.pledges.get(nudge.subject_id)
        return await champions(turn, pledge.organisation)
    if nudge.subject is Subject.INSTALMENT:
        (instalment,) = await turn.tx.instalments.some([nudge.subject_id])
        return await receiving.receivers(turn, instalment)
    members = await turn.tx.organisations.members(nudge.subject_id)
    group = await turn.tx.organisations.get(nudge.subject_id)
    if group.kind is OrganisationKind.EMPLOYER:  # its people are volunteers: only who leads them is asked
        return [each for each in members if each.champions]
    return members


async def _out_of_reach(turn: Turn, person: Person, nudge: Nudge, card: Card) -> None:
    fact = f"nudge:{nudge.subject_id}:{nudge.code}:{nudge.step}:{nudge.due_at.isoformat()}:{person.id}:lost"
    await tell_coordinators(turn, card, fact=fact)


async def _still_true(turn: Turn, person: Person, waiting: Sequence[Reminder]) -> list[Waiting]:
    """Drops what is no longer so, and what would be said of a pledge a second time.

    Matches are looked at in the order of their ids, as locks are taken.
    """
    true: list[Waiting] = []
    over: list[str] = []
    for reminder in sorted(waiting, key=lambda each: each.subject_id):
        twice = reminder.subject is Subject.PLEDGE and any(
            each.reminder.subject_id == reminder.subject_id for each in true
        )
        found = None if twice else await card_of(turn, person, reminder)
        if found is None:
            over.append(reminder.id)
        else:
            true.append(found)
    await turn.tx.reminders.drop(over)
    return sorted(true, key=lambda each: (not each.reminder.timely, each.reminder.due_at))


async def card_of(turn: Turn, person: Person, reminder: Reminder) -> Waiting | None:
    """The reminder as it would be said now; None where it is answered, overtaken or over."""
    step = turn.house.schedule.step(reminder.code, reminder.step)
    if step is None:
        return None
    match reminder.subject:
        case Subject.MATCH:
            return await _of_match(turn, person, reminder, step)
        case Subject.LISTING:
            return await _of_listing(turn, reminder, step)
        case Subject.PLEDGE:
            said = await pace_of(turn, person, reminder.subject_id, step)
            return None if said is None else Waiting(reminder=reminder, line=said[0], card=said[1])
        case Subject.INSTALMENT:
            view = await instalments.view_of(turn, reminder.subject_id)
            said = receiving.reminder(turn, person, view, step)
            return None if said is None else Waiting(reminder=reminder, line=said[0], card=said[1])
        case Subject.ORGANISATION:
            return await _of_organisation(turn, person, reminder)
        case _:
            return None


async def _of_organisation(turn: Turn, person: Person, reminder: Reminder) -> Waiting | None:
    group = await turn.tx.organisations.get(reminder.subject_id)
    found: tuple[str, Card] | None
    if reminder.code == "N16":
        found = await providers.to_ask(turn, group)
    elif reminder.code == company.DIGEST:
        found = await company.digest(turn, person, group)
    elif reminder.code == "N14":
        pack = await turn.tx.checks.of(Subject.ORGANISATION, group.id)
        found = checklist_cards.pack_ends(group, pack, turn.local(turn.now).date())
    elif group.state is OrganisationState.PENDING:
        found = reminder_cards.group_delayed(group)
    else:
        found = None
    return Waiting(reminder=reminder, line=found[0], card=found[1]) if found else None


async def _of_match(turn: Turn, person: Person, reminder: Reminder, step: Step) -> Waiting | None:
    view = await locked(turn, reminder.subject_id)
    party = view.match.party(person.id)
    if party is None or not applies(turn, step, view.match.state.value, anchors_of(turn, view)):
        return None
    if await has_answered(turn, view, party, step):
        return None
    card = await _card_for(turn, view, party, step)
    line = reminder_cards.line(view, party, step.code)
    return Waiting(reminder=reminder, line=line, card=card, under=match_key(view.match))


async def _card_for(turn: Turn, view: MatchView, party: Party, step: Step) -> Card:
    match step.code:
        case "N10":
            told = await turn.tx.outcomes.story(view.match.id)
            if told is not None:
                return story_cards.mine(view, told, None)
            return story_cards.ask(view, party, await stories.drafted(turn, view, party))
        case "N13":
            standing = await full(turn, view.match, party)
            assert standing is not None  # else they were not reminded
            return capacity_cards.full(*standing)
    clocks = clocks_of(turn, view.side(party).owner)
    date = asked_about(turn, view, step)
    return reminder_cards.for_match(view, party, step.code, clocks, turn.now, date.id if date else "")


async def _of_listing(turn: Turn, reminder: Reminder, step: Step) -> Waiting | None:
    listing = await turn.tx.listings.get(reminder.subject_id)
    if not applies(turn, step, listing.state.value, listing_anchors(listing)):
        return None
    view = await listing_view(turn, listing)
    if listing.state is ListingState.SUBMITTED:
        line, card = reminder_cards.delayed(view)
    elif listing.state is ListingState.CLARIFYING:
        line, card = reminder_cards.answer_us(view)
    else:
        line, card = reminder_cards.still_true(view, turn.house.zone)
    return Waiting(reminder=reminder, line=line, card=card)


async def _plan_round(turn: Turn, person: Person, number: int, at: datetime, *, timely: bool) -> None:
    """The person's next message, when they may first get one; an earlier one that is planned stays."""
    at = may_hear_at(turn, person, await quiet_of(turn, person), at, timely=timely)
    planned = await turn.tx.nudges.waiting(Subject.PERSON, person.id, ROUND)
    if planned is not None and planned.due_at <= at:
        return
    await turn.tx.nudges.cancel(Subject.PERSON, person.id, codes=frozenset({ROUND}))
    await add_nudge(turn, Subject.PERSON, person.id, ROUND, number, at)


async def again(turn: Turn, match_id: str, option: str) -> Card:
    """The reminder that a line of a longer message stands for, if it is still so; `option` is code-step."""
    code, _, number = option.partition("-")
    person = await turn.tx.people.get(turn.by.person)
    step = turn.house.schedule.step(code, int(number) if number.isdigit() else -1)
    if step is None:
        raise Refusal("button.unknown")
    reminder = Reminder(
        id="",
        person=person.id,
        subject=step.of,
        subject_id=match_id,
        code=code,
        step=step.number,
        due_at=turn.now,
    )
    found = await card_of(turn, person, reminder)
    if found is None:
        raise Refusal("remind.over")
    return found.card

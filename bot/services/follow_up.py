"""What the clock does: nudges whose time has come, decisions that can be told, sessions that begin."""

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.matches import MATCH, MatchMove, MatchState, Party, following
from bot.domain.nudges import NEXT, START, TELL, Nudge, Step, Then, overtaken
from bot.domain.views import MatchView
from bot.services import delivery, listings, matches, organisations, pauses
from bot.services.dates import begin, wait_no_longer
from bot.services.moves import anchors_of, locked
from bot.services.tell import tell, tell_coordinators, wants_messages
from bot.services.turn import Turn
from bot.texts import coordinator_cards, date_cards, match_cards


async def fire(turn: Turn, nudge: Nudge) -> None:
    """Does what a claimed nudge asks for, after looking at how things stand now."""
    match nudge.subject:
        case Subject.LISTING:
            await listings.announce(turn, nudge.subject_id)
        case Subject.ORGANISATION:
            await organisations.announce(turn, nudge.subject_id)
        case Subject.MATCH:
            await _fire_for_match(turn, nudge)
        case Subject.PERSON:
            await pauses.back(turn, nudge.subject_id)


async def _fire_for_match(turn: Turn, nudge: Nudge) -> None:
    view = await locked(turn, nudge.subject_id)
    if nudge.code == TELL:
        if view.match.state is MatchState.APPROVED_TO_ASK:
            await matches.ask_host(turn, view)
        elif view.match.state is MatchState.DISMISSED:
            await matches.answer_wisher(turn, view)
    elif nudge.code == START:
        if allowed(MATCH, view.match.state, MatchMove.START):
            await matches.show_coordinators(turn, await begin(turn, view))
    elif nudge.code == NEXT:
        if following(view.sessions) is not None and allowed(MATCH, view.match.state, MatchMove.NEXT):
            await matches.show_coordinators(turn, await wait_no_longer(turn, view))
    else:
        await _fire_step(turn, view, nudge)


async def _fire_step(turn: Turn, view: MatchView, nudge: Nudge) -> None:
    step = _step_of(turn, nudge)
    if step is None or view.match.state not in step.states:
        return
    house = turn.house
    if overtaken(house.schedule, step, anchors_of(view), house.calendar, turn.now):
        return
    match step.then:
        case Then.REMIND:
            await _remind(turn, view, nudge, step)
        case Then.TELL_COORDINATOR:
            card = coordinator_cards.stalled(view, step.code)
            await tell_coordinators(turn, card, fact=_fact(nudge))
        case Then.EXPIRE:
            await matches.expire(turn, view)
        case Then.CLOSE:
            await delivery.not_delivered(turn, view.match.id, "unconfirmed")


def _step_of(turn: Turn, nudge: Nudge) -> Step | None:
    """None where the schedule was changed since, and no longer has this step."""
    found = (step for step in turn.house.schedule if (step.code, step.number) == (nudge.code, nudge.step))
    return next(found, None)


async def _remind(turn: Turn, view: MatchView, nudge: Nudge, step: Step) -> None:
    for name in step.to:
        party = Party(name)
        if await _has_answered(turn, view, party, step.code):
            continue
        card = reminder(turn, view, party, step)
        person = view.side(party).owner
        fact, under = f"{_fact(nudge)}:{party}", matches.match_key(view)
        reached = wants_messages(person) and await tell(turn, person.id, card, fact=fact, under=under)
        if not reached:
            lost = coordinator_cards.out_of_reach(view, party)
            await tell_coordinators(turn, lost, fact=f"{_fact(nudge)}:{party}:lost")


async def _has_answered(turn: Turn, view: MatchView, party: Party, code: str) -> bool:
    """Somebody who has answered is not asked again."""
    if code == "N9":
        return await turn.tx.outcomes.feedback(view.match.id, party) is not None
    return code == "N4" and view.session is not None and view.session.proposed_by is party


def reminder(turn: Turn, view: MatchView, party: Party, step: Step) -> Card:
    """The card of a nudge, by its code."""
    zone = turn.house.zone
    match step.code:
        case "N2":
            return match_cards.ask_again(view, party)
        case "N4":
            return match_cards.did_you_speak(view, party)
        case "N6":
            return date_cards.coming_up(view, party, zone, turn.now)
        case "N7":
            return match_cards.was_it_delivered(view, party, zone)
        case "N9":
            return match_cards.feedback(view, party)
    raise ValueError(f"nudge {step.code} has no card for a person")


def _fact(nudge: Nudge) -> str:
    return f"nudge:{nudge.subject_id}:{nudge.code}:{nudge.step}:{nudge.due_at.isoformat()}"

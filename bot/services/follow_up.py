"""What the clock does: nudges whose time has come, decisions that can be told, sessions that begin."""

from datetime import timedelta

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.matches import MATCH, MatchMove, MatchState, Party, following
from bot.domain.nudges import DRAFT, ENDINGS, NEXT, ROUND, START, TELL, Nudge, Step, Then, overtaken
from bot.domain.organisations import Organisation
from bot.domain.views import MatchView
from bot.services import (
    drafts,
    instalments,
    listings,
    matches,
    noticeboards,
    organisations,
    pauses,
    pledge_pace,
    pledges,
    receiving,
    reminding,
    settling,
    standing_in,
    ticking,
)
from bot.services.dates import its_time_has_come, wait_no_longer
from bot.services.moves import add_nudge, anchors_of, applies, listing_anchors, locked
from bot.services.tell import near_key, tell_coordinators
from bot.services.turn import Turn
from bot.texts import checklist_cards, coordinator_cards

SILENCES_OF_LONG_WORK = 2
A_DAY = timedelta(days=1)


async def fire(turn: Turn, nudge: Nudge) -> None:
    """Does what a claimed nudge asks for, after looking at how things stand now."""
    step = turn.house.schedule.step(nudge.code, nudge.step)
    match nudge.subject:
        case Subject.LISTING if nudge.code == TELL:
            await listings.announce(turn, nudge.subject_id)
        case Subject.ORGANISATION if nudge.code == TELL:
            await organisations.announce(turn, nudge.subject_id)
        case Subject.PLEDGE if nudge.code == TELL:
            await pledges.announce(turn, nudge.subject_id)
        case Subject.MATCH:
            await _fire_for_match(turn, nudge, step)
        case Subject.PERSON:
            await _fire_for_person(turn, nudge)
        case Subject.LISTING if step is not None:
            await _fire_for_listing(turn, nudge, step)
        case Subject.ORGANISATION if step is not None:
            await _fire_for_organisation(turn, nudge, step)
        case Subject.PLEDGE if step is not None:
            await _fire_for_pledge(turn, nudge, step)
        case Subject.INSTALMENT if step is not None:
            await _fire_for_instalment(turn, nudge, step)
        case Subject.NOTICEBOARD if step is not None:
            await noticeboards.post_there(turn, nudge, step)


async def _fire_for_person(turn: Turn, nudge: Nudge) -> None:
    if nudge.code == ROUND:
        await reminding.send_round(turn, nudge.subject_id)
    elif nudge.code == DRAFT:
        await drafts.look(turn, nudge.subject_id)
    else:
        await pauses.back(turn, nudge.subject_id)


async def _fire_for_match(turn: Turn, nudge: Nudge, step: Step | None) -> None:
    view = await locked(turn, nudge.subject_id)
    if nudge.code == TELL:
        if view.match.state is MatchState.APPROVED_TO_ASK:
            await matches.ask_host(turn, view)
        elif view.match.state is MatchState.DISMISSED:
            await matches.answer_wisher(turn, view)
    elif nudge.code == START:
        if allowed(MATCH, view.match.state, MatchMove.START):
            await matches.show_coordinators(turn, await its_time_has_come(turn, view))
    elif nudge.code == NEXT:
        if following(view.sessions) is not None and allowed(MATCH, view.match.state, MatchMove.NEXT):
            await matches.show_coordinators(turn, await wait_no_longer(turn, view))
    elif step is not None and view.match.state.value in step.states:
        await _fire_step(turn, view, nudge, step)


async def _fire_step(turn: Turn, view: MatchView, nudge: Nudge, step: Step) -> None:
    if step.every is not None:
        await _and_again(turn, view, nudge, step)
    if not applies(turn, step, view.match.state.value, anchors_of(turn, view)):
        return
    if await _put_off(turn, nudge, step):
        return
    match step.then:
        case Then.REMIND:
            await reminding.remind_all(turn, nudge, step)
        case Then.TELL_COORDINATOR:
            await _tell_coordinators(turn, view, nudge)
        case Then.EXPIRE:
            await matches.expire(turn, view)
        case Then.CLOSE:
            await settling.not_delivered(turn, view.match.id, "unconfirmed")
        case Then.FAIL:
            if view.checklist.missing:
                await matches.fail_check(turn, view)
        case Then.DIGEST:
            pass  # the morning looks it up


async def _put_off(turn: Turn, nudge: Nudge, step: Step) -> bool:
    """An end that comes late counts from now: we were away when people were to be reminded before it.

    False where it is in time, or its time is a moment that is over.
    """
    after = step.delay.after(turn.now, turn.house.calendar)
    if step.then not in ENDINGS or not _late(turn, nudge) or after <= turn.now:
        return False
    await add_nudge(turn, nudge.subject, nudge.subject_id, step.code, step.number, after)
    return True


def _late(turn: Turn, nudge: Nudge) -> bool:
    return turn.now - nudge.due_at > A_DAY


async def _tell_coordinators(turn: Turn, view: MatchView, nudge: Nudge) -> None:
    if nudge.code == "N3" and not view.checklist.missing:
        return
    near = nudge.code == "N6" or view.standby_asked
    if nudge.code == "N6" and turn.local(view.match.entered_at).date() == turn.local(turn.now).date():
        return  # agreed this very morning: nobody doubts it
    card = (
        await standing_in.card(turn, view)
        if near
        else coordinator_cards.stalled(view, nudge.code, turn.house.zone)
    )
    key = near_key(view.match) if near else ""
    await tell_coordinators(turn, card, fact=_fact(nudge), key=key, about=nudge.subject_id)


async def _and_again(turn: Turn, view: MatchView, nudge: Nudge, step: Step) -> None:
    """The next time of a step that repeats; two times without a sign of life, and a coordinator hears."""
    assert step.every is not None
    house = turn.house
    after = step.every.after(max(nudge.due_at, turn.now), house.calendar)
    if not overtaken(house.schedule, step, anchors_of(turn, view), house.calendar, after):
        await add_nudge(turn, nudge.subject, nudge.subject_id, step.code, step.number, after)
    for name in step.to:
        person = view.match.person(Party(name))
        if await turn.tx.reminders.unheard(person, view.match.id, step.code) == SILENCES_OF_LONG_WORK:
            card = coordinator_cards.stalled(view, step.code, turn.house.zone)
            await tell_coordinators(turn, card, fact=f"{_fact(nudge)}:{name}:silent", about=nudge.subject_id)


async def _fire_for_listing(turn: Turn, nudge: Nudge, step: Step) -> None:
    listing = await turn.tx.listings.get(nudge.subject_id, lock=True)
    if not applies(turn, step, listing.state.value, listing_anchors(listing)):
        return
    if await _put_off(turn, nudge, step):
        return
    match step.then:
        case Then.REMIND:
            await reminding.remind_all(turn, nudge, step)
        case Then.EXPIRE:
            asked_first = _late(turn, nudge) and await listings.give_time(turn, listing)
            if not asked_first:
                await listings.run_out(turn, listing.id)
        case Then.TELL_COORDINATOR | Then.DIGEST | Then.CLOSE | Then.FAIL:
            raise ValueError(f"nothing of a listing is for {step.then.value}")


async def _fire_for_organisation(turn: Turn, nudge: Nudge, step: Step) -> None:
    group = await turn.tx.organisations.get(nudge.subject_id)
    if group.state.value not in step.states:
        return
    if step.then is Then.REMIND:
        await reminding.remind_all(turn, nudge, step)
    elif step.then is Then.TELL_COORDINATOR:
        await tell_coordinators(turn, await _pack_ends(turn, group), fact=_fact(nudge))
        await ticking.plan_pack(turn, group)


async def _pack_ends(turn: Turn, group: Organisation) -> Card:
    pack = await turn.tx.checks.of(Subject.ORGANISATION, group.id)
    return checklist_cards.pack(group, pack, {}, turn.local(turn.now).date())


async def _fire_for_pledge(turn: Turn, nudge: Nudge, step: Step) -> None:
    """What its champions read while something is missing; where nobody champions it, coordinators do."""
    pledge = await turn.tx.pledges.get(nudge.subject_id)
    await pledge_pace.and_again(turn, pledge, nudge, step)
    if not await pledge_pace.is_due(turn, pledge, step):
        return
    if step.then is Then.TELL_COORDINATOR:
        await tell_coordinators(turn, await pledge_pace.report(turn, pledge), fact=_fact(nudge))
    elif await pledges.champions(turn, pledge.organisation):
        await reminding.remind_all(turn, nudge, step)
    else:
        card = await pledge_pace.without_champion(turn, pledge)
        await tell_coordinators(turn, card, fact=_fact(nudge))


async def _fire_for_instalment(turn: Turn, nudge: Nudge, step: Step) -> None:
    view = await instalments.view_of(turn, nudge.subject_id)
    if receiving.still_asked(turn, view, step):
        await reminding.remind_all(turn, nudge, step)


def _fact(nudge: Nudge) -> str:
    return f"nudge:{nudge.subject_id}:{nudge.code}:{nudge.step}:{nudge.due_at.isoformat()}"

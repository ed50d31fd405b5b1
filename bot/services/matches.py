"""Coordinators decide about suggested matches; hosts and volunteers answer; both are introduced."""

from dataclasses import replace
from decimal import Decimal

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.listings import NONE
from bot.domain.matches import MATCH, NAMED, MatchMove, MatchState, Party
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services import checklists, dates_not_kept, desk_cards, talks
from bot.services.capacities import must_have_room
from bot.services.clocks import clocks_of
from bot.services.moves import locked, move, view_of
from bot.services.roles import must
from bot.services.standby import think_first, unmet_if_nobody
from bot.services.suggest import look_again
from bot.services.teams import party_acting
from bot.services.tell import match_key, tell, tell_coordinators
from bot.services.turn import Turn, must_be_untold, remember
from bot.texts import checklist_cards, coordinator_cards, live_card, match_cards, wish_cards
from bot.texts.catalogue import words
from bot.texts.hold_cards import with_concern
from bot.texts.times import clock_time, figure, number


async def approve(turn: Turn, match_id: str) -> MatchView:
    """A coordinator says yes: hours are reserved, and the host is asked when the time to undo is over."""
    must(turn, Act.DECIDE_MATCH)
    view = await locked(turn, match_id)
    _refuse_second_decision(turn, view)
    _both_have_hours(view)
    _both_welcome_it(turn, view)
    await must_have_room(turn, view)
    view = await move(turn, view, MatchMove.APPROVE, decided_by=turn.by.name, decided_at=turn.now)
    if not turn.house.undo:
        return await ask_host(turn, view)
    await show_coordinators(turn, view)
    return view


async def dismiss(turn: Turn, match_id: str, reason: str) -> MatchView:
    """Not this one: the pair is not suggested again."""
    must(turn, Act.DECIDE_MATCH)
    view = await locked(turn, match_id)
    _refuse_second_decision(turn, view)
    view = await move(turn, view, MatchMove.DISMISS, reason, decided_by=turn.by.name, decided_at=turn.now)
    if not turn.house.undo:
        await answer_wisher(turn, view)
    await show_coordinators(turn, view)
    await look_again(turn, view.need.listing)
    return view


async def undo(turn: Turn, match_id: str) -> MatchView:
    """Takes a decision back, as long as nobody outside was told."""
    must(turn, Act.DECIDE_MATCH)
    view = await locked(turn, match_id)
    if view.match.state not in (MatchState.APPROVED_TO_ASK, MatchState.DISMISSED):
        raise Refusal("undo.too_late")
    if view.match.wisher is not None:
        await must_be_untold(turn, Subject.MATCH, match_id)
    view = await move(turn, view, MatchMove.UNDO, decided_by="", decided_at=None)
    await show_coordinators(turn, view)
    return view


async def ask_now(turn: Turn, match_id: str) -> MatchView:
    """The coordinator does not want to wait for the time to undo."""
    must(turn, Act.DECIDE_MATCH)
    view = await locked(turn, match_id)
    if view.match.state is not MatchState.APPROVED_TO_ASK:
        raise moved_on(view)
    return await ask_host(turn, view)


def _refuse_second_decision(turn: Turn, view: MatchView) -> None:
    match = view.match
    if match.state is MatchState.SUGGESTED:
        return
    if match.decided_at is not None:
        raise Refusal("decided.by", name=match.decided_by, at=clock_time(turn.local(match.decided_at)))
    raise moved_on(view)


def _both_welcome_it(turn: Turn, view: MatchView) -> None:
    """Nobody is asked who paused or stopped after they were suggested."""
    for party in Party:
        owner = view.side(party).owner
        if not owner.welcomes(turn.now):
            raise Refusal("match.resting", name=owner.name)


def _both_have_hours(view: MatchView) -> None:
    """Nothing is left of what another match has taken; who planned nothing is not told to plan less."""
    if view.need.listing.quantity.remaining == NONE:
        raise Refusal("desk.taken_need")
    if view.offer.listing.quantity.remaining == NONE:
        raise Refusal("desk.taken_offer")


def moved_on(view: MatchView) -> Refusal:
    """A press on a card that is no longer true."""
    return Refusal("match.moved_on", state=words(f"match_state.{view.match.state.value}"))


async def still_to_decide(turn: Turn, match_id: str) -> None:
    _refuse_second_decision(turn, await locked(turn, match_id))


async def edit_hours(turn: Turn, match_id: str, hours: Decimal) -> MatchView:
    """A coordinator changes how much is planned, before anybody is asked."""
    must(turn, Act.DECIDE_MATCH)
    view = await locked(turn, match_id)
    _refuse_second_decision(turn, view)
    most = min(view.offer.listing.quantity.remaining, view.need.listing.quantity.remaining)
    if hours > most:
        raise Refusal("quantity.short", left=number(most))
    edited = replace(view.match, hours=hours, revision=view.match.revision + 1)
    await turn.tx.matches.put(edited)
    state = edited.state.value
    await remember(turn, Subject.MATCH, match_id, ("edit", state, state), figure(hours))
    view = replace(view, match=edited)
    await show_coordinators(turn, view)
    return view


async def ask_host(turn: Turn, view: MatchView) -> MatchView:
    """The host is asked first, without a name: its capacity is the scarcer one."""
    view = await move(turn, view, MatchMove.ASK_HOST)
    await _ask(turn, view, Party.HOST, match_cards.ask_host(view))
    await show_coordinators(turn, view)
    return view


async def answer_yes(turn: Turn, match_id: str, note: str = "") -> MatchView:
    """Yes to the ask, from whichever side is asked now; `note` is the time the volunteer would prefer."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    must_be_asked(view, party)
    if party is Party.HOST:
        view = await move(turn, view, MatchMove.HOST_YES)
        await _ask(turn, view, Party.VOLUNTEER, match_cards.ask_volunteer(view))
    else:
        view = await move(turn, view, MatchMove.VOLUNTEER_YES)
        view = await introduce(turn, view, note)
    await show_coordinators(turn, view)
    return view


async def answer_no(turn: Turn, match_id: str, reason: str) -> MatchView:
    """No to the ask: the hours are free again and the next best is looked for at once."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    must_be_asked(view, party)
    if party is Party.HOST:
        view = await move(turn, view, MatchMove.HOST_NO, reason)
        if view.match.wisher is Party.VOLUNTEER:
            await answer_wisher(turn, view)
    else:
        view = await move(turn, view, MatchMove.VOLUNTEER_NO, reason)
        await tell(turn, view.match.host, match_cards.looking_again(view), fact=f"match:{match_id}:again")
    await after_exit(turn, view)
    return view


ASKED = {Party.HOST: MatchState.ASKED_HOST, Party.VOLUNTEER: MatchState.ASKED_VOLUNTEER}


def must_be_asked(view: MatchView, party: Party) -> None:
    """Refuses an answer to a question that is not open."""
    if view.match.state is not ASKED[party]:
        raise Refusal("match.answered", state=words(f"match_state.{view.match.state.value}"))


async def introduce(turn: Turn, view: MatchView, note: str = "") -> MatchView:
    """Both said yes: names are shared, and the next step is a date."""
    view = await move(turn, view, MatchMove.INTRODUCE)
    for party in Party:
        card = match_cards.introduction(view, party, note if party is Party.HOST else "")
        fact = f"match:{view.match.id}:introduced:{view.match.revision}"
        await tell(turn, view.match.person(party), card, fact=fact, key=match_key(view.match))
    await talks.begin(turn, view)
    return await checklists.begin(turn, view)


async def cancel(turn: Turn, match_id: str, reason: str) -> MatchView:
    """Either side, or a coordinator, cannot after all: the other is told at once and the search goes on."""
    view = await locked(turn, match_id)
    party = party_acting(turn, view)
    must(turn, Act.CANCEL_MATCH, *([As.PARTY] if party else []))
    party = None if turn.by.coordinates else party
    if party is not None:
        await dates_not_kept.called_off(turn, view, party, view.to_come)
    view = await move(turn, view, MatchMove.CANCEL, reason)
    for each in Party:
        if each is not party:
            card = match_cards.cancelled(view, each, by=party)
            await tell(turn, view.match.person(each), card, fact=f"match:{match_id}:cancelled")
    await after_exit(turn, view)
    return view


async def must_be_going(turn: Turn, match_id: str) -> None:
    """Nobody gives a reason for ending what is over."""
    view = await locked(turn, match_id)
    if not allowed(MATCH, view.match.state, MatchMove.CANCEL):
        raise moved_on(view)


async def reply(turn: Turn, match_id: str, person: str, said: str, *, event: str) -> None:
    """A coordinator's words to one side of a match, who can answer them again."""
    must(turn, Act.WRITE_TO_A_SIDE)
    view = await view_of(turn, await turn.tx.matches.get(match_id))
    if view.match.party(person) is None:
        raise Refusal("match.not_yours")
    card = match_cards.coordinator_writes(view, said)
    await tell(turn, person, card, fact=f"match:{match_id}:reply:{event}")


async def expire(turn: Turn, view: MatchView) -> MatchView:
    """Nobody answered: nobody is blamed, and the next best is looked for."""
    silent = Party.HOST if view.match.state is MatchState.ASKED_HOST else Party.VOLUNTEER
    view = await move(turn, view, MatchMove.EXPIRE, "no answer")
    if view.match.wisher is silent.other:
        await answer_wisher(turn, view)
    await after_exit(turn, view)
    return view


async def fail_check(turn: Turn, view: MatchView) -> MatchView:
    """What has to be in place never was: nobody is blamed, and the search goes on."""
    missing = view.checklist.missing
    view = await move(turn, view, MatchMove.FAIL_CHECK, "check")
    for party in Party:
        card = checklist_cards.failed(view, party, missing)
        await tell(turn, view.match.person(party), card, fact=f"match:{view.match.id}:failed_check")
    await after_exit(turn, view)
    return view


async def answer_wisher(turn: Turn, view: MatchView) -> None:
    """Whoever asked for this match hears that nothing comes of it, and of nobody's reasons."""
    wisher = view.match.wisher
    if wisher is not None:
        card = wish_cards.nothing_came(view, wisher)
        await tell(turn, view.match.person(wisher), card, fact=f"match:{view.match.id}:wish_over")


async def after_exit(turn: Turn, view: MatchView) -> None:
    """Every exit does work: coordinators see it, and both listings are matched again."""
    await show_coordinators(turn, view)
    await think_first(turn, view)
    await look_again(turn, view.need.listing)
    await look_again(turn, view.offer.listing)
    await unmet_if_nobody(turn, view)


async def show_coordinators(turn: Turn, view: MatchView) -> None:
    """The match's one card in every place of the coordinators, as it is now; and those that it takes from."""
    await show_sides(turn, view)
    await desk_cards.show_match(turn, view)
    await desk_cards.show_beside(turn, view)


async def show_sides(turn: Turn, view: MatchView) -> None:
    """The one card that each side keeps, as it stands now; until a date is set the introduction is that."""
    if view.match.state is MatchState.INTRODUCED or not await _were_introduced(turn, view):
        return
    for party in Party:
        card = live_card.live(view, party, clocks_of(turn, view.side(party).owner))
        fact = f"match:{view.match.id}:live:{view.match.revision}:{party}"
        await tell(turn, view.match.person(party), card, fact=fact, key=match_key(view.match))


async def _were_introduced(turn: Turn, view: MatchView) -> bool:
    """Whether names were shared; a match that is over may never have come so far."""
    if view.match.state in NAMED:
        return True
    if view.match.state not in AFTER_NAMES:
        return False
    moves = await turn.tx.record.of(Subject.MATCH, view.match.id)
    return any(moved.move == MatchMove.INTRODUCE for moved in moves)


AFTER_NAMES = (
    MatchState.FAILED_CHECK,
    MatchState.CANCELLED,
    MatchState.NO_SHOW,
    MatchState.CLOSED_NOT_DELIVERED,
    MatchState.ON_HOLD,
)


def party_of(turn: Turn, view: MatchView) -> Party:
    """The side of the match that acts; anybody else is told that it is not theirs."""
    party = party_acting(turn, view)
    must(turn, Act.ANSWER_FOR_MATCH, *([As.PARTY] if party else []))
    assert party is not None
    return party


async def _ask(turn: Turn, view: MatchView, party: Party, card: Card) -> None:
    fact = f"match:{view.match.id}:ask:{party}:{view.match.revision}"
    person = view.side(party).owner
    asked = with_concern(card, view.match.id)
    reached = person.welcomes(turn.now) and await tell(turn, person.id, asked, fact=fact)
    if not reached:
        await tell_coordinators(
            turn, coordinator_cards.out_of_reach(view, party), fact=f"{fact}:lost", about=view.match.id
        )

"""Every button there is, and what it does: looked up by its verb."""

from collections.abc import Awaitable, Callable, Mapping

from bot.chat.incoming import Pressed
from bot.chat.outgoing import Hint
from bot.domain.history import Subject
from bot.domain.listings import ListingState
from bot.domain.matches import AFTERWARDS, MatchState
from bot.domain.organisations import OrganisationState
from bot.domain.refusal import Refusal
from bot.flows import browse, catalogue, commands, current, talk
from bot.flows.capacity import CAPACITY_PRESSES
from bot.flows.date_presses import DATE_PRESSES
from bot.flows.flow import Flow
from bot.flows.personal import ask_hours
from bot.flows.reminder_presses import REMINDER_PRESSES
from bot.flows.scene import Scene
from bot.flows.settled import settled as _settled
from bot.flows.stories import STORY_PRESSES
from bot.flows.talk import Replies, begin
from bot.flows.talk_presses import TALK_PRESSES
from bot.services import dates, delivery, listings, matches, organisations, roles
from bot.services.moves import locked, view_of
from bot.services.tell import tell
from bot.services.turn import decided_already
from bot.texts import listing_cards, match_cards
from bot.texts.catalogue import words

Press = Callable[[Scene, Pressed], Awaitable[Replies]]
May = Callable[[Scene, str], Awaitable[None]]


async def press(scene: Scene, event: Pressed) -> Replies:
    """Does what the button says, or explains why it cannot be done any more."""
    verb = event.action.verb
    if verb.startswith("c."):
        return await _in_conversation(scene, event)
    act = PRESSES.get(verb)
    if act is None:
        raise Refusal("button.unknown")
    return await act(scene, event)


async def _in_conversation(scene: Scene, event: Pressed) -> Replies:
    standing = await current.mine(scene, event.action.subject)
    if standing is None:
        another = await current.of_another(scene, event.action.subject)
        raise Refusal("button.not_yours" if another else "button.over")
    if event.action.revision != standing.revision and event.action.verb in ("c.set", "c.field"):
        return (Hint(text=words("hint.answered_already")),)
    return await talk.pressed(scene, event.action.verb, standing, event.action.option)


def _go(command: str) -> Press:
    async def start(scene: Scene, event: Pressed) -> Replies:
        return await commands.run(scene, command, "")

    return start


def _asks(flow: Flow, may: May, option: str = "") -> Press:
    """A button that first needs an answer: its flow begins, about the button's subject.

    `may` raises before anything is asked: nobody gives reasons for what is decided, or not theirs.
    """

    async def start(scene: Scene, event: Pressed) -> Replies:
        await may(scene, event.action.subject)
        return await begin(scene, flow, subject=event.action.subject, option=option, form=True)

    return start


async def _group_waits(scene: Scene, id: str) -> None:
    roles.must_coordinate(scene.turn)
    group = await scene.turn.tx.organisations.get(id)
    if group.state is not OrganisationState.PENDING:
        raise await decided_already(scene.turn, Subject.ORGANISATION, id)


async def _listing_waits(scene: Scene, id: str) -> None:
    roles.must_coordinate(scene.turn)
    listing = await scene.turn.tx.listings.get(id)
    if listing.state not in (ListingState.SUBMITTED, ListingState.CLARIFYING):
        raise await decided_already(scene.turn, Subject.LISTING, id)


async def _match_waits(scene: Scene, id: str) -> None:
    roles.must_coordinate(scene.turn)
    await matches.still_to_decide(scene.turn, id)


async def _match_can_be_settled(scene: Scene, id: str) -> None:
    roles.must_coordinate(scene.turn)
    view = await locked(scene.turn, id)
    if view.match.state not in (*AFTERWARDS, MatchState.DISPUTED):
        raise matches.moved_on(view)


async def _my_listing_is_asked(scene: Scene, id: str) -> None:
    listing = await scene.turn.tx.listings.get(id)
    if listing.owner != scene.person.id:
        raise Refusal("listing.not_yours")
    if listing.state is not ListingState.CLARIFYING:
        raise Refusal("listing.answered", state=words(f"listing_state.{listing.state.value}"))


async def _my_group(scene: Scene, id: str) -> None:
    if (await scene.turn.tx.organisations.get(id)).id != scene.person.organisation:
        raise Refusal("listing.not_yours")


async def _my_match(scene: Scene, id: str) -> None:
    matches.party_of(scene.turn, await view_of(scene.turn, await scene.turn.tx.matches.get(id)))


async def _verify(scene: Scene, event: Pressed) -> Replies:
    await organisations.verify(scene.turn, event.action.subject)
    return ()


async def _undo_organisation(scene: Scene, event: Pressed) -> Replies:
    await organisations.undo(scene.turn, event.action.subject)
    return ()


async def _approve_listing(scene: Scene, event: Pressed) -> Replies:
    await listings.approve(scene.turn, event.action.subject)
    return ()


async def _same_listing(scene: Scene, event: Pressed) -> Replies:
    await listings.merge(scene.turn, event.action.subject)
    return ()


async def _undo_listing(scene: Scene, event: Pressed) -> Replies:
    await listings.undo(scene.turn, event.action.subject)
    return ()


async def _withdraw(scene: Scene, event: Pressed) -> Replies:
    view = await listings.withdraw(scene.turn, event.action.subject)
    await _settled(scene, event, "settled.withdrawn")
    await scene.say(listing_cards.withdrawn(view))
    return ()


async def _approve(scene: Scene, event: Pressed) -> Replies:
    await matches.approve(scene.turn, event.action.subject)
    return ()


async def _undo(scene: Scene, event: Pressed) -> Replies:
    await matches.undo(scene.turn, event.action.subject)
    return ()


async def _ask_now(scene: Scene, event: Pressed) -> Replies:
    await matches.ask_now(scene.turn, event.action.subject)
    return ()


async def _dismiss(scene: Scene, event: Pressed) -> Replies:
    """Checked before the reason is asked: nobody gives reasons for what is decided already."""
    roles.must_coordinate(scene.turn)
    await matches.still_to_decide(scene.turn, event.action.subject)
    return await begin(scene, catalogue.DISMISS, subject=event.action.subject)


async def _yes(scene: Scene, event: Pressed) -> Replies:
    view = await matches.answer_yes(scene.turn, event.action.subject)
    await _settled(scene, event, "settled.yes")
    if view.match.state is MatchState.INTRODUCED and view.proposed:  # the date was in the question
        session = view.proposed[0]
        await dates.agree(scene.turn, view.match.id, session.sequence, session.id)
    return ()


async def _no(scene: Scene, event: Pressed) -> Replies:
    await _still_asked(scene, event)
    await _settled(scene, event, "settled.no")
    return await begin(scene, catalogue.SAY_NO, subject=event.action.subject)


async def _other_time(scene: Scene, event: Pressed) -> Replies:
    await _still_asked(scene, event)
    await _settled(scene, event, "settled.other_time")
    return await begin(scene, catalogue.OTHER_TIME, subject=event.action.subject)


async def _change(scene: Scene, event: Pressed) -> Replies:
    await _still_asked(scene, event)
    return await begin(scene, catalogue.CHANGE, subject=event.action.subject)


async def _still_asked(scene: Scene, event: Pressed) -> None:
    view = await locked(scene.turn, event.action.subject)
    matches.must_be_asked(view, matches.party_of(scene.turn, view))


async def _no_reply(scene: Scene, event: Pressed) -> Replies:
    """The other side is asked once more, and a coordinator will see if that does not help."""
    view = await locked(scene.turn, event.action.subject)
    party = matches.party_of(scene.turn, view)
    if view.match.state is not MatchState.INTRODUCED:
        raise Refusal("match.moved_on", state=words(f"match_state.{view.match.state.value}"))
    chase = match_cards.chase(view, party.other)
    await tell(
        scene.turn, view.match.person(party.other), chase, fact=f"match:{view.match.id}:chased:{party}"
    )
    await _settled(scene, event, "settled.chased")
    return ()


async def _delivered(scene: Scene, event: Pressed) -> Replies:
    view, which = await locked(scene.turn, event.action.subject), event.action.option
    delivery.must_be_open(scene.turn, view, which)
    await _settled(scene, event, "settled.delivered")
    return await ask_hours(scene, view, which)


async def _not_yet(scene: Scene, event: Pressed) -> Replies:
    view = await locked(scene.turn, event.action.subject)
    delivery.must_be_open(scene.turn, view, event.action.option)
    await _settled(scene, event, "settled.not_yet")
    return ()


async def _no_show(scene: Scene, event: Pressed) -> Replies:
    await delivery.missed(scene.turn, event.action.subject, event.action.option)
    await _settled(scene, event, "settled.no_show")
    return ()


async def _problem(scene: Scene, event: Pressed) -> Replies:
    view = await locked(scene.turn, event.action.subject)
    delivery.must_be_open(scene.turn, view)
    await _settled(scene, event, "settled.problem")
    return await begin(scene, catalogue.PROBLEM, subject=event.action.subject)


async def _feedback(scene: Scene, event: Pressed) -> Replies:
    view = await view_of(scene.turn, await scene.turn.tx.matches.get(event.action.subject))
    matches.party_of(scene.turn, view)
    await _settled(scene, event, "settled.feedback")
    return await begin(scene, catalogue.FEEDBACK, subject=event.action.subject)


async def _reply(scene: Scene, event: Pressed) -> Replies:
    """A coordinator answers the side that wrote to them."""
    roles.must_coordinate(scene.turn)
    to = await scene.turn.tx.matches.get(event.action.subject)
    if to.party(event.action.option) is None:
        raise Refusal("button.unknown")
    person = event.action.option
    return await begin(scene, catalogue.REPLY, subject=to.id, option=person, form=True)


async def _end(scene: Scene, event: Pressed) -> Replies:
    roles.must_coordinate(scene.turn)
    await matches.cancel(scene.turn, event.action.subject, "ended by a coordinator")
    await _settled(scene, event, "settled.ended", name=scene.person.name)
    return ()


async def _not_delivered(scene: Scene, event: Pressed) -> Replies:
    roles.must_coordinate(scene.turn)
    await delivery.not_delivered(scene.turn, event.action.subject, "not delivered")
    await _settled(scene, event, "settled.ended", name=scene.person.name)
    return ()


PRESSES: Mapping[str, Press] = {
    **browse.PRESSES,
    **REMINDER_PRESSES,
    "go.offer": _go("offer"),
    "go.need": _go("need"),
    "go.mine": _go("mine"),
    "go.help": _go("help"),
    "go.queue": _go("queue"),
    "go.report": _go("report"),
    "org.verify": _verify,
    "org.ask": _asks(catalogue.ASK, _group_waits, Subject.ORGANISATION.value),
    "org.refuse": _asks(catalogue.REFUSE, _group_waits),
    "org.undo": _undo_organisation,
    "org.answer": _asks(catalogue.ANSWER, _my_group, Subject.ORGANISATION.value),
    "listing.approve": _approve_listing,
    "listing.ask": _asks(catalogue.ASK, _listing_waits, Subject.LISTING.value),
    "listing.decline": _asks(catalogue.DECLINE, _listing_waits),
    "listing.same": _same_listing,
    "listing.undo": _undo_listing,
    "listing.answer": _asks(catalogue.ANSWER, _my_listing_is_asked, Subject.LISTING.value),
    "listing.withdraw": _withdraw,
    "match.approve": _approve,
    "match.edit": _asks(catalogue.EDIT, _match_waits),
    "match.dismiss": _dismiss,
    "match.undo": _undo,
    "match.now": _ask_now,
    "match.yes": _yes,
    "match.no": _no,
    "match.not_now": _no,
    "match.different_time": _other_time,
    "match.change": _change,
    "desk.reply": _reply,
    "match.concern": _asks(catalogue.CONCERN, _my_match),
    "match.feedback": _feedback,
    "match.end": _end,
    **DATE_PRESSES,
    **STORY_PRESSES,
    **CAPACITY_PRESSES,
    "spoke.no_reply": _no_reply,
    "delivered.yes": _delivered,
    "delivered.part": _delivered,
    "delivered.not_yet": _not_yet,
    "delivered.no_show": _no_show,
    "delivered.problem": _problem,
    **TALK_PRESSES,
    "settle.verify": _asks(catalogue.SETTLE, _match_can_be_settled),
    "settle.not_delivered": _not_delivered,
}

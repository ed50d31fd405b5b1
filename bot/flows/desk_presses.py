"""The coordinators' buttons."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.history import Subject
from bot.domain.listings import ListingState
from bot.domain.matches import AFTERWARDS, MatchState
from bot.domain.organisations import OrganisationState
from bot.domain.refusal import Refusal
from bot.flows import catalogue, looking_up
from bot.flows.pressing import Press, asks, settled
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.services import delivery, holding, listings, matches, organisations, roles
from bot.services.moves import locked
from bot.services.turn import decided_already


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


async def _hold(scene: Scene, event: Pressed) -> Replies:
    await holding.hold(scene.turn, event.action.subject)
    return ()


async def _thaw(scene: Scene, event: Pressed) -> Replies:
    await holding.thaw(scene.turn, event.action.subject)
    return ()


async def _open(scene: Scene, event: Pressed) -> Replies:
    return await looking_up.open_one(scene, event.action.subject)


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
    await settled(scene, event, "settled.ended", name=scene.person.name)
    return ()


async def _not_delivered(scene: Scene, event: Pressed) -> Replies:
    roles.must_coordinate(scene.turn)
    await delivery.not_delivered(scene.turn, event.action.subject, "not delivered")
    await settled(scene, event, "settled.ended", name=scene.person.name)
    return ()


DESK: Mapping[str, Press] = {
    "org.verify": _verify,
    "org.ask": asks(catalogue.ASK, _group_waits, Subject.ORGANISATION.value),
    "org.refuse": asks(catalogue.REFUSE, _group_waits),
    "org.undo": _undo_organisation,
    "listing.approve": _approve_listing,
    "listing.ask": asks(catalogue.ASK, _listing_waits, Subject.LISTING.value),
    "listing.decline": asks(catalogue.DECLINE, _listing_waits),
    "listing.same": _same_listing,
    "listing.undo": _undo_listing,
    "match.approve": _approve,
    "match.edit": asks(catalogue.EDIT, _match_waits),
    "match.dismiss": _dismiss,
    "match.undo": _undo,
    "match.now": _ask_now,
    "desk.reply": _reply,
    "match.hold": _hold,
    "match.thaw": _thaw,
    "desk.open": _open,
    "match.end": _end,
    "settle.verify": asks(catalogue.SETTLE, _match_can_be_settled),
    "settle.not_delivered": _not_delivered,
}

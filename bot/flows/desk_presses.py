"""The coordinators' buttons."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.history import Subject
from bot.domain.listings import ListingState
from bot.domain.matches import AFTERWARDS, MatchState
from bot.domain.organisations import OrganisationState
from bot.domain.refusal import Refusal
from bot.flows import catalogue, looking_up
from bot.flows.asking import Press, asks, does
from bot.flows.scene import Scene
from bot.flows.settled import settled
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


async def _dismiss(scene: Scene, event: Pressed) -> Replies:
    """Checked before the reason is asked: nobody gives reasons for what is decided already."""
    roles.must_coordinate(scene.turn)
    await matches.still_to_decide(scene.turn, event.action.subject)
    return await begin(scene, catalogue.DISMISS, subject=event.action.subject)


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
    "org.verify": does(organisations.verify),
    "org.ask": asks(catalogue.ASK, _group_waits, Subject.ORGANISATION.value),
    "org.refuse": asks(catalogue.REFUSE, _group_waits),
    "org.undo": does(organisations.undo),
    "listing.approve": does(listings.approve),
    "listing.ask": asks(catalogue.ASK, _listing_waits, Subject.LISTING.value),
    "listing.decline": asks(catalogue.DECLINE, _listing_waits),
    "listing.same": does(listings.merge),
    "listing.undo": does(listings.undo),
    "match.approve": does(matches.approve),
    "match.edit": asks(catalogue.EDIT, _match_waits),
    "match.dismiss": _dismiss,
    "match.undo": does(matches.undo),
    "match.now": does(matches.ask_now),
    "desk.reply": _reply,
    "match.hold": does(holding.hold),
    "match.thaw": does(holding.thaw),
    "desk.open": _open,
    "match.end": _end,
    "settle.verify": asks(catalogue.SETTLE, _match_can_be_settled),
    "settle.not_delivered": _not_delivered,
}

"""The coordinators' buttons. Each looks the row up, and the version that the card showed, before it decides.

A card that is older than what it is about - after an edit elsewhere, after a restore - is drawn anew by
whatever is pressed on it.
"""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.history import Subject
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows import bulk, catalogue, looking_up
from bot.flows.asking import May, Press, asks, does
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies, begin
from bot.services import claims, desk_keys, holding, listings, matches, organisations, roles, settling
from bot.services.deciding import Waits, group_waits, listing_waits, match_waits
from bot.services.desk_cards import card_of, found, key_of
from bot.services.tell import redraw, settle
from bot.texts.cards import note
from bot.texts.catalogue import words


def _waits(waits: Waits) -> May:
    return lambda scene, id: waits(scene.turn, id)


_group_waits, _listing_waits, _match_waits = map(_waits, (group_waits, listing_waits, match_waits))


async def _coordinates(scene: Scene, id: str) -> None:
    roles.must(scene.turn, Act.LOOK_UP)


def decides(act: Press, waits: May) -> Press:
    """A decision on what the card shows: `waits` raises where it was made already, and says by whom."""

    async def decide(scene: Scene, event: Pressed) -> Replies:
        await waits(scene, event.action.subject)
        key = await _known_as(scene, event)
        one = await found(scene.turn, event.action.subject)
        if one is not None and one.revision != event.action.revision:
            raise Refusal("card.changed")
        replies = await act(scene, event)
        if key.startswith(("~", "desk:")):  # not the card that keeps up by itself
            await _draw(scene, event, key)
        return replies

    return decide


async def _known_as(scene: Scene, event: Pressed) -> str:
    """The key of the message pressed; one that we do not know, as after a restore, is known from now on."""
    tx, chat, one = scene.turn.tx, scene.origin.chat, await found(scene.turn, event.action.subject)
    if not event.message:
        return ""
    there = await tx.outbox.posted(chat, event.message)
    if there is not None:
        return there[0]
    return await tx.cards.adopt(chat, event.message, note("card.below"), key_of(one) if one else "")


async def repair(scene: Scene, event: Pressed, sentence: str) -> None:
    """After a refusal: the card pressed shows how things stand now, or, if it was no such card, why."""
    key = await _known_as(scene, event)
    if key == f"batch:{event.action.subject}":
        await bulk.draw_again(scene, event.action.subject)
    elif not await _draw(scene, event, key):
        await settle(scene.turn, scene.origin.chat, event.message, sentence)


async def _draw(scene: Scene, event: Pressed, key: str) -> bool:
    """False for a message that is not the card of what its button is about."""
    one = await found(scene.turn, event.action.subject)
    if one is None or (not key.endswith(key_of(one)) and not key.startswith("~")):
        return False
    card = await card_of(scene.turn, one)
    await redraw(scene.turn, scene.origin.chat, key, card, cause=scene.origin.event)
    return True


async def _dismiss(scene: Scene, event: Pressed) -> Replies:
    return await begin(scene, catalogue.DISMISS, subject=event.action.subject)


async def _thaw(scene: Scene, event: Pressed) -> Replies:
    await holding.thaw(scene.turn, event.action.subject)
    await _said_there(scene, event, words("hold.thawed"))
    return ()


async def _may_end(scene: Scene, id: str) -> None:
    roles.must(scene.turn, Act.LOOK_UP)
    await matches.must_be_going(scene.turn, id)


async def _not_delivered(scene: Scene, event: Pressed) -> Replies:
    roles.must(scene.turn, Act.LOOK_UP)
    match, which = event.action.subject, event.action.option
    await settling.must_be_over(scene.turn, match, which)
    return await begin(scene, catalogue.NOT_DELIVERED, subject=match, option=which, form=True)


async def _said_there(scene: Scene, event: Pressed, sentence: str) -> None:
    """On a message beside the match's card; the card itself says it already."""
    key = await _known_as(scene, event)
    if key and not key.endswith(f"match:{event.action.subject}"):
        await settle(scene.turn, scene.origin.chat, event.message, sentence)


async def _reply(scene: Scene, event: Pressed) -> Replies:
    """A coordinator answers the side that wrote to them."""
    roles.must(scene.turn, Act.LOOK_UP)
    to = await scene.turn.tx.matches.get(event.action.subject)
    if to.party(event.action.option) is None:
        raise Refusal("button.unknown")
    person = event.action.option
    return await begin(scene, catalogue.REPLY, subject=to.id, option=person, form=True)


async def _close(scene: Scene, event: Pressed) -> Replies:
    """A browser that was lost, or lent."""
    roles.must(scene.turn, Act.LOOK_UP)
    await desk_keys.end(scene.turn)
    await settled(scene, event, "desk_page.closed")
    return ()


async def _open(scene: Scene, event: Pressed) -> Replies:
    return await looking_up.open_one(scene, event.action.subject)


DECISIONS: Mapping[str, Press] = {
    "org.verify": decides(does(organisations.verify), _group_waits),
    "org.ask": decides(asks(catalogue.ASK, _coordinates, Subject.ORGANISATION.value), _group_waits),
    "org.refuse": decides(asks(catalogue.REFUSE, _coordinates), _group_waits),
    "org.undo": decides(does(organisations.undo), _coordinates),
    "listing.approve": decides(does(listings.approve), _listing_waits),
    "listing.ask": decides(asks(catalogue.ASK, _coordinates, Subject.LISTING.value), _listing_waits),
    "listing.decline": decides(asks(catalogue.DECLINE, _coordinates), _listing_waits),
    "listing.same": decides(does(listings.merge), _listing_waits),
    "listing.undo": decides(does(listings.undo), _coordinates),
    "match.approve": decides(does(matches.approve), _match_waits),
    "match.edit": decides(asks(catalogue.EDIT, _coordinates), _match_waits),
    "match.dismiss": decides(_dismiss, _match_waits),
    "match.undo": decides(does(matches.undo), _coordinates),
    "match.now": decides(does(matches.ask_now), _coordinates),
}

DESK: Mapping[str, Press] = {
    **DECISIONS,
    "match.hold": does(holding.hold),
    "match.thaw": _thaw,
    "match.end": asks(catalogue.END, _may_end),
    "settle.not_delivered": _not_delivered,
    "desk.reply": _reply,
    "desk.open": _open,
    "desk.take": does(claims.take),
    "desk.close": _close,
    "bulk.approve": bulk.approve_these,
    "bulk.out": bulk.leave_out,
    "bulk.drop": bulk.drop,
}

REPAIRED = frozenset(DECISIONS) | {"match.hold", "match.thaw", "match.end", "bulk.approve", "desk.take"}
"""Buttons whose message is looked at again when they are refused."""

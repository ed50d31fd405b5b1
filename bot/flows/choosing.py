"""Choosing from the menu, as a conversation: what is missing of one's own offer or need is asked."""

import re

from bot.chat.form import Values
from bot.chat.incoming import Pressed
from bot.chat.outgoing import Hint
from bot.domain.conversations import Conversation
from bot.domain.listings import Listing, ListingKind, Side, Terms
from bot.domain.refusal import Refusal
from bot.flows import current, talk
from bot.flows.answers import Moment, canonical_place, canonical_when, when_of
from bot.flows.catalogue import FLOWS, NEED, OFFER
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies, begin
from bot.reading import places
from bot.reading.unread import Unread
from bot.reading.when import Flexible
from bot.services import wishing
from bot.texts import wish_cards
from bot.texts.cards import cut, note
from bot.texts.catalogue import words
from bot.texts.drawing import drawn
from bot.texts.times import figure

MOST_QUOTED = 120  # characters of the other side's words: what it is about, and not its whole story
_FIRST_SENTENCE = re.compile(r"(?<=[a-z)])[.!?]+\s", re.IGNORECASE)


async def choose(scene: Scene, event: Pressed) -> Replies:
    """A match is asked for at once with what the person has open, or after what is missing was asked."""
    chosen = event.action.subject
    standing = await current.standing(scene)
    if standing is not None and standing.subject == chosen and standing.flow in (OFFER.name, NEED.name):
        opened = await talk.pressed(scene, "c.open", standing, "")
        return opened or (Hint(text=words("wish.in_step")),)
    view = await wishing.wish(scene.turn, scene.person, chosen)
    if view is None:
        return await _make_one(scene, await scene.turn.tx.listings.get(chosen))
    await settled(scene, event, "settled.wished")
    await scene.say(wish_cards.wished(view))
    return ()


async def _make_one(scene: Scene, chosen: Listing) -> Replies:
    if not scene.can_open_form:
        await scene.say(note(f"wish.fill_in_{chosen.side.value}"))
    if chosen.side is Side.NEED:
        return await begin(
            scene, OFFER, answers=offer_for(chosen, scene.moment), subject=chosen.id, form=True
        )
    return await begin(scene, NEED, answers=need_for(chosen, scene.moment), subject=chosen.id, form=True)


def offer_for(need: Listing, moment: Moment) -> dict[str, Values]:
    """An offer of what the need asks for; what only its owner can know is left to be asked."""
    terms = need.terms
    answers = _as_said(need, moment)
    quoted = cut(_FIRST_SENTENCE.split(terms.what)[0], MOST_QUOTED)
    answers["what"] = (drawn(words("wish.can", what=quoted), moment.reads),)
    answers["where"] = (_place(terms),)
    if not terms.languages:
        answers["languages"] = ()
    if not terms.checks:
        answers["checks"] = ()
    return answers


def need_for(offer: Listing, moment: Moment) -> dict[str, Values]:
    """A need of what the offer gives; what it is needed for is left to be asked."""
    terms = offer.terms
    answers = _as_said(offer, moment)
    if terms.kind is ListingKind.GOODS_OR_SPACE or not terms.on_site:
        answers["where"] = (_place(terms),)
    if terms.kind is not ListingKind.GOODS_OR_SPACE:
        del answers["hours"]  # how much of it they need
    return {**answers, "people": (str(terms.people),), "languages": (), "checks": ()}


def _as_said(chosen: Listing, moment: Moment) -> dict[str, Values]:
    terms = chosen.terms
    when = when_of(terms.when.said, moment)
    return {
        "kind": (terms.kind.value,),
        "when": (canonical_when(Flexible() if isinstance(when, Unread) else when),),
        "hours": (figure(min(terms.hours, chosen.quantity.remaining)),),
    }


def _place(terms: Terms) -> str:
    districts = (terms.district,) if terms.district and terms.on_site else ()
    anywhere = terms.on_site and not terms.district
    return canonical_place(places.Place(districts=districts, remote=terms.remote or None, anywhere=anywhere))


async def begin_again(scene: Scene, conversation: Conversation, refusal: Refusal) -> Replies:
    """What was answered does not fit, or what was chosen cannot be had any more: nothing typed is lost, and
    what was written for something that is gone can be posted for others.
    """
    reason = words(refusal.key, **refusal.parts)
    fits_not = refusal.key == "wish.limit"
    await scene.say(note("browse.reason" if fits_not else "wish.post_for_others", reason=reason))
    subject = conversation.subject if fits_not else ""
    return await begin(scene, FLOWS[conversation.flow], answers=conversation.answers, subject=subject)

"""Browsing what is open: the menu of kinds, a few cards a page, and one card by its link."""

from collections.abc import Mapping

from bot.chat.form import Answers, Values
from bot.chat.incoming import Pressed
from bot.chat.outgoing import Card
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.domain.listings import Listing, Side
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.catalogue import BROWSE
from bot.flows.choosing import choose
from bot.flows.looking import ANY, SIDE, answers_of, looking_of, side_named
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import PATIENCE, Replies, begin
from bot.services import browsing, wishing
from bot.services.city_words import first_said
from bot.texts import browse_cards
from bot.texts.catalogue import words

PAGE = 3  # cards at a time: what a phone shows without scrolling back
LINK = "n_"


async def browse(scene: Scene, rest: str) -> Replies:
    """The menu; with words after it, what fits them at once."""
    if rest.lower().startswith(LINK):
        return await one(scene, rest[len(LINK) :])
    side, sought = side_named(rest)
    side = side or await _usual_side(scene)
    if sought:
        return await _show_new(scene, {**answers_of(sought, scene.moment), SIDE: (side.value,)})
    return await _menu(scene, side)


async def _usual_side(scene: Scene) -> Side:
    """Groups look for what is offered, everybody else for what is needed."""
    return Side.OFFER if await role_of(scene) == "group" else Side.NEED


async def _menu(scene: Scene, side: Side) -> Replies:
    there = await browsing.everything(scene.turn, scene.person, side)
    if not there:
        await scene.say(browse_cards.nothing_open(side))
        return ()
    circumstances: dict[str, Values] = {
        SIDE: (side.value,),
        "_kinds": (ANY, *await browsing.kinds_open(scene.turn, there)),
    }
    if scene.limits.forms and not scene.can_open_form:
        return await _show_new(scene, {**circumstances, "kind": (ANY,)})
    narrow: dict[str, Values] = {"_narrow": ("ask",)} if scene.can_open_form else {}
    return await begin(scene, BROWSE, answers={**circumstances, **narrow}, form=True)


async def chosen(scene: Scene, talk: Conversation) -> Replies:
    """The kind, and perhaps more, was said: the first page."""
    await _page(scene, talk, 0)
    return ()


async def _show_new(scene: Scene, answers: Answers) -> Replies:
    """The first page of what was looked for in so many words; the next page needs to know them again."""
    talk = Conversation(
        id=scene.turn.new_id(),
        account=scene.origin.sender,
        chat=scene.origin.chat,
        person=scene.person.id,
        flow=BROWSE.name,
        version=BROWSE.version,
        surface=Surface.MESSAGE,
        state=ConversationState.DONE,
        answers=answers,
        step=BROWSE.fields[0].name,
        expires_at=scene.turn.now + PATIENCE,
        revision=1,
    )
    await scene.turn.tx.conversations.put(talk)
    await _page(scene, talk, 0)
    return ()


async def _page(scene: Scene, talk: Conversation, first: int) -> None:
    looking = looking_of(talk.answers, scene.moment)
    found = await browsing.found(scene.turn, scene.person, looking)
    if not found:
        await scene.say(browse_cards.nothing_fits(looking.side, talk.id))
        return
    page = found[first : first + PAGE]
    for listing in page:
        await scene.say(await card_for(scene, listing), key=f"browse:{listing.id}:{scene.origin.event}")
    shown = (first + 1, first + len(page), len(found))
    await scene.say(browse_cards.where_in_list(looking.side, talk.id, shown), key=f"browse:{talk.id}:{first}")


async def card_for(scene: Scene, listing: Listing) -> Card:
    """With the button only where nothing stands in the way; nothing is said of one that is not open."""
    refusal = await wishing.why_not(scene.turn, scene.person, listing)
    if refusal is not None and refusal.key == "wish.closed":
        return browse_cards.closed()
    reason = "" if refusal is None else words(refusal.key, **refusal.parts)
    organisation = await scene.turn.tx.organisations.get(listing.organisation)
    first = await first_said(scene.turn, listing)
    return browse_cards.listing_card(listing, organisation.kind, reason, first)


async def one(scene: Scene, id: str) -> Replies:
    """The card of one listing, as a poster or a colleague named it."""
    listing = await scene.turn.tx.listings.get(id.strip().upper())
    await scene.say(await card_for(scene, listing), key=f"browse:{listing.id}:{scene.origin.event}")
    return ()


async def _more(scene: Scene, event: Pressed) -> Replies:
    talk = await _earlier(scene, event.action.subject)
    option = event.action.option
    await settled(scene, event, "settled.more")
    await _page(scene, talk, int(option) if option.isdecimal() else 0)
    return ()


async def _narrow(scene: Scene, event: Pressed) -> Replies:
    """The same list, with more said about what is looked for."""
    talk = await _earlier(scene, event.action.subject)
    known = {name: values for name, values in talk.answers.items() if name in (SIDE, "_kinds")}
    kind = {} if scene.can_open_form else {"kind": talk.answers.get("kind", (ANY,))}
    return await begin(scene, BROWSE, answers={**known, **kind, "_narrow": ("ask",)}, form=True)


async def _kinds(scene: Scene, event: Pressed) -> Replies:
    option = event.action.option
    return await _menu(scene, Side(option) if option in set(Side) else await _usual_side(scene))


async def _go(scene: Scene, event: Pressed) -> Replies:
    return await browse(scene, "")


async def _earlier(scene: Scene, id: str) -> Conversation:
    talk = await scene.turn.tx.conversations.get(id)
    if talk is None or talk.person != scene.person.id or talk.flow != BROWSE.name:
        raise Refusal("browse.old")
    return talk


PRESSES: Mapping[str, Press] = {
    "go.browse": _go,
    "browse.more": _more,
    "browse.narrow": _narrow,
    "browse.kinds": _kinds,
    "browse.choose": choose,
}

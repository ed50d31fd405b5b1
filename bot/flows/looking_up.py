"""What coordinators look up and put together by hand."""

from collections.abc import Sequence

from bot.domain.listings import Listing, ListingState
from bot.domain.matches import LIVE, TO_COME, Match
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows.catalogue import GIVE_UP
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.flows.whereabouts import in_a_place
from bot.services import claims, finding, holding, instalments, listings, pairing, pledges
from bot.services import unmet as unmet_needs
from bot.services.desk_cards import OnTheDesk, card_of, found, key_of
from bot.services.moves import view_of
from bot.services.roles import must
from bot.services.tell import bring_down, coordinators_chats
from bot.texts import search_cards
from bot.texts.cards import note

MOST_SHOWN = 5  # cards in answer to one command
MOST_FOUND = 50  # of a kind


async def find(scene: Scene, rest: str) -> Replies:
    """People, organisations, listings and matches, by number or words, with what can be done about each."""
    must(scene.turn, Act.LOOK_UP)
    asked = " ".join(rest.split())
    if not asked:
        raise Refusal("find.what")
    there = await finding.find(scene.turn, asked, MOST_FOUND)
    if not len(there):
        await scene.say(note("find.nothing", asked=asked))
        return ()
    counts = (len(there.people), len(there.organisations), len(there.listings), len(there.matches))
    await scene.say(search_cards.found(asked, *counts))
    for person in there.people[:2]:
        await _show_person(scene, person)
    await show(scene, _best(there))
    return ()


def _best(there: finding.Found) -> list[OnTheDesk]:
    """Some of each kind rather than many of one."""
    kinds: list[list[OnTheDesk]] = [list(there.matches), list(there.listings), list(there.organisations)]
    taken: list[OnTheDesk] = []
    while any(kinds) and len(taken) < MOST_SHOWN:
        taken += [kind.pop(0) for kind in kinds if kind]
    return taken[:MOST_SHOWN]


async def show(scene: Scene, some: Sequence[OnTheDesk]) -> None:
    """The cards to decide with, as the newest messages: of each there is one that can be pressed."""
    turn, chat, event, within = scene.turn, scene.origin.chat, scene.origin.event, scene.origin.within
    among_the_others = chat in await coordinators_chats(turn)
    for one in some:
        key = key_of(one) if among_the_others else f"desk:{key_of(one)}"
        await bring_down(turn, chat, await card_of(turn, one), key=key, cause=event, within=within)


async def _show_person(scene: Scene, person: Person) -> None:
    tx = scene.turn.tx
    under_way = sum(match.state in LIVE for match in await tx.matches.of_person(person.id))
    groups = await tx.organisations.some([person.organisation] if person.organisation else [])
    card = search_cards.person(person, groups[0].name if groups else "", under_way)
    await scene.say(card, key=f"copy:{person.id}:{scene.origin.event}")


async def open_one(scene: Scene, rest: str) -> Replies:
    """The card of whatever has this number, or stands in this line of the newest digest."""
    must(scene.turn, Act.LOOK_UP)
    number = await _of_the_digest(scene, rest.strip()) or rest
    one = await found(scene.turn, number)
    if one is None:
        if await instalments.show_again(scene.turn, scene.origin.chat, number, scene.origin.event):
            return ()
        for pledge in await scene.turn.tx.pledges.some([number.lstrip("#").upper()]):
            await scene.say(await pledges.card_of(scene.turn, pledge))
            return ()
        raise Refusal("open.unknown", id=rest)
    await show(scene, [one])
    return ()


async def _of_the_digest(scene: Scene, typed: str) -> str:
    lines = await scene.turn.tx.desk.newest_morning()
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:3]) <= len(lines):
        return lines[int(typed[:3]) - 1]
    return ""


async def take(scene: Scene, rest: str) -> Replies:
    """`take NUMBER`: I take care of it; the others see that, and may still press."""
    must(scene.turn, Act.TAKE_IN_HAND)
    if not rest:
        raise Refusal("take.how")
    one = await claims.take(scene.turn, rest)
    await scene.say(note("take.done", id=one.id))
    return ()


async def hand_over(scene: Scene, rest: str) -> Replies:
    """`hand over NUMBER to NAME`."""
    must(scene.turn, Act.TAKE_IN_HAND)
    id, _, name = rest.partition(" ")
    name = name.strip().removeprefix("to ").strip()
    if not name:
        raise Refusal("handover.how")
    to = await claims.hand_over(scene.turn, id, name)
    await scene.say(note("handover.done", name=to.name))
    return ()


async def remove_coordinator(scene: Scene, rest: str) -> Replies:
    """`remove coordinator NAME`: from the next press on they are one no more."""
    must(scene.turn, Act.REMOVE_COORDINATOR)
    if not rest:
        raise Refusal("coordinator.how")
    gone = await claims.remove_coordinator(scene.turn, rest)
    await scene.say(note("coordinator.removed", name=gone.name))
    return ()


async def pair(scene: Scene, rest: str) -> Replies:
    """`pair NEED OFFER`: a match by hand, for a coordinator to approve like any other."""
    must(scene.turn, Act.PAIR)
    ids = rest.upper().replace(",", " ").replace("#", " ").split()
    if len(ids) != 2:
        raise Refusal("pair.how")
    match = await pairing.pair(scene.turn, ids[0], ids[1])
    if not await in_a_place(scene):
        await scene.say(note("pair.made"))
        await show(scene, [match])
    return ()


async def unmet(scene: Scene, rest: str) -> Replies:
    """Open needs without a fitting offer: why, what would open each, and then what is wanted in all.

    With a number: that need is not met, for a reason that is asked.
    """
    if rest.strip():
        must(scene.turn, Act.LOOK_UP)
        need = await found(scene.turn, rest.strip().upper().removeprefix("N_"))
        if not isinstance(need, Listing):
            raise Refusal("open.unknown", id=rest.strip())
        listings.must_be_open_need(need)
        return await begin(scene, GIVE_UP, subject=need.id, form=True)
    needs = await unmet_needs.unmet(scene.turn)
    if not needs:
        await scene.say(note("unmet.none"))
        return ()
    lines = [(one.need, one.left_out, one.would_open) for one in needs]
    wanted = await unmet_needs.demand(scene.turn, needs)
    await scene.say(search_cards.unmet(lines, wanted, scene.turn.now))
    return ()


async def vet(scene: Scene, rest: str) -> Replies:
    """Organisations to verify, needs that ask for a check, and matches whose checks are open."""
    must(scene.turn, Act.LOOK_UP)
    tx = scene.turn.tx
    groups = await tx.organisations.pending()
    waiting = await tx.listings.in_state(ListingState.SUBMITTED, ListingState.CLARIFYING)
    needs = [one for one in waiting if one.terms.checks and one.side.value == "need"]
    checking = [one for one in await tx.matches.in_state(*TO_COME) if await _checks_open(scene, one)]
    if not (groups or needs or checking):
        await scene.say(note("vet.none"))
        return ()
    await scene.say(search_cards.vetting(len(groups), len(needs), len(checking)))
    everything: list[OnTheDesk] = [*groups, *needs, *checking]
    await show(scene, everything[:MOST_SHOWN])
    return ()


async def _checks_open(scene: Scene, match: Match) -> bool:
    return bool((await view_of(scene.turn, match)).checklist.missing)


async def hold(scene: Scene, rest: str) -> Replies:
    must(scene.turn, Act.HOLD)
    await holding.hold(scene.turn, _number(rest))
    await scene.say(note("hold.done"))
    return ()


async def thaw(scene: Scene, rest: str) -> Replies:
    must(scene.turn, Act.HOLD)
    await holding.thaw(scene.turn, _number(rest))
    await scene.say(note("hold.thawed"))
    return ()


def _number(rest: str) -> str:
    """Of a match, as typed."""
    number = rest.strip().upper().lstrip("#")
    if not number:
        raise Refusal("hold.how")
    return number

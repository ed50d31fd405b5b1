"""The provider list in chat: looked through by everybody, entered and kept true by a group's people."""

from collections.abc import Mapping

from bot.chat.form import Answers
from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.providers import Provider, ProviderKind
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.provider_flows import PROVIDE
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Known, Replies, begin
from bot.reading import places
from bot.reading.unread import Unread
from bot.services import organisations, providers
from bot.services.providers import Said, Sought
from bot.texts import provider_cards
from bot.texts.catalogue import words

MOST_SHOWN = 5
LINK = "v"
"""Of a link to one line of the list."""


async def look(scene: Scene, rest: str) -> Replies:
    """`providers`, `providers catering LS9`, or the number of one."""
    said = rest.strip()
    there = await providers.found(scene.turn, Sought())
    one = next((each for each in there if each.provider.id == said.upper().lstrip("#")), None)
    found = [one] if one else await providers.found(scene.turn, sought(scene, said))
    if not found:
        await scene.say(provider_cards.nothing())
        return ()
    for each in found[:MOST_SHOWN]:
        await scene.say(provider_cards.shown(each), key=f"provider:{each.provider.id}:{scene.origin.event}")
    address = scene.turn.house.address
    page = f"{address}/providers" if address else ""
    await scene.say(provider_cards.found(len(found), min(MOST_SHOWN, len(found)), page))
    return ()


def sought(scene: Scene, said: str) -> Sought:
    """Kinds and places are taken as such; every other word has to be in the line."""
    place, kind, left = places.read_place(said), None, []
    districts = () if isinstance(place, Unread) else place.districts
    for word in said.replace(",", " ").split():
        meant = _kind(scene, word)
        if meant is not None and kind is None:
            kind = meant
        elif not _of_place(word) and word.casefold() not in NOTHING_SAID:
            left.append(word)
    within = None if isinstance(place, Unread) else place.within_km
    return Sought(kind=kind, words=tuple(left), district=districts[0] if districts else "", within_km=within)


NOTHING_SAID = frozenset({"in", "near", "around", "at", "for", "a", "an", "the", "with", "and", "or"})


def _of_place(word: str) -> bool:
    read = places.read_place(word)
    return not isinstance(read, Unread) and bool(read.districts)


def _kind(scene: Scene, word: str) -> ProviderKind | None:
    plain = word.casefold()
    for kind in ProviderKind:
        names = (kind.value, *scene.moment.said(words(f"provider_kind.{kind.value}")))
        if plain in map(str.casefold, names):
            return kind
    return None


async def provide(scene: Scene, rest: str) -> Replies:
    """What their group has on the list, and one line more."""
    await _must_be_a_group(scene)
    mine = await providers.own(scene.turn, scene.person.organisation)
    if not mine:
        return await begin(scene, PROVIDE, form=True)
    for each in mine:
        await scene.say(provider_cards.mine(each), key=f"mine:{each.id}:{scene.origin.event}")
    await scene.say(provider_cards.another())
    return ()


async def _must_be_a_group(scene: Scene) -> None:
    if scene.person.organisation:
        group = await scene.turn.tx.organisations.get(scene.person.organisation)
        if group.kind is not OrganisationKind.COMMUNITY:
            raise Refusal("provider.groups_only")


def said_in(answers: Answers) -> Said:
    place = places.read_place(answers["where"][0])
    districts = () if isinstance(place, Unread) else place.districts
    return Said(
        kind=ProviderKind(answers["kind"][0]),
        what=answers["what"][0],
        district=districts[0] if districts else "",
        sector=" ".join(answers.get("sector", ())),
        ethos=" ".join(answers.get("ethos", ())),
        accreditation=" ".join(answers.get("accreditation", ())),
    )


def answers_of(line: Provider) -> dict[str, tuple[str, ...]]:
    said = {"sector": line.sector, "ethos": line.ethos, "accreditation": line.accreditation}
    return {
        "kind": (line.kind.value,),
        "what": (line.what,),
        "where": (line.district or "anywhere",),
        **{name: (text,) if text else () for name, text in said.items()},
    }


async def _posted(scene: Scene, talk: Conversation) -> Replies:
    if talk.subject:
        line = await providers.change(scene.turn, talk.subject, said_in(talk.answers))
        group = await scene.turn.tx.organisations.get(line.organisation)
    else:
        group = await _group(scene, talk)
        line = await providers.enter(scene.turn, group, said_in(talk.answers))
    await scene.say(provider_cards.entered(line, shown=group.state is OrganisationState.VERIFIED))
    return ()


async def _group(scene: Scene, talk: Conversation) -> Organisation:
    """Their own; whoever acts for none yet names it, and a coordinator verifies it as any other."""
    if scene.person.organisation:
        return await scene.turn.tx.organisations.get(scene.person.organisation)
    return await organisations.register_group(scene.turn, scene.person, talk.answers["group"][0])


async def _new(scene: Scene, event: Pressed) -> Replies:
    await _must_be_a_group(scene)
    return await begin(scene, PROVIDE, form=True)


async def _mine(scene: Scene, event: Pressed) -> Replies:
    return await provide(scene, "")


async def _later(scene: Scene, event: Pressed) -> Replies:
    await settled(scene, event, "settled.provider_later")
    return ()


async def _ask(scene: Scene, event: Pressed) -> Replies:
    await providers.ask(scene.turn, event.action.subject)
    await settled(scene, event, "settled.provider_asked")
    return ()


async def _change(scene: Scene, event: Pressed) -> Replies:
    line = await providers.must_act(scene.turn, event.action.subject)
    known = Known.TO_CHANGE
    return await begin(scene, PROVIDE, subject=line.id, answers=answers_of(line), form=True, known=known)


async def _drop(scene: Scene, event: Pressed) -> Replies:
    await providers.drop(scene.turn, event.action.subject)
    await settled(scene, event, "settled.provider_dropped")
    return ()


async def _still(scene: Scene, event: Pressed) -> Replies:
    await providers.still_true(scene.turn, event.action.subject)
    await settled(scene, event, "settled.provider_still")
    return ()


PROVIDER_ACTS: Acts = {PROVIDE.name: _posted}
PROVIDER_PRESSES: Mapping[str, Press] = {
    "provider.new": _new,
    "provider.mine": _mine,
    "provider.later": _later,
    "provider.ask": _ask,
    "provider.change": _change,
    "provider.drop": _drop,
    "provider.still": _still,
}

"""The provider list: entered by a group's people, kept true by them, searched by everybody.

It is not procurement: nobody is chosen or recommended here, and nothing is bought. Who is interested is put
in touch by a coordinator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.nudges import Anchor
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.permissions import Act, As
from bot.domain.providers import STAYS, Listed, Provider, ProviderKind
from bot.domain.refusal import Refusal
from bot.services.moves import follow
from bot.services.roles import must
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import provider_cards
from matching.places import distance_km, known

STILL_TRUE = frozenset({"N16"})
MOST_OF_ONE = 20
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """`words`: each of them is somewhere in a line. `district`: the nearest come first."""

    kind: ProviderKind | None = None
    words: tuple[str, ...] = ()
    district: str = ""
    within_km: float | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a line says, as its people said it."""

    kind: ProviderKind
    what: str
    district: str
    sector: str = ""
    ethos: str = ""
    accreditation: str = ""


async def found(turn: Turn, sought: Sought) -> list[Listed]:
    """Lines that fit, the nearest first where a place is said."""
    listed = await turn.tx.providers.shown(turn.now - STAYS)
    fitting = [each for each in listed if _fits(each, sought)]
    if not known(sought.district):
        return fitting
    return sorted(fitting, key=lambda each: _km(each.provider, sought.district))


def _fits(each: Listed, sought: Sought) -> bool:
    one = each.provider
    if sought.kind not in (None, one.kind):
        return False
    if sought.within_km is not None and _km(one, sought.district) > sought.within_km:
        return False
    text = " ".join((each.name, one.what, one.sector, one.ethos, one.accreditation)).casefold()
    return all(word.casefold() in text for word in sought.words)


def _km(one: Provider, district: str) -> float:
    """Who comes to you is as near as can be."""
    if not one.district:
        return 0.0
    return distance_km(one.district, district) if known(one.district) and known(district) else 999.0


async def shown(turn: Turn, id: str) -> Listed:
    """Raises Refusal for a line that is not on the list, or not any more."""
    there = await turn.tx.providers.shown(turn.now - STAYS)
    one = next((each for each in there if each.provider.id == id), None)
    if one is None:
        raise Refusal("provider.gone")
    return one


async def enter(turn: Turn, organisation: Organisation, said: Said) -> Provider:
    """On the list at once if a coordinator has verified the organisation, else when one has."""
    await _must_act(turn, organisation.id)
    if len(await turn.tx.providers.of_organisation(organisation.id)) >= MOST_OF_ONE:
        raise Refusal("provider.too_many", most=str(MOST_OF_ONE))
    entered = Provider(
        id=turn.new_id(),
        organisation=organisation.id,
        entered_by=turn.by.person,
        entered_at=turn.now,
        confirmed_at=turn.now,
        **asdict(said),
    )
    await _keep(turn, entered, organisation, "list_provider")
    return entered


async def change(turn: Turn, id: str, said: Said) -> Provider:
    """As they say it now, which also says that it is true."""
    before = await turn.tx.providers.get(id, lock=True)
    await _must_act(turn, before.organisation)
    organisation = await turn.tx.organisations.get(before.organisation)
    changed = replace(before, confirmed_at=turn.now, **asdict(said))
    await _keep(turn, changed, organisation, "change_provider")
    return changed


async def still_true(turn: Turn, organisation_id: str) -> int:
    """All lines of an organisation, for another year."""
    await _must_act(turn, organisation_id)
    lines = await turn.tx.providers.of_organisation(organisation_id)
    for each in lines:
        await turn.tx.providers.put(replace(each, confirmed_at=turn.now))
    await _plan(turn, await turn.tx.organisations.get(organisation_id))
    return len(lines)


async def drop(turn: Turn, id: str) -> None:
    """Off the list, by its people or a coordinator."""
    line = await turn.tx.providers.get(id, lock=True)
    await _must_act(turn, line.organisation)
    organisation = await turn.tx.organisations.get(line.organisation)
    await turn.tx.providers.drop(id)
    await _plan(turn, organisation)
    await _remember(turn, organisation, "drop_provider")
    card = provider_cards.dropped(Listed(provider=line, name=organisation.name), turn.by.name)
    await tell_coordinators(turn, card, fact=f"provider:{id}:dropped", key=f"provider:{id}")


async def ask(turn: Turn, id: str) -> Listed:
    """A coordinator hears who is interested, and puts them in touch."""
    one = await shown(turn, id)
    person = await turn.tx.people.get(turn.by.person)
    of = await turn.tx.organisations.some([person.organisation] if person.organisation else [])
    card = provider_cards.interested(one, person.name, of[0].name if of else "")
    day = turn.local(turn.now).date().isoformat()
    await tell_coordinators(turn, card, fact=f"provider:{id}:asked:{person.id}:{day}")
    return one


async def to_ask(turn: Turn, group: Organisation) -> tuple[str, Card] | None:
    """N16: once whether they have anything for the list, and every year whether it is true."""
    lines = await turn.tx.providers.of_organisation(group.id)
    if not lines:
        return provider_cards.asked_for(group) if group.kind is OrganisationKind.COMMUNITY else None
    if min(each.confirmed_at for each in lines) > turn.now - A_YEAR:
        return None
    return provider_cards.still_true(group, lines)


async def own(turn: Turn, organisation_id: str) -> Sequence[Provider]:
    return await turn.tx.providers.of_organisation(organisation_id) if organisation_id else ()


async def must_act(turn: Turn, id: str) -> Provider:
    """Raises Refusal for everybody but its people and coordinators."""
    line = await turn.tx.providers.get(id)
    await _must_act(turn, line.organisation)
    return line


async def _must_act(turn: Turn, organisation_id: str) -> None:
    person = await turn.tx.people.get(turn.by.person)
    must(turn, Act.LIST_PROVIDER, *([As.MEMBER] if person.organisation == organisation_id else []))


async def _keep(turn: Turn, line: Provider, organisation: Organisation, move: str) -> None:
    await turn.tx.providers.put(line)
    await _plan(turn, organisation)
    await _remember(turn, organisation, move)
    verified = organisation.state is OrganisationState.VERIFIED
    card = provider_cards.for_coordinators(Listed(provider=line, name=organisation.name), shown=verified)
    fact = f"provider:{line.id}:{line.confirmed_at.timestamp()}"
    await tell_coordinators(turn, card, fact=fact, key=f"provider:{line.id}")


async def _remember(turn: Turn, organisation: Organisation, move: str) -> None:
    state = organisation.state.value
    await remember(turn, Subject.ORGANISATION, organisation.id, (move, state, state))


async def _plan(turn: Turn, organisation: Organisation) -> None:
    """A year after the oldest line was last confirmed its people are asked whether it is true."""
    await turn.tx.nudges.cancel(Subject.ORGANISATION, organisation.id, codes=STILL_TRUE)
    anchors = await anchors_of(turn, organisation.id)
    await follow(turn, Subject.ORGANISATION, organisation.id, organisation.state.value, anchors)


async def anchors_of(turn: Turn, organisation_id: str) -> Mapping[Anchor, datetime]:
    """What the yearly question counts from, where there is anything to ask about."""
    lines = await turn.tx.providers.of_organisation(organisation_id)
    return {Anchor.LISTED: min(each.confirmed_at for each in lines)} if lines else {}

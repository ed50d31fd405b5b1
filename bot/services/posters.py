"""Posters of an open need, or of a group with all that it needs."""

from collections.abc import Callable, Sequence

from bot.chat.outgoing import Attachment
from bot.domain.listings import Listing, Side
from bot.domain.organisations import OrganisationKind, OrganisationState
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.services.listings import must_act_for
from bot.services.ports import Tx
from bot.services.roles import must
from bot.services.tell import send_file
from bot.services.turn import House, Turn
from bot.texts import poster
from bot.texts.catalogue import words
from bot.texts.locales import Locale
from bot.texts.poster import Poster

NEED, GROUP = "n", "g"
"""Begin the payload of the link that a poster's code leads to: n_7Q2K9DXR4M."""

Link = Callable[[str], str]


async def poster_of(tx: Tx, id: str, link: Link) -> Poster:
    """`link` makes an address of a payload. Raises Refusal for what nobody could be led to."""
    number = id.strip().upper().lstrip("#")
    for group in await tx.organisations.some([number]):
        if group.kind is not OrganisationKind.COMMUNITY or group.state is not OrganisationState.VERIFIED:
            raise Refusal("poster.not_verified", name=group.name)
        return poster.for_group(group, link(f"{GROUP}_{group.id}"))
    need = await tx.listings.get(number)
    if need.side is not Side.NEED or not need.seeking:
        raise Refusal("poster.not_open")
    group = await tx.organisations.get(need.organisation)
    if group.state is not OrganisationState.VERIFIED:
        raise Refusal("poster.not_verified", name=group.name)
    return poster.for_need(need, link(f"{NEED}_{need.id}"))


def address(house: House) -> Link:
    """On whichever platform a link can begin a chat."""
    return lambda payload: next(filter(None, (house.link(name, payload) for name in house.limits)), "")


async def send(turn: Turn, id: str) -> None:
    """The sheet and the code's picture, to whoever asked: a coordinator, or one of the group."""
    await _must_be_allowed(turn, id)
    made = await poster_of(turn.tx, id, address(turn.house))
    if not made.link:
        raise Refusal("poster.no_link")
    for file, caption in files(made, id, await _reads(turn)):
        fact = f"poster:{id}:{file.mime}:{turn.by.person}:{turn.now.timestamp()}"
        await send_file(turn, turn.by.person, file, words(caption), fact=fact)


async def _reads(turn: Turn) -> Locale:
    person = await turn.tx.people.get(turn.by.person)
    return turn.house.languages.of(person.reads)


def files(made: Poster, id: str, reader: Locale) -> Sequence[tuple[Attachment, str]]:
    """Each with the key of the sentence that stands beside it."""
    name = f"poster-{id.strip().lower().lstrip('#')}"
    page = Attachment(name=f"{name}.html", mime="text/html", content=made.page(reader).encode())
    picture = Attachment(name=f"{name}.png", mime="image/png", content=made.picture())
    return ((picture, "poster.picture"), (page, "poster.sheet"))


async def _must_be_allowed(turn: Turn, id: str) -> None:
    person = await turn.tx.people.get(turn.by.person)
    number = id.strip().upper().lstrip("#")
    if person.coordinates or await turn.tx.organisations.some([number]):
        must(turn, Act.PRINT_POSTER, *([As.MEMBER] if number == turn.by.organisation else []))
        return
    await must_act_for(turn, number)


async def needs_of(turn: Turn, group_id: str) -> Sequence[Listing]:
    """What a group seeks now, the oldest first; nothing of one that is not verified."""
    for group in await turn.tx.organisations.some([group_id.strip().upper()]):
        if group.state is OrganisationState.VERIFIED and group.kind is OrganisationKind.COMMUNITY:
            found = await turn.tx.listings.of_organisation(group.id)
            open_now = [each for each in found if each.side is Side.NEED and each.seeking]
            return sorted(open_now, key=lambda each: (each.created_at, each.id))
    return ()

"""What a coordinator went by who verified hours in the host's place: kept for coordinators only."""

from collections.abc import Mapping, Sequence

from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Parcel, Post
from bot.domain.evidence import Evidence
from bot.domain.history import Subject
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.moves import view_of
from bot.services.roles import must
from bot.services.turn import Turn, remember
from bot.texts import evidence_cards


async def add(
    turn: Turn, match_id: str, note: str, files: Sequence[Enclosure] = (), sent_by: Account | None = None
) -> None:
    """A note, or photos and files with it; `sent_by`: the account through which the files came."""
    must(turn, Act.SETTLE_HOURS)
    match = await turn.tx.matches.get(match_id)
    await keep(turn, {"match": match.id}, note, files, sent_by)
    state = match.state.value
    await remember(turn, Subject.MATCH, match.id, ("evidence", state, state))


async def keep(
    turn: Turn, about: Mapping[str, str], note: str, files: Sequence[Enclosure], sent_by: Account | None
) -> None:
    """`about`: the match or the instalment."""
    for file in files or (None,):
        kept = Evidence(
            id=turn.new_id(),
            **about,
            person=turn.by.person,
            at=turn.now,
            note=note,
            platform=sent_by.platform if sent_by and file else "",
            tenant=sent_by.tenant if sent_by and file else "",
            file=file,
        )
        await turn.tx.evidence.add(kept)


async def must_be_there(turn: Turn, match_id: str) -> Sequence[Evidence]:
    """Without anything seen or heard no coordinator verifies hours."""
    found = await turn.tx.evidence.of(match_id)
    if not found:
        raise Refusal("delivery.no_evidence")
    return found


async def show(turn: Turn, match_id: str, chat: Chat, *, event: str) -> None:
    """What is kept of this match, and the files themselves, where a coordinator asked for it."""
    must(turn, Act.SETTLE_HOURS)
    view = await view_of(turn, await turn.tx.matches.get(match_id))
    found = await turn.tx.evidence.of(match_id)
    people = await who_saw(turn, found)
    card = evidence_cards.kept(view, found, people, turn.house.zone)
    place = f"{chat.platform}/{chat.tenant}/{chat.id}"
    await turn.tx.outbox.put(Post(chat=chat, card=card), dedupe=f"evidence:{event}>{place}", now=turn.now)
    await show_files(turn, found, chat, event=event)


async def who_saw(turn: Turn, found: Sequence[Evidence]) -> dict[str, str]:
    return {each.id: each.name for each in await turn.tx.people.some(sorted({one.person for one in found}))}


async def show_files(turn: Turn, found: Sequence[Evidence], chat: Chat, *, event: str) -> None:
    """Each with who sent it, below the card."""
    people, place = await who_saw(turn, found), f"{chat.platform}/{chat.tenant}/{chat.id}"
    for one in found:
        if one.file is not None:
            said = evidence_cards.one(one, people.get(one.person, ""), turn.house.zone)
            parcel = Parcel(platform=one.platform, tenant=one.tenant, file=one.file)
            post = Post(chat=chat, card=said, parcel=parcel)
            await turn.tx.outbox.put(post, dedupe=f"evidence:{event}:{one.id}>{place}", now=turn.now)

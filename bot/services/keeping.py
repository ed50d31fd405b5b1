"""Pictures and voice notes beside an offer or a need: kept with its draft, shown below its card."""

from collections.abc import Sequence

from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Parcel, Post
from bot.chat.ports import MOST_FILE
from bot.domain.views import ListingView
from bot.services.kept_ports import KeptFile
from bot.services.tell import coordinators_chats
from bot.services.turn import Turn
from bot.texts import kept_cards

MOST_KEPT = 10  # with one draft


async def keep(turn: Turn, conversation: str, tenant: str, files: Sequence[Enclosure]) -> Sequence[Enclosure]:
    """Those that are kept: not what is too large to be shown, nor more than a coordinator can look at."""
    there = await turn.tx.kept.of_conversation(conversation)
    fitting = [file for file in files if file.size <= MOST_FILE][: MOST_KEPT - len(there)]
    for file in fitting:
        await turn.tx.kept.put(
            KeptFile(
                id=turn.new_id(),
                conversation=conversation,
                person=turn.by.person,
                platform=turn.by.platform,
                tenant=tenant,
                file=file,
                at=turn.now,
            )
        )
    return fitting


async def show(turn: Turn, view: ListingView, files: Sequence[KeptFile]) -> None:
    """Below the listing's card, wherever coordinators see that."""
    for chat in await coordinators_chats(turn):
        for kept in files:
            post = Post(
                chat=chat,
                card=kept_cards.file_of(view, kept.file),
                key=f"kept:{kept.id}",
                under=f"listing:{view.listing.id}",
                parcel=Parcel(platform=kept.platform, tenant=kept.tenant, file=kept.file),
            )
            place = f"{chat.platform}/{chat.tenant}/{chat.id}"
            await turn.tx.outbox.put(post, dedupe=f"kept:{kept.id}>{place}", now=turn.now)


async def belong(turn: Turn, conversation: str, listing: str) -> Sequence[KeptFile]:
    """What came with a draft, or with an answer about a listing, is the listing's from now on."""
    files = await turn.tx.kept.of_conversation(conversation)
    if files:
        await turn.tx.kept.belong(conversation, listing)
    return files

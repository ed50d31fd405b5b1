"""All that waits for a coordinator, as lines of a list: the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.listings import Listing, ListingState, Side
from bot.domain.matches import Match, MatchState
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.roles import must
from bot.services.to_decide import with_listings
from bot.services.turn import Turn
from bot.texts.cards import place_words, short
from bot.texts.drawing import drawn
from bot.texts.locales import Locale


class Kind(StrEnum):
    GROUP = "group"
    OFFER = "offer"
    NEED = "need"
    SUGGESTED = "suggested"
    DISPUTED = "disputed"
    HELD = "held"


STATES = {
    MatchState.SUGGESTED: Kind.SUGGESTED,
    MatchState.DISPUTED: Kind.DISPUTED,
    MatchState.ON_HOLD: Kind.HELD,
}


@dataclass(frozen=True, kw_only=True)
class Waits:
    """`what` and `where` in words; `score` of a suggestion, from 0 to 1."""

    kind: Kind
    id: str
    revision: int
    what: str
    where: str = ""
    since: datetime | None = None
    score: float | None = None


async def waiting(turn: Turn, reads: Locale, *, kind: str = "", text: str = "") -> Sequence[Waits]:
    """All of it, or of one kind, or what says this text as it is read; Refusal for what is no kind."""
    must(turn, Act.LOOK_UP)
    if kind and kind not in set(Kind):
        raise Refusal("desk_page.no_such_kind")
    groups = [
        Waits(kind=Kind.GROUP, id=one.id, revision=one.revision, what=one.name)
        for one in await turn.tx.organisations.pending()
    ]
    states = (ListingState.SUBMITTED, ListingState.CLARIFYING)
    listings = [_listing(one) for one in await turn.tx.listings.in_state(*states)]
    everything = [*groups, *sorted([*listings, *await _matches(turn)], key=lambda one: one.since or turn.now)]
    sought = text.casefold().split()
    return [one for one in everything if (not kind or one.kind == kind) and _says(one, sought, reads)]


def _says(one: Waits, sought: Sequence[str], reads: Locale) -> bool:
    said = drawn(f"{one.what} {one.where} {one.id}", reads).casefold() if sought else ""
    return all(word in said for word in sought)


def _listing(one: Listing) -> Waits:
    return Waits(
        kind=Kind.NEED if one.side is Side.NEED else Kind.OFFER,
        id=one.id,
        revision=one.revision,
        what=short(one),
        where=place_words(one),
        since=one.entered_at,
    )


async def _matches(turn: Turn) -> list[Waits]:
    matches, listings = await with_listings(turn, *STATES)
    return [_match(match, listings[match.need], listings[match.offer]) for match in matches]


def _match(match: Match, need: Listing, offer: Listing) -> Waits:
    return Waits(
        kind=STATES[match.state],
        id=match.id,
        revision=match.revision,
        what=f"{short(need)} ⇄ {short(offer)}",
        where=place_words(need),
        since=match.entered_at,
        score=match.score,
    )

"""A decision of a coordinator about what they were shown, wherever they were shown it."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.history import Subject
from bot.domain.listings import ListingState
from bot.domain.organisations import OrganisationState
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services import claims, holding, listings, matches, organisations
from bot.services.desk_cards import found
from bot.services.roles import must
from bot.services.turn import Turn, decided_already

Waits = Callable[[Turn, str], Awaitable[None]]
Deed = Callable[[Turn, str, str], Awaitable[object]]
"""Of something, with the words or the reason that go with it."""


async def group_waits(turn: Turn, id: str) -> None:
    """These raise where it was decided already, and say by whom."""
    must(turn, Act.LOOK_UP)
    group = await turn.tx.organisations.get(id)
    if group.state is not OrganisationState.PENDING:
        raise await decided_already(turn, Subject.ORGANISATION, id)


async def listing_waits(turn: Turn, id: str) -> None:
    must(turn, Act.LOOK_UP)
    listing = await turn.tx.listings.get(id)
    if listing.state not in (ListingState.SUBMITTED, ListingState.CLARIFYING):
        raise await decided_already(turn, Subject.LISTING, id)


async def match_waits(turn: Turn, id: str) -> None:
    must(turn, Act.LOOK_UP)
    await matches.still_to_decide(turn, id)


async def _may(turn: Turn, id: str) -> None:
    must(turn, Act.LOOK_UP)


def _plain(act: Callable[[Turn, str], Awaitable[object]]) -> Deed:
    return lambda turn, id, words: act(turn, id)


DECISIONS: Mapping[str, tuple[Waits, Deed]] = {
    "org.verify": (group_waits, _plain(organisations.verify)),
    "org.ask": (group_waits, organisations.ask),
    "org.refuse": (group_waits, organisations.refuse),
    "org.undo": (_may, _plain(organisations.undo)),
    "listing.approve": (listing_waits, _plain(listings.approve)),
    "listing.ask": (listing_waits, listings.ask),
    "listing.decline": (listing_waits, listings.decline),
    "listing.same": (listing_waits, _plain(listings.merge)),
    "listing.undo": (_may, _plain(listings.undo)),
    "match.approve": (match_waits, _plain(matches.approve)),
    "match.dismiss": (match_waits, matches.dismiss),
    "match.undo": (_may, _plain(matches.undo)),
    "match.now": (_may, _plain(matches.ask_now)),
    "match.hold": (_may, _plain(holding.hold)),
    "match.thaw": (_may, _plain(holding.thaw)),
    "desk.take": (_may, _plain(claims.take)),
}
"""By the verb of the card's button."""

WORDS = frozenset({"org.ask", "org.refuse", "listing.ask", "listing.decline"})
"""Those that need a sentence, which the person concerned is told."""

REASONS: Mapping[str, tuple[str, ...]] = {"match.dismiss": ("not_fit", "too_far", "capacity", "not_now")}
"""Those that need one of a few reasons."""

AT_ANY_TIME = frozenset({"match.hold", "match.thaw", "desk.take"})
"""Whatever else happened since it was shown."""

MOST = 500  # characters of a sentence


async def decide(turn: Turn, verb: str, id: str, revision: int, said: str = "") -> None:
    """Raises Refusal where it was decided already, or changed since it was shown, and for what is missing."""
    must(turn, Act.LOOK_UP)
    if verb not in DECISIONS:
        raise Refusal("button.unknown")
    waits, act = DECISIONS[verb]
    one = await found(turn, id)
    if one is None:
        raise Refusal("open.unknown", id=id[:20])
    await waits(turn, one.id)
    if verb not in AT_ANY_TIME and one.revision != revision:
        raise Refusal("card.changed")
    said = said.strip()
    if verb in WORDS and not said:
        raise Refusal("answer.needed")
    if len(said) > MOST:
        raise Refusal("answer.too_long", most=str(MOST), given=str(len(said)))
    if said not in REASONS.get(verb, (said,)):
        raise Refusal("desk_page.reason")
    await act(turn, one.id, said)

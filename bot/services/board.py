"""The public board: what is needed and what is offered, for anybody to read, and never whose it is.

One in each process. It remembers what it has read of a listing for as long as that does not change; which
listings may be shown is asked anew each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.listings import Listing, Side
from bot.domain.refusal import Refusal
from bot.services import browsing, menu
from bot.services.browsing import Looking, Read
from bot.services.turn import Turn
from matching.rank import Matcher

AT_ONCE = 1000
"""Listings read in one query: databases bound how many values a query names."""

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One page of what fits. `kinds`: of all that is open, how many there are of each, as in the menu."""

    listings: Sequence[Listing]
    count: int
    page: int
    pages: int
    kinds: Sequence[tuple[str, int]]
    open: int
    first: Mapping[str, str]


class Board:
    def __init__(self) -> None:
        self._held: dict[str, tuple[int, Read]] = {}
        self._first: dict[str, tuple[int, tuple[str, float] | None]] = {}
        self._by: Matcher | None = None
        self._priorities: Mapping[str, float] = {}

    async def shown(self, turn: Turn, looking: Looking, page: int = 1) -> Shown:
        """What fits: what the city has put first, then what is soonest, then what has waited longest."""
        there = await self.open_now(turn, looking.side)
        first = await self._put_first(turn, there)
        none = ("", 0.0)

        def order(listing: Listing) -> tuple[float, date, datetime]:
            return (-first.get(listing.id, none)[1], *browsing.soonest(listing))

        fitting = sorted((one.listing for one in browsing.narrowed(there, looking)), key=order)
        pages = max(1, -(-len(fitting) // PAGE))
        page = min(max(1, page), pages)
        shown = fitting[(page - 1) * PAGE : page * PAGE]
        return Shown(
            listings=shown,
            count=len(fitting),
            page=page,
            pages=pages,
            kinds=_counted(there),
            open=len(there),
            first={one.id: first[one.id][0] for one in shown if one.id in first},
        )

    async def one(self, turn: Turn, id: str) -> Listing:
        """An open one by its number; Refusal for what is not, or no longer, to be seen by everybody."""
        number = id.strip().upper()
        for side in Side:
            for listing in [each.listing for each in await self.open_now(turn, side)]:
                if listing.id == number:
                    return listing
        raise Refusal("page.gone")

    async def open_now(self, turn: Turn, side: Side) -> list[Read]:
        """All that anybody may be shown."""
        self._forget_what_is_read_otherwise(turn)
        now = dict(await turn.tx.listings.shown(side, turn.now))
        new = [id for id, revision in now.items() if self._held.get(id, (0,))[0] != revision]
        for at in range(0, len(new), AT_ONCE):
            found = await turn.tx.listings.some(new[at : at + AT_ONCE])
            self._held |= {
                one.listing.id: (one.listing.revision, one) for one in await browsing.read(turn, found)
            }
        self._let_go(side, now)
        held_back, today = await browsing.untold(turn), turn.local(turn.now).date()
        there = (self._held[id][1] for id in now if id not in held_back)
        return [one for one in there if not one.listing.past(today)]

    def _let_go(self, side: Side, now: Mapping[str, int]) -> None:
        """Of what is no longer open nothing is kept."""
        over = [id for id, (_, one) in self._held.items() if one.listing.side is side and id not in now]
        for id in over:
            del self._held[id]
            self._first.pop(id, None)

    def _forget_what_is_read_otherwise(self, turn: Turn) -> None:
        """Texts mean something else once the city has taught other words."""
        if self._by is not turn.house.market.matcher:
            self._by = turn.house.market.matcher
            self._held, self._first = {}, {}

    async def _put_first(self, turn: Turn, there: Sequence[Read]) -> Mapping[str, tuple[str, float]]:
        """What of each need the city has put first, and how much."""
        priorities = dict(await turn.tx.matcher.priorities())
        if priorities != self._priorities:
            self._priorities, self._first = priorities, {}
        if not priorities:
            return {}
        found: dict[str, tuple[str, float]] = {}
        for listing in [one.listing for one in there if one.listing.side is Side.NEED]:
            known = self._first.get(listing.id)
            if known is None or known[0] != listing.revision:
                known = listing.revision, turn.house.market.first(listing, priorities)
                self._first[listing.id] = known
            if known[1] is not None:
                found[listing.id] = known[1]
        return found


def _counted(there: Sequence[Read]) -> list[tuple[str, int]]:
    counts = dict.fromkeys(menu.codes(), 0)
    for one in there:
        for kind in one.kinds:
            counts[kind] += 1
    return [(kind, count) for kind, count in counts.items() if count]

"""The public board: what is needed and what is offered, for anybody to read, and never whose it is.

One in each process. It remembers what it has read of a listing for as long as that does not change; which
listings may be shown is asked anew each time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.listings import Listing, Side
from bot.domain.refusal import Refusal
from bot.services import browsing, menu
from bot.services.browsing import Looking, Read
from bot.services.turn import Turn

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


@dataclass(frozen=True, kw_only=True)
class _Side:
    """All that may be shown of a side, in the order of the board, while `state` is the same."""

    state: tuple[object, ...]
    read: Mapping[str, tuple[int, Read]]
    there: Sequence[Read] = ()
    kinds: Sequence[tuple[str, int]] = ()
    first: Mapping[str, tuple[str, float]] = field(default_factory=dict)


NOTHING = _Side(state=(), read={})


class Board:
    def __init__(self) -> None:
        self._sides: dict[Side, _Side] = {}

    async def shown(self, turn: Turn, looking: Looking, page: int = 1) -> Shown:
        """What fits: what the city has put first, then what is soonest, then what has waited longest."""
        side = await self._now(turn, looking.side)
        fitting = [one.listing for one in browsing.narrowed(turn, side.there, looking)]
        pages = max(1, -(-len(fitting) // PAGE))
        page = min(max(1, page), pages)
        shown = fitting[(page - 1) * PAGE : page * PAGE]
        return Shown(
            listings=shown,
            count=len(fitting),
            page=page,
            pages=pages,
            kinds=side.kinds,
            open=len(side.there),
            first={one.id: side.first[one.id][0] for one in shown if one.id in side.first},
        )

    async def one(self, turn: Turn, id: str) -> Listing:
        """An open one by its number; Refusal for what is not, or no longer, to be seen by everybody."""
        number = id.strip().upper()
        for listing in await turn.tx.listings.some([number]):
            open_now = await turn.tx.listings.shown(listing.side, turn.now, only=number)
            held_back = number in await browsing.untold(turn)
            if open_now and not held_back and not listing.past(turn.local(turn.now).date()):
                return listing
        raise Refusal("page.gone")

    async def _now(self, turn: Turn, side: Side) -> _Side:
        """As it is at this moment; what did not change since is not read again."""
        matcher = turn.house.market.matcher
        open_now = await turn.tx.listings.shown(side, turn.now)
        held_back, today = await browsing.untold(turn), turn.local(turn.now).date()
        priorities = dict(await turn.tx.matcher.priorities())
        state = (id(matcher), open_now, held_back, today, priorities)
        known = self._sides.get(side, NOTHING)
        if known.state != state:
            same_words = known.state[:1] == state[:1]
            read = await _read_anew(turn, open_now, known.read if same_words else {})
            there = [one for id, (_, one) in read.items() if id not in held_back]
            known = _ordered(turn, [one for one in there if not one.listing.past(today)], priorities)
            known = replace(known, state=state, read=read)
            self._sides[side] = known
        return known


async def _read_anew(
    turn: Turn, open_now: str, known: Mapping[str, tuple[int, Read]]
) -> Mapping[str, tuple[int, Read]]:
    """What is open, each read once as it stands."""
    revisions = {id: int(revision) for id, _, revision in (each.partition(":") for each in open_now.split())}
    read = {id: each for id, each in known.items() if revisions.get(id) == each[0]}
    new = [id for id in revisions if id not in read]
    found = await browsing.read(turn, await turn.tx.listings.some(new))
    return read | {one.listing.id: (one.listing.revision, one) for one in found}


def _ordered(turn: Turn, there: Sequence[Read], priorities: Mapping[str, float]) -> _Side:
    first = _put_first(turn, there, priorities)
    none = ("", 0.0)

    def order(one: Read) -> tuple[float, date, datetime]:
        return (-first.get(one.listing.id, none)[1], *browsing.soonest(one.listing))

    counts = Counter(kind for one in there for kind in one.kinds)
    return _Side(
        state=(),
        read={},
        there=sorted(there, key=order),
        kinds=[(kind, counts[kind]) for kind in menu.codes() if counts[kind]],
        first=first,
    )


def _put_first(
    turn: Turn, there: Sequence[Read], priorities: Mapping[str, float]
) -> Mapping[str, tuple[str, float]]:
    """What of each need the city has put first, and how much."""
    needs = [one.listing for one in there if one.listing.side is Side.NEED] if priorities else []
    found = {one.id: turn.house.market.first(one, priorities) for one in needs}
    return {id: first for id, first in found.items() if first}

"""Suggestions approved together, each looked at by itself: what changed meanwhile is said one by one."""

from collections.abc import Sequence

from bot.domain.batches import Batch
from bot.domain.matches import Match, MatchState
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.matches import approve
from bot.services.moves import locked, view_of
from bot.services.roles import must
from bot.services.to_decide import to_decide
from bot.services.turn import Turn
from bot.services.views_of import views_of
from bot.texts.cards import short
from bot.texts.catalogue import words
from bot.texts.times import clock_time, number

MOST = 10


async def gather(turn: Turn) -> tuple[Batch, Sequence[MatchView]] | None:
    """The needs that have waited longest, each with the best that was suggested; None where there is none.

    Two suggestions of one need are a choice, and a choice is not made ten at a time.
    """
    must(turn, Act.DECIDE_MATCH)
    best: dict[str, Match] = {}
    for match in await to_decide(turn, MatchState.SUGGESTED):
        best[match.need] = max(best.get(match.need, match), match, key=lambda each: each.score)
    waiting = list(best.values())[:MOST]
    if not waiting:
        return None
    items = tuple((match.id, match.revision) for match in waiting)
    batch = Batch(id=turn.new_id(), items=items, at=turn.now)
    await turn.tx.desk.put_batch(batch)
    return batch, await views_of(turn, waiting)


async def chosen(turn: Turn, items: Sequence[tuple[str, int]]) -> tuple[Batch, Sequence[MatchView]]:
    """Those that a coordinator picked, each in the revision in which they saw it."""
    must(turn, Act.DECIDE_MATCH)
    if not items:
        raise Refusal("desk_page.chosen_none")
    if len(items) > MOST:
        raise Refusal("desk_page.chosen_most", most=str(MOST))
    needs = [(await turn.tx.matches.get(id)).need for id, _ in items]
    if len(set(needs)) < len(needs):
        raise Refusal("desk_page.chosen_same")
    batch = Batch(id=turn.new_id(), items=tuple(items), at=turn.now)
    await turn.tx.desk.put_batch(batch)
    return batch, await views(turn, batch)


async def open_batch(turn: Turn, id: str) -> Batch:
    """Refused, with who decided and when, for one that is over."""
    must(turn, Act.DECIDE_MATCH)
    batch = await turn.tx.desk.batch(id)
    if batch is None:
        raise Refusal("bulk.unknown")
    if batch.over:
        raise Refusal("decided.by", name=batch.decided_by, at=clock_time(turn.local(batch.at)))
    return batch


async def leave_out(turn: Turn, id: str, typed: str) -> tuple[Batch, Sequence[MatchView]]:
    """Without the numbers that were typed, such as "2, 5"."""
    batch = await open_batch(turn, id)
    chosen = [one for one in typed.replace(",", " ").replace("and", " ").split() if one]
    if not chosen or not all(one.isdecimal() and 1 <= int(one) <= len(batch.items) for one in chosen):
        raise Refusal("bulk.numbers", most=str(len(batch.items)))
    fewer = batch.without(frozenset(int(one) for one in chosen))
    if not fewer.items:
        fewer = fewer.decided(turn.by.name, turn.now)
    await turn.tx.desk.put_batch(fewer)
    return fewer, await views(turn, fewer)


async def drop(turn: Turn, id: str) -> None:
    batch = await open_batch(turn, id)
    await turn.tx.desk.put_batch(batch.decided(turn.by.name, turn.now))


async def views(turn: Turn, batch: Batch) -> Sequence[MatchView]:
    return [await view_of(turn, await turn.tx.matches.get(id)) for id, _ in batch.items]


async def approve_all(turn: Turn, id: str, revision: int) -> tuple[list[str], list[tuple[str, str]]]:
    """The needs whose match was approved; and the others, each with the sentence why not.

    Every listing is locked before any match, in one order, so that two who do this at once cannot wait for
    each other.
    """
    batch = await open_batch(turn, id)
    if batch.revision != revision:
        raise Refusal("card.changed")
    peeked = await views(turn, batch)
    for listing in sorted({each for view in peeked for each in (view.match.need, view.match.offer)}):
        await turn.tx.listings.get(listing, lock=True)
    done: list[str] = []
    left: list[tuple[str, str]] = []
    for match_id, shown in batch.items:
        view = await locked(turn, match_id)
        why = await _approved(turn, view, shown)
        need = short(view.need.listing)
        if why is None:
            done.append(need)
        else:
            left.append((need, why))
    await turn.tx.desk.put_batch(batch.decided(turn.by.name, turn.now))
    return done, left


async def _approved(turn: Turn, view: MatchView, shown: int) -> str | None:
    """None: it is approved now. Nothing is written before all that may refuse it was asked."""
    room = min(side.listing.quantity.remaining for side in (view.need, view.offer))
    try:
        if view.match.state is MatchState.SUGGESTED and view.match.revision != shown:
            raise Refusal("bulk.changed")
        if view.match.state is MatchState.SUGGESTED and view.match.hours > room:
            raise Refusal("quantity.short", left=number(room))
        await approve(turn, view.match.id)
    except Refusal as refusal:
        return words(refusal.key, **refusal.parts)
    return None

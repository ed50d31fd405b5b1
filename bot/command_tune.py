"""`makegood matcher tune`: learns the weights from what coordinators decided, and shows what that would
change.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TextIO

from bot.domain.matches import Match, MatchState
from bot.services.market import weights_of
from bot.services.ports import Transactions
from matching.score import NAMES, Weights
from matching.tune import Decided, Quality, TooFew, Tuned, tune

ABOUT_THE_FIT = frozenset({"not_fit", "too_far"})
"""Reasons of a dismissal that say something of how well the two fit; the others are of the moment."""
NOTHING_LEARNED = 3


@dataclass(frozen=True, kw_only=True)
class _Learned:
    """`old`: the weights in use. `tuned` is None where there was too little to learn from, said in `why`."""

    old: Weights
    tuned: Tuned | None
    why: str = ""


async def tune_matcher(
    begin: Transactions, standard: Weights, *, now: datetime, switch: bool, as_json: bool, out: TextIO
) -> int:
    """Writes what was learned to `out`; switches to it only when told to. 0, or 3 when nothing was
    learned.
    """
    async with begin() as tx:
        stored = await tx.matcher.weights()
        old = weights_of(*stored) if stored else standard
        learned = _learn(await tx.matches.in_state(*MatchState), old, version=f"tuned-{now:%Y%m%d-%H%M%S}")
        if learned.tuned is not None:
            new = learned.tuned.weights
            values = {name: float(getattr(new, name)) for name in ("bias", *NAMES)}
            await tx.matcher.put_weights(new.version, values, now, now if switch else None)
        await tx.commit()
    if as_json:
        json.dump(_document(learned, switch), out, indent=2)
        out.write("\n")
    else:
        out.writelines(f"{line}\n" for line in _told(learned, switch))
    return 0 if learned.tuned else NOTHING_LEARNED


def _learn(matches: Sequence[Match], old: Weights, *, version: str) -> _Learned:
    try:
        return _Learned(old=old, tuned=tune(list(_decided(matches)), old, version=version))
    except TooFew as few:
        return _Learned(old=old, tuned=None, why=str(few))


def _decided(matches: Sequence[Match]) -> Iterator[Decided]:
    """A match that was approved was right, whatever became of it; one still waiting says nothing."""
    for match in matches:
        if not match.parts or match.state is MatchState.SUGGESTED:
            continue
        if match.state is not MatchState.DISMISSED:
            if match.decided_at is not None:
                yield Decided(parts=dict(match.parts), right=True)
        elif match.reason in ABOUT_THE_FIT:
            yield Decided(parts=dict(match.parts), right=False)


def _told(learned: _Learned, switch: bool) -> Iterator[str]:
    if learned.tuned is None:
        yield f"{learned.why} Nothing was changed; the weights in use are {learned.old.version}."
        return
    tuned, old = learned.tuned, learned.old
    yield f"{tuned.decisions} decisions, {tuned.right} of them yes."
    yield f"{'':10} {old.version:>16} {tuned.weights.version:>22}"
    for name in ("bias", *NAMES):
        yield f"{name:10} {getattr(old, name):16.2f} {getattr(tuned.weights, name):22.2f}"
    yield "On decisions that the weights had not seen, in five parts:"
    yield from _compared(tuned.before, tuned.after)
    if switch:
        yield f"Switched on: {tuned.weights.version}. Every replica takes it with its next search."
    else:
        yield "Nothing was switched. To use the new weights: makegood matcher tune --switch"


def _compared(before: Quality, after: Quality) -> Iterator[str]:
    yield f"  a right match stands above a wrong one: {before.order:.0%} before, {after.order:.0%} after"
    yield f"  shown share and real share differ by:   {before.off:.0%} before, {after.off:.0%} after"
    yield f"  surprise per decision (less is better): {before.loss:.3f} before, {after.loss:.3f} after"
    if after.loss >= before.loss:
        yield "  The new weights are no better. Keep the old ones, and try again with more decisions."


def _document(learned: _Learned, switch: bool) -> dict[str, object]:
    tuned = learned.tuned
    return {
        "old": asdict(learned.old),
        "new": asdict(tuned.weights) if tuned else None,
        "decisions": tuned.decisions if tuned else 0,
        "right": tuned.right if tuned else 0,
        "before": asdict(tuned.before) if tuned else None,
        "after": asdict(tuned.after) if tuned else None,
        "switched": bool(tuned) and switch,
        "why": learned.why,
    }

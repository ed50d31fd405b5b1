"""`makegood match`: which offers fit which needs, from two files, for people or as JSON."""

import json
import os
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO, TypeVar

from adapters.interchange.listings import ReadNeed, ReadOffer
from adapters.interchange.needs import read_needs
from adapters.interchange.own_csv import read_offers
from adapters.interchange.reading import Problem
from bot.texts.catalogue import words
from bot.texts.drawing import english
from matching.index import Keeps
from matching.rank import Matcher, Ranking, Suggestion
from matching.standard import best_matcher

_One = TypeVar("_One")
_NOTHING_READ = 2
_PATIENCE_SECONDS = 2.0
_SAID_EVERY_SECONDS = 0.5
_LONGEST_LINE = 200
_MOST_PROBLEMS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    offers: Sequence[ReadOffer]
    needs: Sequence[ReadNeed]
    problems: Sequence[Problem]
    notes: Sequence[str]


def match(offers: Path, needs: Path, *, top: int, as_json: bool, out: TextIO) -> int:
    """Write the `top` offers for each need to `out`; 0, or 2 when a file held nothing that could be read."""
    read = _read(offers, needs)
    matcher, note = best_matcher(os.environ.get("MATCHER_MODEL", ""))
    read = replace(read, notes=[*read.notes, note]) if note else read
    ranked = _ranked(read, top, matcher) if read.offers and read.needs else iter(())
    if as_json:
        json.dump(_as_json(read, ranked), out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        out.writelines(f"{line}\n" for line in _as_text(read, ranked))
    return 0 if read.offers and read.needs else _NOTHING_READ


def _read(offers: Path, needs: Path) -> _Read:
    offered, needed = read_offers(offers), read_needs(needs)
    return _Read(
        offers=offered.listings,
        needs=needed.listings,
        problems=(*offered.problems, *needed.problems),
        notes=(*offered.notes, *needed.notes),
    )


def _ranked(read: _Read, top: int, matcher: Matcher) -> Iterator[tuple[ReadNeed, Ranking]]:
    offers = {offer.listing.id: offer.listing for offer in read.offers}
    index = matcher.index(Keeps.OFFERS, _with_progress(list(offers.values()), "offers read"))
    for need in _with_progress(read.needs, "needs matched"):
        yield need, matcher.rank(need.listing, offers, index, top=max(top, 0))


def _with_progress(some: Sequence[_One], done_so_far: str) -> Iterator[_One]:
    """One by one; once it takes longer than people like to wait in silence, how far it is."""
    started = said = time.monotonic()
    for done, one in enumerate(some):
        now = time.monotonic()
        if now - started > _PATIENCE_SECONDS and now - said > _SAID_EVERY_SECONDS:
            said = now
            sys.stderr.write(f"\r{done} of {len(some)} {done_so_far} ...")
            sys.stderr.flush()
        yield one
    if said != started:
        sys.stderr.write("\n")


def _as_json(read: _Read, ranked: Iterator[tuple[ReadNeed, Ranking]]) -> dict[str, object]:
    return {
        "needs": [_need_as_json(need, ranking) for need, ranking in ranked],
        "problems": [asdict(problem) for problem in read.problems],
    }


def _need_as_json(need: ReadNeed, ranking: Ranking) -> dict[str, object]:
    return {
        "need": need.listing.id,
        "matches": [_match_as_json(one) for one in ranking.matches],
        "excluded": ranking.excluded,
    }


def _match_as_json(one: Suggestion) -> dict[str, object]:
    return {"offer": one.offer.id, "score": one.score, "reasons": list(one.reasons), "doubt": one.doubt}


def _as_text(read: _Read, ranked: Iterator[tuple[ReadNeed, Ranking]]) -> Iterator[str]:
    titles = {offer.listing.id: offer.title for offer in read.offers}
    for need, ranking in ranked:
        yield from _block(need, ranking, titles)
        yield ""
    yield from _unread(read)


def _block(need: ReadNeed, ranking: Ranking, titles: dict[str, str]) -> Iterator[str]:
    group = f" ({_plain(need.group)})" if need.group else ""
    yield f"{_plain(need.listing.id)}  {_plain(need.title)}{group}"
    for one in ranking.matches:
        yield f"  {one.score:4.0%}  {_plain(one.offer.id)}  {_plain(titles[one.offer.id])}"
        yield from (f"        + {_plain(reason)}" for reason in one.reasons)
        yield f"        ? {_plain(one.doubt)}"
    yield from _left_out(ranking)


def _left_out(ranking: Ranking) -> Iterator[str]:
    counts = ranking.left_out.most_common()
    counted = ", ".join(f"{count} {limit}" for limit, count in counts)
    if not ranking.matches and counts:
        yield f"  Nobody fits. Left out: {counted}.{_opening(ranking)}"
    elif counts:
        yield f"  Left out: {counted}."


def _opening(ranking: Ranking) -> str:
    """What to talk about first: the one limit without which most would pass."""
    limit, count = next(iter(ranking.found.would_open.most_common(1)), (None, 0))
    if limit is None:
        return " Nobody would pass without one of these limits either: they break several."
    return f" Without the limit on {english(words(f'limit.{limit.name.lower()}'))}, {count} more would pass."


def _unread(read: _Read) -> Iterator[str]:
    if not read.offers:
        yield "No offers could be read, so nothing was matched."
    if not read.needs:
        yield "No needs could be read, so nothing was matched."
    if read.problems:
        yield "Not read:"
    for one in read.problems[:_MOST_PROBLEMS]:
        yield f"  {_plain(one.file)}, line {one.line}: {_plain(one.reason)}"
    if len(read.problems) > _MOST_PROBLEMS:
        yield f"  and {len(read.problems) - _MOST_PROBLEMS} more; --json lists them all."
    yield from (f"Note: {_plain(note)}" for note in read.notes)


def _plain(text: str) -> str:
    """One line that a terminal shows as it is: no line breaks, no control or direction marks."""
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
    line = " ".join(shown.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"

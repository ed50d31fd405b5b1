"""The limits that never bend: which one stands between a need and an offer, for many of one side at once.

What a side has not said is no violation; it shows as a doubt instead. Each limit is a bit, the first of
`Limit` the lowest; 0: nothing stands in the way. People are told the first that is broken.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from matching.checks import missing_checks
from matching.columns import ALWAYS, ANY_DAY, NEVER, ON_SITE, REMOTE, UNSAID, Array, Columns, Sets
from matching.combined import Combined


class Limit(StrEnum):
    """What each limit is about; the value is how many offers fell to it, as in "12 too far away"."""

    GROUP = "because of the group"
    CAPACITY = "paused or busy"
    REFUSED = "turned down before"
    KIND = "of another kind"
    PLACE = "too far away, or not on site"
    DATES = "not free on the dates"
    WEEKDAYS = "not free on the weekdays"
    HOURS = "short of hours"
    TEAM = "the wrong number of people"
    CHECKS = "without the checks"
    LANGUAGES = "without the language"


LEAST_SHARE = 0.5
"""Of the hours of one day's work; who covers less would leave the group in the lurch at noon."""

_METRES = 1000.0
_Test = Callable[[Columns, Columns], Array]
"""Of each pair whether the limit is broken; one answer where it is the same for all."""
_Pair = Callable[[Columns], tuple[Columns, Columns]]


def broken(needs: Columns, offers: Columns, *, turned_down: Array) -> Array:
    """The limits that each pair breaks, as bits; one of the sides has one row.

    `turned_down` says for each pair whether it was refused before.
    """
    found = np.zeros(len(turned_down), np.uint16)
    for number, limit in enumerate(Limit):
        test = _TESTS.get(limit)
        bad = turned_down if test is None else test(needs, offers)
        found |= bad.astype(np.uint16) << np.uint16(number)
    return found


def passing(pair: _Pair, combined: Sequence[Combined], may: Array) -> Array:
    """The rows of which no limit is broken, without finding out which one is, of those that `may` pass.

    `combined`: the terms of `TOGETHER` of the side with many rows; `pair` puts needs and offers in order.
    `may` is used up.
    """
    first, *others = zip(TOGETHER.values(), combined, strict=True)
    limits, some = first
    may &= some.each(~_broken_by(limits, pair(some.distinct)), slice(len(may)))
    rows = may.nonzero()[0]
    for limits, some in others:
        fallen = _broken_by(limits, pair(some.distinct))
        if fallen.any():
            rows = rows[some.each(~fallen, rows)]
    return rows


def _broken_by(limits: Sequence[Limit], sides: tuple[Columns, Columns]) -> Array:
    """Of each pair whether one of some limits is broken; one of the sides has one row."""
    found = np.zeros(len(sides[0]) * len(sides[1]), np.bool_)
    for limit in limits if len(found) else ():
        found |= _TESTS[limit](*sides)
    return found


def first_of(bits: int) -> Limit:
    """The one to tell people of."""
    return tuple(Limit)[(bits & -bits).bit_length() - 1]


def all_of(bits: int) -> tuple[Limit, ...]:
    """Every limit that is broken, the first first."""
    return tuple(limit for number, limit in enumerate(Limit) if bits >> number & 1)


def apart_km(needs: Columns, offers: Columns) -> Array:
    """Kilometres between the two of each pair; NaN when one of the places is not known."""
    return np.hypot(needs.east - offers.east, needs.north - offers.north) / _METRES


def both_remote(needs: Columns, offers: Columns) -> Array:
    return needs.ways & offers.ways & REMOTE != 0


def _group(needs: Columns, _offers: Columns) -> Array:
    return needs.closed


def _volunteer(_needs: Columns, offers: Columns) -> Array:
    return offers.closed


def _kind(needs: Columns, offers: Columns) -> Array:
    return (needs.kinds != 0) & (offers.kinds != 0) & (needs.kinds & offers.kinds == 0)


def _place(needs: Columns, offers: Columns) -> Array:
    east, north = needs.east - offers.east, needs.north - offers.north
    reach = offers.travel * np.float32(_METRES)
    far = east * east + north * north > reach * reach
    if offers.areas.any():
        areas = (needs.shelf.areas, offers.shelf.areas)
        outside = by_sets(
            needs.areas, offers.areas, areas, lambda there, goes: bool(there) and not there & goes
        )
        far = np.where(offers.areas == 0, far, outside)
    meet = needs.ways & offers.ways & ON_SITE != 0
    return ~both_remote(needs, offers) & (~meet | far)


def _dates(needs: Columns, offers: Columns) -> Array:
    return (offers.ends < needs.starts) | (offers.starts > needs.ends)


def _weekdays(needs: Columns, offers: Columns) -> Array:
    common = _said_days(needs) & _said_days(offers)
    return common & _days_between(needs, offers) == 0


def _said_days(some: Columns) -> Array:
    return np.where(some.weekdays == 0, np.uint8(ANY_DAY), some.weekdays)


def _days_between(needs: Columns, offers: Columns) -> Array:
    """The weekdays that lie within the dates of both, as bits."""
    first, last = np.maximum(needs.starts, offers.starts), np.minimum(needs.ends, offers.ends)
    short = ((first > NEVER) & (last < ALWAYS) & (last - first < 6)).nonzero()[0]
    found = np.full(len(first), ANY_DAY, np.uint8)
    begins, length = first[short], last[short] - first[short] + 1
    found[short] = _RUNS[(begins - 1) % 7, np.clip(length, 0, 7)]  # ordinal day 1 was a Monday
    return found


def _run(begins: int, length: int) -> int:
    return sum(1 << (begins + later) % 7 for later in range(length))


_RUNS = np.array([[_run(begins, length) for length in range(8)] for begins in range(7)], np.uint8)


def _hours(needs: Columns, offers: Columns) -> Array:
    too_few = needs.one_day & (needs.hours != UNSAID) & (offers.hours < needs.hours * LEAST_SHARE)
    return (offers.hours != UNSAID) & ((offers.hours <= 0) | too_few)


def _team(needs: Columns, offers: Columns) -> Array:
    too_many = (needs.most != UNSAID) & (offers.least > needs.most)
    too_few = (needs.least != UNSAID) & (offers.least < needs.least)
    return (offers.most != UNSAID) & (too_many | too_few)


def _checks(needs: Columns, offers: Columns) -> Array:
    def lacks(required: frozenset[str], held: frozenset[str]) -> bool:
        return bool(missing_checks(required=required, held=held))

    return _any_by_sets(needs.checks, offers.checks, (needs.shelf.checks, offers.shelf.checks), lacks)


def _languages(needs: Columns, offers: Columns) -> Array:
    tongues = (needs.shelf.languages, offers.shelf.languages)
    return _any_by_sets(
        needs.languages, offers.languages, tongues, lambda *both: bool(missing_languages(*both))
    )


def missing_languages(wanted: frozenset[str], spoken: frozenset[str]) -> list[str]:
    """The languages wanted that nobody speaks there; English is taken to be spoken by all."""
    said = {language.casefold() for language in spoken} | {"english"}
    return sorted(language for language in wanted if language.casefold() not in said)


_SetTest = Callable[[frozenset[str], frozenset[str]], bool]


def by_sets(wanted: Array, held: Array, sets: tuple[Sets, Sets], test: _SetTest) -> Array:
    """The test of every pair, done once for each two different sets."""
    answers, numbers = _by_number(wanted, held, sets, test)
    return answers[numbers]


def _any_by_sets(wanted: Array, held: Array, sets: tuple[Sets, Sets], test: _SetTest) -> Array:
    """The same; one no where the answer is no for all, which it is for most needs."""
    answers, numbers = _by_number(wanted, held, sets, test)
    return answers[numbers] if answers.any() else np.zeros(1, np.bool_)


def _by_number(wanted: Array, held: Array, sets: tuple[Sets, Sets], test: _SetTest) -> tuple[Array, Array]:
    """The answer for each different set of the side that has many, and which set each row has."""
    if len(wanted) == 1:
        return np.array([test(sets[0].distinct[wanted[0]], other) for other in sets[1].distinct]), held
    return np.array([test(other, sets[1].distinct[held[0]]) for other in sets[0].distinct]), wanted


_TESTS: dict[Limit, _Test] = {
    Limit.GROUP: _group,
    Limit.CAPACITY: _volunteer,
    Limit.KIND: _kind,
    Limit.PLACE: _place,
    Limit.DATES: _dates,
    Limit.WEEKDAYS: _weekdays,
    Limit.HOURS: _hours,
    Limit.TEAM: _team,
    Limit.CHECKS: _checks,
    Limit.LANGUAGES: _languages,
}
TOGETHER: dict[tuple[str, ...], tuple[Limit, ...]] = {
    ("kinds", "ways", "east", "north", "travel", "areas", "closed"): (
        Limit.GROUP,
        Limit.CAPACITY,
        Limit.KIND,
        Limit.PLACE,
    ),
    ("starts", "ends", "weekdays"): (Limit.DATES, Limit.WEEKDAYS),
    ("one_day", "hours", "least", "most", "checks", "languages"): (
        Limit.HOURS,
        Limit.TEAM,
        Limit.CHECKS,
        Limit.LANGUAGES,
    ),
}
"""The limits by the terms that they read, those to which most fall first."""

"""Third stage: the limits that never bend, each with the sentence that says which one was met.

What a side has not said is no violation; it shows as a doubt instead.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from matching import wording
from matching.checks import check_label, missing_checks
from matching.listing import DEFAULT_TRAVEL_KM, EVERY_DAY, NeedListing, OfferListing
from matching.places import distance_km, known


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


LEAST_SHARE = Decimal("0.5")
"""Of the hours of one day's work; who covers less would leave the group in the lurch at noon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A limit that an offer breaks: which, and for this offer in words."""

    limit: Limit
    reason: str


def broken_limit(need: NeedListing, offer: OfferListing) -> Broken | None:
    """Why this offer can never be suggested for this need; None when nothing stands in the way."""
    for limit, test in _LIMITS:
        reason = test(need, offer)
        if reason:
            return Broken(limit=limit, reason=reason)
    return None


def apart_km(need: NeedListing, offer: OfferListing) -> float | None:
    """Kilometres between the two, or None when one of the places is not known."""
    if need.place is None or offer.place is None or not (known(need.place) and known(offer.place)):
        return None
    return distance_km(need.place, offer.place)


def travel_limit(offer: OfferListing) -> float:
    """Kilometres this person will travel."""
    return DEFAULT_TRAVEL_KM if offer.travel_km is None else offer.travel_km


def last_day(need: NeedListing) -> date | None:
    """The day by which the work is over, whichever of its end and its deadline is first."""
    return min((day for day in (need.ends, need.deadline) if day is not None), default=None)


def _group(need: NeedListing, _offer: OfferListing) -> str | None:
    if not need.verified:
        return "the group is not verified yet"
    return "the group can take no more help for now" if need.at_capacity else None


def _volunteer(_need: NeedListing, offer: OfferListing) -> str | None:
    if offer.paused:
        return "paused for now"
    return "has as many matches as they want for now" if offer.at_capacity else None


def _refused(need: NeedListing, offer: OfferListing) -> str | None:
    before = offer.id in need.refused or (offer.volunteer is not None and offer.volunteer in need.refused)
    return "was turned down for this need before" if before else None


def _kind(need: NeedListing, offer: OfferListing) -> str | None:
    if need.kind is None or not offer.kinds or need.kind in offer.kinds:
        return None
    offered = wording.listed([wording.kind(kind) for kind in sorted(offer.kinds)], "or")
    return f"offers {offered}, and the need is for {wording.kind(need.kind)}"


def _place(need: NeedListing, offer: OfferListing) -> str | None:
    if need.remote and offer.remote:
        return None
    if not (need.on_site and offer.on_site):
        return _no_shared_way(need, offer)
    apart, limit = apart_km(need, offer), travel_limit(offer)
    if apart is None or apart <= limit:
        return None
    return f"is {wording.kilometres(apart)} away and travels up to {wording.travel(limit)}"


def _no_shared_way(need: NeedListing, offer: OfferListing) -> str:
    if not offer.on_site:
        return "helps from a distance only, and this is on site"
    return "helps on site only, and this is done from a distance"


def _dates(need: NeedListing, offer: OfferListing) -> str | None:
    end, free = last_day(need), offer.available
    if free.ends and need.starts and free.ends < need.starts:
        return f"is free until {wording.day(free.ends)}, and this starts on {wording.day(need.starts)}"
    if free.starts and end and free.starts > end:
        return f"is free from {wording.day(free.starts)}, and this is over on {wording.day(end)}"
    return None


def _weekdays(need: NeedListing, offer: OfferListing) -> str | None:
    wanted, free = need.weekdays or EVERY_DAY, offer.available.weekdays or EVERY_DAY
    possible = _weekdays_between(*_shared_period(need, offer))
    if wanted & free & possible:
        return None
    if need.one_day and need.starts:
        return f"is not free on {wording.day(need.starts)}"
    if not wanted & free:
        return f"is free on {wording.days(free)}, and this needs {wording.days(wanted)}"
    return f"is free on {wording.days(free)}, and no such day lies within the dates"


def _shared_period(need: NeedListing, offer: OfferListing) -> tuple[date | None, date | None]:
    starts = [day for day in (need.starts, offer.available.starts) if day is not None]
    ends = [day for day in (last_day(need), offer.available.ends) if day is not None]
    return max(starts, default=None), min(ends, default=None)


def _weekdays_between(first: date | None, last: date | None) -> Set[int]:
    if first is None or last is None or last - first >= timedelta(days=6):
        return EVERY_DAY
    return frozenset((first + timedelta(days=later)).weekday() for later in range((last - first).days + 1))


def _hours(need: NeedListing, offer: OfferListing) -> str | None:
    left = offer.available.hours
    if left is None:
        return None
    if left <= 0:
        return "has no hours left to give"
    if not need.one_day or need.hours is None or left >= need.hours * LEAST_SHARE:
        return None
    return f"has {wording.hours(left)} left, less than half of the {wording.hours(need.hours)} of that day"


def _team(need: NeedListing, offer: OfferListing) -> str | None:
    if offer.team_size is None:
        return None
    if need.people_max is not None and offer.team_size > need.people_max:
        return f"is {wording.people(offer.team_size)}, and at most {need.people_max} can come"
    if need.people_min is not None and offer.team_size < need.people_min:
        return f"is {wording.people(offer.team_size)}, and at least {need.people_min} are needed"
    return None


def _checks(need: NeedListing, offer: OfferListing) -> str | None:
    lacking = missing_checks(required=need.checks, held=offer.checks)
    return f"has not shown: {wording.listed([check_label(check) for check in lacking])}" if lacking else None


def _languages(need: NeedListing, offer: OfferListing) -> str | None:
    spoken = {language.casefold() for language in offer.languages} | {"english"}
    lacking = sorted(language for language in need.languages if language.casefold() not in spoken)
    return f"does not speak {wording.listed(lacking)}" if lacking else None


_LIMITS: tuple[tuple[Limit, Callable[[NeedListing, OfferListing], str | None]], ...] = (
    (Limit.GROUP, _group),
    (Limit.CAPACITY, _volunteer),
    (Limit.REFUSED, _refused),
    (Limit.KIND, _kind),
    (Limit.PLACE, _place),
    (Limit.DATES, _dates),
    (Limit.WEEKDAYS, _weekdays),
    (Limit.HOURS, _hours),
    (Limit.TEAM, _team),
    (Limit.CHECKS, _checks),
    (Limit.LANGUAGES, _languages),
)

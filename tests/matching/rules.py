"""The limits once more, pair by pair and in the plainest words: the columns are held against these."""

from collections.abc import Callable, Set
from datetime import date, timedelta
from decimal import Decimal

from matching.checks import missing_checks
from matching.limits import Limit
from matching.listing import EVERY_DAY, NeedListing, OfferListing, last_day, travel_limit
from matching.places import apart_km

LEAST_SHARE = Decimal("0.5")


def first_broken(need: NeedListing, offer: OfferListing) -> Limit | None:
    return next((limit for limit, breaks in RULES if breaks(need, offer)), None)


def _group(need: NeedListing, offer: OfferListing) -> bool:
    return not need.verified or need.at_capacity


def _volunteer(need: NeedListing, offer: OfferListing) -> bool:
    return offer.paused or offer.at_capacity


def _refused(need: NeedListing, offer: OfferListing) -> bool:
    return offer.id in need.refused or (offer.volunteer is not None and offer.volunteer in need.refused)


def _kind(need: NeedListing, offer: OfferListing) -> bool:
    return bool(need.kind and offer.kinds and need.kind not in offer.kinds)


def _place(need: NeedListing, offer: OfferListing) -> bool:
    if need.remote and offer.remote:
        return False
    if not (need.on_site and offer.on_site):
        return True
    if offer.areas:
        return need.place is not None and need.place not in offer.areas
    apart = apart_km(need.place, offer.place)
    return apart is not None and apart > travel_limit(offer)


def _dates(need: NeedListing, offer: OfferListing) -> bool:
    end, free = last_day(need), offer.available
    late = bool(free.ends and need.starts and free.ends < need.starts)
    return late or bool(free.starts and end and free.starts > end)


def _weekdays(need: NeedListing, offer: OfferListing) -> bool:
    wanted, free = need.weekdays or EVERY_DAY, offer.available.weekdays or EVERY_DAY
    starts = [day for day in (need.starts, offer.available.starts) if day]
    ends = [day for day in (last_day(need), offer.available.ends) if day]
    return not wanted & free & _between(max(starts, default=None), min(ends, default=None))


def _between(first: date | None, last: date | None) -> Set[int]:
    if first is None or last is None or last - first >= timedelta(days=6):
        return EVERY_DAY
    return frozenset((first + timedelta(days=later)).weekday() for later in range((last - first).days + 1))


def _hours(need: NeedListing, offer: OfferListing) -> bool:
    left = offer.available.hours
    if left is None:
        return False
    short = need.one_day and need.hours is not None and left < need.hours * LEAST_SHARE
    return left <= 0 or short


def _team(need: NeedListing, offer: OfferListing) -> bool:
    if offer.team_size is None:
        return False
    least = offer.team_size if offer.team_least is None else offer.team_least
    too_many = need.people_max is not None and least > need.people_max
    return too_many or (need.people_min is not None and offer.team_size < need.people_min)


def _checks(need: NeedListing, offer: OfferListing) -> bool:
    return bool(missing_checks(required=need.checks, held=offer.checks))


def _languages(need: NeedListing, offer: OfferListing) -> bool:
    spoken = {language.casefold() for language in offer.languages} | {"english"}
    return any(language.casefold() not in spoken for language in need.languages)


RULES: tuple[tuple[Limit, Callable[[NeedListing, OfferListing], bool]], ...] = (
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

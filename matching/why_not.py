"""Why an offer can never be suggested for a need, in words: the sentence for each limit."""

from collections.abc import Callable
from dataclasses import dataclass

from matching import wording
from matching.checks import check_label, missing_checks
from matching.limits import Limit, missing_languages
from matching.listing import EVERY_DAY, NeedListing, OfferListing, last_day, travel_limit
from matching.places import apart_km


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A limit that an offer breaks: which, and for this offer in words."""

    limit: Limit
    reason: str


def why_not(limit: Limit, need: NeedListing, offer: OfferListing) -> Broken:
    """The sentence for a limit that this pair is known to break."""
    return Broken(limit=limit, reason=_SENTENCES[limit](need, offer))


def _group(need: NeedListing, _offer: OfferListing) -> str:
    if not need.verified:
        return "the group is not verified yet"
    return "the group can take no more help for now"


def _volunteer(_need: NeedListing, offer: OfferListing) -> str:
    return "paused for now" if offer.paused else "has as many matches as they want for now"


def _refused(_need: NeedListing, _offer: OfferListing) -> str:
    return "was turned down for this need before"


def _kind(need: NeedListing, offer: OfferListing) -> str:
    offered = wording.listed([wording.kind(kind) for kind in sorted(offer.kinds)], "or")
    wanted = f", and the need is for {wording.kind(need.kind)}" if need.kind else ""
    return f"offers {offered}{wanted}"


def _place(need: NeedListing, offer: OfferListing) -> str:
    if not offer.on_site:
        return "helps from a distance only, and this is on site"
    if not need.on_site:
        return "helps on site only, and this is done from a distance"
    if offer.areas:
        return f"goes to {wording.listed(sorted(offer.areas), 'or')} only, and this is in {need.place}"
    apart = apart_km(need.place, offer.place) or 0.0
    return f"is {wording.kilometres(apart)} away and travels up to {wording.travel(travel_limit(offer))}"


def _dates(need: NeedListing, offer: OfferListing) -> str:
    end, free = last_day(need), offer.available
    if free.ends and need.starts and free.ends < need.starts:
        return f"is free until {wording.day(free.ends)}, and this starts on {wording.day(need.starts)}"
    if free.starts and end:
        return f"is free from {wording.day(free.starts)}, and this is over on {wording.day(end)}"
    return "is not free on these dates"


def _weekdays(need: NeedListing, offer: OfferListing) -> str:
    wanted, free = need.weekdays or EVERY_DAY, offer.available.weekdays or EVERY_DAY
    if need.one_day and need.starts:
        return f"is not free on {wording.day(need.starts)}"
    if not wanted & free:
        return f"is free on {wording.days(free)}, and this needs {wording.days(wanted)}"
    return f"is free on {wording.days(free)}, and no such day lies within the dates"


def _hours(need: NeedListing, offer: OfferListing) -> str:
    left = offer.available.hours
    if left is None or left <= 0 or need.hours is None:
        return "has no hours left to give"
    return f"has {wording.hours(left)} left, less than half of the {wording.hours(need.hours)} of that day"


def _team(need: NeedListing, offer: OfferListing) -> str:
    size = offer.team_size or 0
    least = size if offer.team_least is None else offer.team_least
    if need.people_max is not None and least > need.people_max:
        return f"is {wording.people(least)}, and at most {need.people_max} can come"
    return f"is {wording.people(size)}, and at least {need.people_min} are needed"


def _checks(need: NeedListing, offer: OfferListing) -> str:
    lacking = missing_checks(required=need.checks, held=offer.checks)
    return f"has not shown: {wording.listed([check_label(check) for check in lacking])}"


def _languages(need: NeedListing, offer: OfferListing) -> str:
    lacking = missing_languages(frozenset(need.languages), frozenset(offer.languages))
    return f"does not speak {wording.listed(lacking)}"


_SENTENCES: dict[Limit, Callable[[NeedListing, OfferListing], str]] = {
    Limit.GROUP: _group,
    Limit.CAPACITY: _volunteer,
    Limit.REFUSED: _refused,
    Limit.KIND: _kind,
    Limit.PLACE: _place,
    Limit.DATES: _dates,
    Limit.WEEKDAYS: _weekdays,
    Limit.HOURS: _hours,
    Limit.TEAM: _team,
    Limit.CHECKS: _checks,
    Limit.LANGUAGES: _languages,
}

"""Fifth stage: three reasons and one doubt, in words, all of them true and each from a part of the score.

The last entries of both lists hold for every offer that breaks no limit, so there are always enough.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from matching import wording
from matching.checks import check_label
from matching.lexicon import Lexicon
from matching.listing import NeedListing, OfferListing, last_day, travel_limit
from matching.places import apart_km
from matching.side import Shared, Side, best_shared

_ENOUGH_WORDS = 0.1
_NEAR_THE_LIMIT = 0.75
_MEANS_THE_SAME = 0.5
"""Cosine from which most pairs are right, see docs/matching.md."""
_VERBS = {"languages": "speaks", "goods": "offers", "space": "offers", "team": "comes for"}

Reasons = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A need and an offer that may be suggested for it, with all that is known of how they fit."""

    need: NeedListing
    wanted: Side
    offer: OfferListing
    offered: Side
    parts: Mapping[str, float]


def reasons_for(pair: Pair, lexicon: Lexicon) -> Reasons:
    """The three best reasons, the most telling first."""
    first, second, third = islice(_reasons(pair, lexicon), 3)
    return first, second, third


def doubt_about(pair: Pair, lexicon: Lexicon) -> str:
    """The one thing that a coordinator should look at before approving."""
    return next(_doubts(pair, lexicon))


def _reasons(pair: Pair, lexicon: Lexicon) -> Iterator[str]:
    need, offer = pair.need, pair.offer
    shared = best_shared(pair.wanted, pair.offered, lexicon)
    if shared:
        yield _about_skill(shared, pair, lexicon)
    elif pair.parts["meaning"] >= _MEANS_THE_SAME:
        yield f"what they offer is close in meaning to what you ask: {wording.quoted(offer.text)}"
    if pair.parts["known"]:
        yield f"{offer.organisation_name or 'their organisation'} has helped this group before"
    yield from _about_asked(need, offer)
    yield from _about_place(need, offer)
    if need.weekdays or need.one_day:
        yield from _about_days(need, offer)
    yield from _about_hours(need, offer)
    yield from _about_words(pair)
    if not (need.weekdays or need.one_day):
        yield from _about_days(need, offer)
    yield from _about_kind(need, offer)
    yield from _always(need, offer)


def _about_skill(shared: Shared, pair: Pair, lexicon: Lexicon) -> str:
    verb = _VERBS.get(lexicon.category(shared.offered) or "", "does")
    if shared.wanted != shared.offered:
        return f"{verb} {shared.offered}, which is close to the {shared.wanted} you asked for"
    said = pair.wanted.skills[shared.wanted].said
    if not said or said == shared.wanted.casefold():
        return f"{verb} {shared.offered}, which you asked for"
    return f"{verb} {shared.offered} and you asked for “{said}”"


def _about_asked(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    if need.languages:
        yield f"speaks {wording.listed(sorted(need.languages))}, which you asked for"
    if need.checks:
        held = wording.listed([check_label(check) for check in sorted(need.checks)])
        yield f"holds what you asked for: {held}"
    if offer.team_size and (need.people_min or (need.people_max and offer.team_size > 1)):
        yield f"comes as {wording.people(offer.team_size)}, which you can take"


def _about_place(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    if need.remote and offer.remote:
        yield "can help from a distance"
        return
    apart = apart_km(need.place, offer.place)
    if apart is not None:
        yield f"in the same district, {need.place}" if apart == 0 else f"{wording.kilometres(apart)} away"


def _about_days(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    free = offer.available.weekdays
    if need.one_day and need.starts and free:
        yield f"free on {wording.day(need.starts)}"
    elif free:
        yield f"free on {wording.days(free & need.weekdays if need.weekdays else free)}"


def _about_hours(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    left = offer.available.hours
    if left is not None and need.hours is not None and left >= need.hours:
        yield f"has {wording.hours(left)} to give and you asked for {wording.hours(need.hours)}"


def _about_words(pair: Pair) -> Iterator[str]:
    one, other = pair.wanted.features, pair.offered.features
    common = one.weights.keys() & other.weights.keys()
    spoken = {word for wanted in pair.wanted.skills.values() for word in wanted.said.split()}
    fresh = [short for short in common if one.said[short] not in spoken]
    telling = sorted(fresh, key=lambda short: (-one.weights[short], short))[:2]
    if telling and pair.parts["words"] >= _ENOUGH_WORDS:
        yield f"both of you speak of {wording.listed([f'“{one.said[short]}”' for short in telling])}"


def _about_kind(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    if need.kind and need.kind in offer.kinds:
        yield f"offers {wording.kind(need.kind)}, as you asked"


def _always(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    end = last_day(need)
    if end and (offer.available.starts or offer.available.ends):
        yield f"the dates meet, before {wording.day(end)}"
    if offer.organisation_name:
        yield f"comes from {offer.organisation_name}"
    yield "is open to being asked now"
    yield "has not been turned down for this before"
    yield "breaks none of the limits that you set"


def _doubts(pair: Pair, lexicon: Lexicon) -> Iterator[str]:
    need, offer = pair.need, pair.offer
    shared = best_shared(pair.wanted, pair.offered, lexicon)
    if shared is None and not pair.parts["chosen"]:
        yield from _no_skill(pair)
    yield from _short_of_hours(need, offer)
    yield from _unsaid_when_and_where(need, offer)
    if shared and shared.wanted != shared.offered:
        yield f"has not said that they do {shared.wanted}"
    yield from _far(need, offer)
    yield from _unsaid_rest(need, offer)
    if not offer.skills:
        yield "the skill is read from their words; they have not confirmed it"
    yield "has not been asked about this yet"


def _no_skill(pair: Pair) -> Iterator[str]:
    """What a skill was only read from may be said by the way, so a doubt names it in the group's own
    words.
    """
    skill = max(pair.wanted.skills, key=lambda name: pair.wanted.skills[name].trust, default=None)
    if skill is None:
        yield "neither side names a skill that we know, so only what the texts mean was compared"
    elif said := pair.wanted.skills[skill].said:
        yield f"has not said anything of “{said}”"
    else:
        yield f"has not said that they do {skill}"


def _short_of_hours(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    left = offer.available.hours
    if left is not None and need.hours is not None and left < need.hours:
        yield f"only {wording.hours(left).split()[0]} of the {wording.hours(need.hours)} are covered"


def _unsaid_when_and_where(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    remote = need.remote and offer.remote
    if not remote and offer.place is None:
        yield "has not said where they are"
    if (need.weekdays or need.one_day) and not offer.available.weekdays:
        yield "has not said which days"


def _far(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    apart, limit = apart_km(need.place, offer.place), travel_limit(offer)
    if apart is not None and apart > limit * _NEAR_THE_LIMIT and not (need.remote and offer.remote):
        said = "the most they will travel" if offer.travel_km is not None else "the usual limit"
        yield f"{wording.kilometres(apart)} away, close to {wording.travel(limit)}, {said}"


def _unsaid_rest(need: NeedListing, offer: OfferListing) -> Iterator[str]:
    if need.hours is not None and offer.available.hours is None:
        yield "has not said how many hours"
    if (need.people_min or need.people_max) and offer.team_size is None:
        yield "has not said how many people would come"
    if need.kind and not offer.kinds:
        yield "has not said what kind of help it is"
    if not offer.available.weekdays:
        yield "has not said which days"

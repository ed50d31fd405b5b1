"""Matchers for the tests, and short ways to ask them."""

from collections.abc import Iterable
from functools import cache

from matching.index import Keeps
from matching.listing import NeedListing, OfferListing
from matching.rank import Matcher, Ranking, Suggestion
from matching.standard import packaged_model, standard_matcher
from matching.why_not import Broken


@cache
def by_words() -> Matcher:
    """Without the sentence model: quick, and the same everywhere."""
    return standard_matcher(model=None)


@cache
def by_meaning() -> Matcher:
    """As it comes."""
    return standard_matcher(model=packaged_model())


def ranked(
    need: NeedListing,
    offers: Iterable[OfferListing],
    *,
    top: int | None = None,
    matcher: Matcher | None = None,
) -> Ranking:
    chosen, by_id = matcher or by_words(), {offer.id: offer for offer in offers}
    return chosen.rank(need, by_id, chosen.index(Keeps.OFFERS, by_id.values()), top=top)


def suggested(
    need: NeedListing, *offers: OfferListing, matcher: Matcher | None = None
) -> tuple[Suggestion, ...]:
    return ranked(need, offers, matcher=matcher).matches


def order(need: NeedListing, *offers: OfferListing, matcher: Matcher | None = None) -> list[str]:
    return [one.offer.id for one in suggested(need, *offers, matcher=matcher)]


def broken_limit(need: NeedListing, offer: OfferListing) -> Broken | None:
    return ranked(need, [offer]).broken.get(offer.id)

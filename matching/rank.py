"""The matcher: which offers to suggest for a need, in which order, and why; and why not the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from matching.lexicon import Lexicon
from matching.limits import Broken, broken_limit
from matching.listing import NeedListing, OfferListing
from matching.reasons import Pair, Reasons, doubt_about, reasons_for
from matching.score import STANDARD_WEIGHTS, Side, Weights, parts_of, side, total

WORTH_A_LOOK = 0.4
"""Score below which not even a related skill was found: keep such offers out of a digest."""

_Divided = tuple[list[OfferListing], dict[str, Broken]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """`score` from 0 to 1."""

    offer: OfferListing
    score: float
    reasons: Reasons
    doubt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """`matches` best first; `broken`: the limit that each other offer breaks, by offer id."""

    matches: tuple[Suggestion, ...]
    broken: Mapping[str, Broken]

    @property
    def excluded(self) -> dict[str, str]:
        """Why each of the others is left out, in words, by offer id."""
        return {offer: broken.reason for offer, broken in self.broken.items()}


def rank(
    need: NeedListing,
    offers: Iterable[OfferListing],
    *,
    lexicon: Lexicon,
    weights: Weights = STANDARD_WEIGHTS,
    top: int | None = None,
    side_of: Callable[[OfferListing], Side] | None = None,
) -> Ranking:
    """Best first; equal scores by longest wait, so nobody starves. `top`: how many to return (None: all).

    `side_of` gives the features of an offer that the caller has kept, so that many needs can share them.
    """
    allowed, broken = _divided(need, offers)
    wanted = side(need.text, need.skills, lexicon)
    read = side_of or (lambda offer: offer_side(offer, lexicon))
    pairs = (_pair(need, wanted, offer, read(offer), lexicon) for offer in allowed)
    scored = ((round(total(pair.parts, weights), 4), pair) for pair in pairs)
    best = sorted(scored, key=_best_first) if top is None else nsmallest(top, scored, key=_best_first)
    return Ranking(matches=tuple(_suggestion(one, pair, lexicon) for one, pair in best), broken=broken)


def offer_side(offer: OfferListing, lexicon: Lexicon) -> Side:
    """The features of an offer; they depend on nothing but its text and its skills."""
    return side(offer.text, offer.skills, lexicon)


def _divided(need: NeedListing, offers: Iterable[OfferListing]) -> _Divided:
    allowed: list[OfferListing] = []
    broken: dict[str, Broken] = {}
    for offer in offers:
        limit = broken_limit(need, offer)
        if limit is None:
            allowed.append(offer)
        else:
            broken[offer.id] = limit
    return allowed, broken


def _pair(need: NeedListing, wanted: Side, offer: OfferListing, offered: Side, lexicon: Lexicon) -> Pair:
    parts = parts_of(need, wanted, offer, offered, lexicon)
    return Pair(need=need, wanted=wanted, offer=offer, offered=offered, parts=parts)


def _best_first(scored: tuple[float, Pair]) -> tuple[float, int, str]:
    score, pair = scored
    return -score, -pair.offer.waiting_days, pair.offer.id


def _suggestion(score: float, pair: Pair, lexicon: Lexicon) -> Suggestion:
    return Suggestion(
        offer=pair.offer, score=score, reasons=reasons_for(pair, lexicon), doubt=doubt_about(pair, lexicon)
    )

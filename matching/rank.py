"""The matcher: which offers to suggest for a need, in which order, and why; and why not the others."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from matching.columns import Array
from matching.index import Index, Keeps
from matching.limits import Limit
from matching.listing import Listing, NeedListing, OfferListing
from matching.reasons import Pair, Reasons, doubt_about, reasons_for
from matching.score import Weights
from matching.search import Found, Hit, Sought, search
from matching.side import Reader, Side
from matching.weights import WITH_MODEL, WITHOUT_MODEL
from matching.why_not import Broken, why_not

WORTH_A_LOOK = 0.3
"""Score below which a coordinator's minute is not well spent: keep such offers out of a digest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """`score` from 0 to 1: the share of such that are right, see docs/matching.md. `parts`: its parts."""

    need: NeedListing
    offer: OfferListing
    score: float
    parts: Mapping[str, float]
    reasons: Reasons
    doubt: str


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """`matches` best first."""

    matches: tuple[Suggestion, ...]
    found: Found
    _need: NeedListing
    _offers: Mapping[str, OfferListing]

    @property
    def left_out(self) -> Counter[Limit]:
        """How many offers fell to each limit."""
        return self.found.left_out

    @cached_property
    def broken(self) -> dict[str, Broken]:
        """The limit that each other offer breaks, with a sentence, by offer id."""
        fallen = self.found.broken().items()
        return {id: why_not(limit, self._need, self._offers[id]) for id, limit in fallen}

    @property
    def excluded(self) -> dict[str, str]:
        """Why each of the others is left out, in words, by offer id."""
        return {offer: broken.reason for offer, broken in self.broken.items()}


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """`weights` None: the ones that come with the program, for its way of reading."""

    reader: Reader
    weights: Weights | None = None

    @property
    def weighing(self) -> Weights:
        return self.weights or (WITH_MODEL if self.reader.encoder else WITHOUT_MODEL)

    def side(self, listing: Listing, vector: Array | None = None) -> Side:
        """What a listing says; `vector`: the one kept from an earlier reading."""
        return self.reader.side(listing.text, listing.skills, vector)

    def index(self, keeps: Keeps, listings: Iterable[Listing] = (), *, room: int = 64) -> Index:
        """An index of these, to be searched and changed."""
        index = Index(keeps, self.reader.encoder.size if self.reader.encoder else 0, room=room)
        for listing in listings:
            index.put(listing, self.side(listing))
        return index

    def search(
        self,
        index: Index,
        listing: Listing,
        *,
        top: int | None = None,
        without: Set[str] = frozenset(),
        side: Side | None = None,
    ) -> Found:
        """The best of an index for a listing of the other side; `without` some, whatever they say."""
        sought = Sought(
            listing=listing,
            side=side or self.side(listing),
            lexicon=self.reader.lexicon,
            weights=self.weighing,
            top=top,
            without=without,
        )
        return search(index, sought)

    def rank(
        self, need: NeedListing, offers: Mapping[str, OfferListing], index: Index, *, top: int | None = None
    ) -> Ranking:
        """Best first; equal scores by longest wait, so nobody starves.

        `offers`: those of the index, by id.
        """
        wanted = self.side(need)
        found = self.search(index, need, top=top, side=wanted)
        matches = tuple(
            self.explained(need, wanted, offers[hit.id], self._held(offers[hit.id], index), hit)
            for hit in found.hits
        )
        return Ranking(matches=matches, found=found, _need=need, _offers=offers)

    def weigh(
        self, need: NeedListing, wanted: Side, offer: OfferListing, offered: Side
    ) -> Suggestion | Broken:
        """This one pair: how well it fits, or the limit that it breaks."""
        index = self.index(Keeps.OFFERS, room=1)
        index.put(offer, offered)
        found = self.search(index, need, side=wanted)
        if found.hits:
            return self.explained(need, wanted, offer, offered, found.hits[0])
        return why_not(found.broken()[offer.id], need, offer)

    def explained(
        self, need: NeedListing, wanted: Side, offer: OfferListing, offered: Side, hit: Hit
    ) -> Suggestion:
        """This offer as it was found for this need, with its three reasons and its doubt."""
        pair = Pair(need=need, wanted=wanted, offer=offer, offered=offered, parts=hit.parts)
        return Suggestion(
            need=need,
            offer=offer,
            score=hit.score,
            parts=hit.parts,
            reasons=reasons_for(pair, self.reader.lexicon),
            doubt=doubt_about(pair, self.reader.lexicon),
        )

    def in_the_way(
        self, need: NeedListing, wanted: Side, offer: OfferListing, offered: Side
    ) -> tuple[Broken, ...]:
        """Every limit that this one pair breaks; none where it may be suggested."""
        index = self.index(Keeps.OFFERS, room=1)
        index.put(offer, offered)
        limits = self.search(index, need, side=wanted).all_broken()
        return tuple(why_not(limit, need, offer) for limit in limits.get(offer.id, ()))

    def _held(self, offer: OfferListing, index: Index) -> Side:
        """What an offer of the index says, as it was when it was put there."""
        vector = index.vector_of(offer.id)
        return self.reader.said(offer.text, offer.skills) if vector is None else self.side(offer, vector)

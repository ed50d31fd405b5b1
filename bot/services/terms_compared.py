"""Our listings as the matcher sees them: only what matters to a match."""

from collections.abc import Set
from dataclasses import dataclass

from bot.domain.listings import Listing, ListingKind
from matching.listing import Availability, Kind, NeedListing, OfferListing


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is not in a need's own terms: whether its group is verified, has enough, and liked whom."""

    verified: bool = True
    at_capacity: bool = False
    partners: Set[str] = frozenset()


def wanted(need: Listing, standing: Standing = Standing()) -> NeedListing:
    terms, when = need.terms, need.terms.when
    return NeedListing(
        id=need.id,
        text=terms.what,
        skills=terms.chosen,
        kind=_kind(terms.kind),
        place=terms.district or None,
        remote=terms.remote,
        on_site=terms.on_site,
        weekdays=when.weekdays,
        starts=when.starts,
        ends=when.until,
        deadline=when.until,
        hours=need.quantity.remaining,
        people_max=terms.people if terms.kind is ListingKind.TEAM_DAY else None,
        checks=frozenset(terms.checks),
        languages=frozenset(terms.languages),
        verified=standing.verified,
        at_capacity=standing.at_capacity,
        partners=standing.partners,
        since=need.created_at.date(),
    )


def offered(offer: Listing, *, at_capacity: bool = False, organisation: str = "") -> OfferListing:
    """`organisation`: its name, for reasons that speak of it."""
    terms, when = offer.terms, offer.terms.when
    return OfferListing(
        id=offer.id,
        text=terms.what,
        skills=terms.chosen,
        kinds=frozenset({_kind(terms.kind)}),
        place=terms.district or None,
        remote=terms.remote,
        on_site=terms.on_site,
        areas=frozenset(terms.areas),
        travel_km=None if terms.travel_km is None else float(terms.travel_km),
        available=Availability(
            weekdays=when.weekdays, starts=when.starts, ends=when.until, hours=offer.quantity.remaining
        ),
        team_size=terms.people if terms.kind is ListingKind.TEAM_DAY else None,
        languages=frozenset(terms.languages),
        checks=frozenset(terms.checks),
        organisation=offer.organisation or None,
        organisation_name=organisation,
        volunteer=offer.owner,
        since=offer.created_at.date(),
        at_capacity=at_capacity,
    )


def _kind(kind: ListingKind) -> Kind:
    return Kind(kind.value)

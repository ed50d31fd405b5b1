"""Terms that many listings have alike, and limits tested once for each combination."""

import numpy as np

from matching.columns import Array, Columns, Shelf, row_of
from matching.combined import Combined
from matching.listing import Listing, OfferListing

TERMS = ("kinds", "east", "north", "travel")


def combined(*listings: Listing) -> Combined:
    found = Combined(TERMS, shelf := Shelf(), len(listings))
    for at, listing in enumerate(listings):
        found.put(at, row_of(listing, shelf))
    return found


def each(found: Combined, column: str, count: int) -> Array:
    distinct: Columns = found.distinct
    return found.each(getattr(distinct, column), slice(count))


def at(place: str | None, km: float = 3.0) -> OfferListing:
    return OfferListing(id=f"{place}{km}", text="gardening", place=place, travel_km=km)


def test_listings_of_one_district_are_one_combination_and_each_finds_its_own() -> None:
    found = combined(at("LS1"), at("LS2"), at("LS1"), at("LS1", 8))

    assert len(found.distinct) == 3
    assert each(found, "travel", 4).tolist() == [3, 3, 3, 8]


def test_places_that_are_not_known_are_alike() -> None:
    assert len(combined(at(None), at("nowhere"), at(None)).distinct) == 1


def test_a_hundred_combinations_find_room() -> None:
    found = combined(*(at("LS1", km) for km in range(100)))
    assert each(found, "travel", 100).tolist() == list(range(100))


def test_combinations_that_nobody_has_any_more_are_forgotten() -> None:
    found = combined(at("LS1"), at("LS2", 5), at("LS1", 9))

    found.close_up(np.array([2, 1]))

    assert len(found.distinct) == 2
    assert each(found, "travel", 2).tolist() == [9, 5]

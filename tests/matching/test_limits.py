"""Hard limits: each excludes with a sentence, and no text can bend them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.index import Keeps
from matching.limits import Limit
from matching.listing import Availability, Kind, NeedListing, OfferListing
from tests.matching import listings
from tests.matching.rules import first_broken
from tests.matching.world import broken_limit, by_words, ranked

NEED = NeedListing(
    id="n1",
    text="Help with our accounts",
    kind=Kind.SKILLS,
    place="LS8",
    weekdays=frozenset({4}),
    starts=date(2026, 6, 1),
    ends=date(2026, 6, 30),
    hours=Decimal(4),
    people_min=1,
    people_max=2,
    checks=frozenset({"enhanced dbs"}),
    languages=frozenset({"Urdu"}),
)
OFFER = OfferListing(
    id="o1",
    text="Accountant",
    kinds=frozenset({Kind.SKILLS}),
    place="LS7",
    available=Availability(weekdays=frozenset({4}), hours=Decimal(4)),
    team_size=1,
    languages=frozenset({"urdu"}),
    checks=frozenset({"enhanced dbs"}),
    volunteer="v1",
)
ONE_DAY = replace(NEED, starts=date(2026, 6, 5), ends=date(2026, 6, 5))


def free(**changes: Any) -> OfferListing:
    return replace(OFFER, available=replace(OFFER.available, **changes))


VIOLATIONS = [
    (replace(NEED, verified=False), OFFER, Limit.GROUP, "the group is not verified yet"),
    (replace(NEED, at_capacity=True), OFFER, Limit.GROUP, "the group can take no more help for now"),
    (NEED, replace(OFFER, paused=True), Limit.CAPACITY, "paused for now"),
    (NEED, replace(OFFER, at_capacity=True), Limit.CAPACITY, "has as many matches as they want for now"),
    (replace(NEED, refused={"o1"}), OFFER, Limit.REFUSED, "was turned down for this need before"),
    (replace(NEED, refused={"v1"}), OFFER, Limit.REFUSED, "was turned down for this need before"),
    (
        NEED,
        replace(OFFER, kinds=frozenset({Kind.TEAM_DAY, Kind.TRUSTEE})),
        Limit.KIND,
        "offers a team day or a place on a board, and the need is for a professional skill",
    ),
    (NEED, replace(OFFER, place="BD1"), Limit.PLACE, "km away and travels up to 10 km"),
    (NEED, replace(OFFER, travel_km=1.0), Limit.PLACE, "km away and travels up to 1 km"),
    (
        NEED,
        replace(OFFER, areas=frozenset({"LS6", "LS7"})),
        Limit.PLACE,
        "goes to LS6 or LS7 only, and this is in LS8",
    ),
    (
        NEED,
        replace(OFFER, remote=True, on_site=False),
        Limit.PLACE,
        "helps from a distance only, and this is on site",
    ),
    (
        replace(NEED, remote=True, on_site=False),
        OFFER,
        Limit.PLACE,
        "helps on site only, and this is done from a distance",
    ),
    (
        NEED,
        free(ends=date(2026, 5, 31)),
        Limit.DATES,
        "is free until Sun 31 May 2026, and this starts on Mon 1 June 2026",
    ),
    (
        replace(NEED, deadline=date(2026, 6, 10)),
        free(starts=date(2026, 6, 11)),
        Limit.DATES,
        "is free from Thu 11 June 2026, and this is over on Wed 10 June 2026",
    ),
    (NEED, free(weekdays={0, 1}), Limit.WEEKDAYS, "is free on Mondays and Tuesdays, and this needs Fridays"),
    (ONE_DAY, free(weekdays={0}), Limit.WEEKDAYS, "is not free on Fri 5 June 2026"),
    (
        NEED,
        free(starts=date(2026, 6, 27)),
        Limit.WEEKDAYS,
        "is free on Fridays, and no such day lies within the dates",
    ),
    (NEED, free(hours=Decimal(0)), Limit.HOURS, "has no hours left to give"),
    (
        ONE_DAY,
        free(hours=Decimal(1)),
        Limit.HOURS,
        "has 1 hour left, less than half of the 4 hours of that day",
    ),
    (NEED, replace(OFFER, team_size=3), Limit.TEAM, "is a team of 3, and at most 2 can come"),
    (
        replace(NEED, people_min=2),
        OFFER,
        Limit.TEAM,
        "is one person, and at least 2 are needed",
    ),
    (NEED, replace(OFFER, checks={"basic dbs"}), Limit.CHECKS, "has not shown: enhanced DBS check"),
    (NEED, replace(OFFER, languages={"Hindi"}), Limit.LANGUAGES, "does not speak Urdu"),
]


def test_who_breaks_no_limit_is_not_left_out() -> None:
    assert broken_limit(NEED, OFFER) is None
    assert broken_limit(ONE_DAY, OFFER) is None


@pytest.mark.parametrize(("need", "offer", "limit", "sentence"), VIOLATIONS)
def test_each_limit_says_why(need: NeedListing, offer: OfferListing, limit: Limit, sentence: str) -> None:
    broken = broken_limit(need, offer)

    assert broken is not None
    assert broken.limit is limit
    assert sentence in broken.reason


def test_what_nobody_has_said_is_no_violation() -> None:
    silent = OfferListing(id="o2", text="", checks=OFFER.checks, languages=OFFER.languages)

    assert broken_limit(NEED, silent) is None
    assert broken_limit(NeedListing(id="n2", text=""), silent) is None


def test_two_of_four_hours_of_a_day_are_enough_and_any_hours_of_longer_work() -> None:
    assert broken_limit(ONE_DAY, free(hours=Decimal(2))) is None
    assert broken_limit(NEED, free(hours=Decimal("0.5"))) is None


def test_both_sides_from_a_distance_makes_the_distance_no_matter() -> None:
    need = replace(NEED, remote=True)
    assert broken_limit(need, replace(OFFER, place="EC1A", remote=True)) is None


def test_a_place_that_is_not_in_the_table_is_taken_as_unsaid() -> None:
    assert broken_limit(replace(NEED, place="ZZ9"), OFFER) is None


@settings(max_examples=60, deadline=None)
@given(
    needed=st.text(max_size=200),
    offered=st.text(max_size=200),
    chosen=st.lists(
        st.sampled_from(["bookkeeping", "plumbing", "web design"]) | st.text(max_size=10), max_size=3
    ),
    violation=st.sampled_from(VIOLATIONS),
)
def test_whatever_the_texts_a_violator_is_never_suggested(
    needed: str, offered: str, chosen: list[str], violation: tuple[NeedListing, OfferListing, Limit, str]
) -> None:
    need = replace(violation[0], text=needed, skills=tuple(chosen))
    offer = replace(violation[1], text=offered, skills=tuple(chosen))

    ranking = ranked(need, [offer])

    assert ranking.matches == ()
    assert violation[3] in ranking.excluded["o1"]


some_days = st.frozensets(st.integers(0, 6))
some_date = st.none() | st.dates(date(2026, 5, 25), date(2026, 6, 20))


@settings(deadline=None)
@given(wanted=some_days, free_on=some_days, starts=some_date, ends=some_date, first=some_date, last=some_date)
def test_whoever_passes_has_a_day_in_common_with_the_need(
    wanted: frozenset[int],
    free_on: frozenset[int],
    starts: date | None,
    ends: date | None,
    first: date | None,
    last: date | None,
) -> None:
    need = NeedListing(id="n", text="", weekdays=wanted, starts=starts, ends=ends)
    offer = OfferListing(id="o", text="", available=Availability(weekdays=free_on, starts=first, ends=last))
    every_day = [date(2026, 5, 1) + timedelta(days=later) for later in range(80)]

    common = [
        day
        for day in every_day
        if (not wanted or day.weekday() in wanted)
        and (not free_on or day.weekday() in free_on)
        and (starts is None or day >= starts)
        and (ends is None or day <= ends)
        and (first is None or day >= first)
        and (last is None or day <= last)
    ]

    assert (broken_limit(need, offer) is None) == bool(common)


@settings(max_examples=300, deadline=None)
@given(need=listings.needs, some=st.lists(listings.offer, min_size=1, max_size=len(listings.ids)))
def test_the_columns_find_the_limit_that_the_plain_rules_find(
    need: NeedListing, some: list[OfferListing]
) -> None:
    offers = [replace(offer, id=id) for id, offer in zip(listings.ids, some, strict=False)]

    ranking = ranked(need, offers)

    expected = {offer.id: first_broken(need, offer) for offer in offers}
    found = {
        offer.id: None if offer.id not in ranking.broken else ranking.broken[offer.id].limit
        for offer in offers
    }
    assert found == expected
    assert {one.offer.id for one in ranking.matches} == {
        id for id, limit in expected.items() if limit is None
    }
    assert all(ranking.excluded.values())


@settings(max_examples=150, deadline=None)
@given(some=st.lists(listings.needs, min_size=1, max_size=6), offer=listings.offer)
def test_searching_needs_for_an_offer_finds_the_same_limits(
    some: list[NeedListing], offer: OfferListing
) -> None:
    needs = [replace(need, id=f"n{number}") for number, need in enumerate(some)]
    matcher = by_words()

    found = matcher.search(matcher.index(Keeps.NEEDS, needs), offer)

    broken = {need.id: limit for need in needs if (limit := first_broken(need, offer))}
    assert found.broken() == broken
    assert {hit.id for hit in found.hits} == {need.id for need in needs} - broken.keys()

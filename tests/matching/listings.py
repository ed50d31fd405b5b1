"""Listings of every shape, for properties."""

from datetime import date

from hypothesis import strategies as st

from matching.listing import Availability, Kind, NeedListing, OfferListing

days = st.frozensets(st.integers(0, 6), max_size=3)
dates = st.none() | st.dates(date(2026, 5, 25), date(2026, 6, 20))
places = st.none() | st.sampled_from(["LS1", "LS6", "LS21", "BD1", "HX1", "ZZ9"])
hours = st.none() | st.decimals(0, 12, places=2)
people = st.none() | st.integers(1, 15)
checks = st.frozensets(st.sampled_from(["basic dbs", "enhanced dbs", "food hygiene"]), max_size=2)
languages = st.frozensets(st.sampled_from(["Urdu", "polish", "English"]), max_size=2)
texts = st.sampled_from(["", "accounts", "We need a plumber", "choir", "help with Facebook"]) | st.text(
    max_size=40
)
ids = [f"o{number}" for number in range(6)]
volunteers = ["v1", "v2"]

needs = st.builds(
    NeedListing,
    id=st.just("n"),
    text=texts,
    kind=st.none() | st.sampled_from(Kind),
    place=places,
    remote=st.booleans(),
    on_site=st.booleans(),
    weekdays=days,
    starts=dates,
    ends=dates,
    deadline=dates,
    hours=hours,
    people_min=people,
    people_max=people,
    checks=checks,
    languages=languages,
    refused=st.frozensets(st.sampled_from([*ids, *volunteers]), max_size=2),
    verified=st.booleans() | st.just(True),
    at_capacity=st.sampled_from([False, False, False, True]),
)
offer = st.builds(
    OfferListing,
    id=st.just("o"),
    text=texts,
    kinds=st.frozensets(st.sampled_from(Kind), max_size=2),
    place=places,
    areas=st.frozensets(st.sampled_from(["LS1", "LS6"]), max_size=1),
    remote=st.booleans(),
    on_site=st.booleans(),
    travel_km=st.none() | st.floats(0, 40),
    available=st.builds(Availability, weekdays=days, starts=dates, ends=dates, hours=hours),
    team_size=people,
    languages=languages,
    checks=checks,
    volunteer=st.none() | st.sampled_from(volunteers),
    paused=st.sampled_from([False, False, False, True]),
    at_capacity=st.sampled_from([False, False, False, True]),
)

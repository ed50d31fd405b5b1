"""Offers and needs from our own columns and from TeamKinetic's."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.interchange import cells, teamkinetic
from adapters.interchange.listings import Reading, ReadNeed, ReadOffer
from adapters.interchange.needs import read_needs
from adapters.interchange.own_csv import NEED_COLUMNS, OFFER_COLUMNS, needs_of, offers_of
from adapters.interchange.reading import table_of
from matching.listing import Availability, Kind, NeedListing, OfferListing

TEAMKINETIC = Path(__file__).parent / "data" / "Opportunity-data.csv"


def offers(text: str) -> Reading[ReadOffer]:
    return offers_of(table_of(text, file="offers.csv", known=OFFER_COLUMNS))


def needs(text: str) -> Reading[ReadNeed]:
    return needs_of(table_of(text, file="needs.csv", known=NEED_COLUMNS))


def test_every_column_of_an_offer_is_read() -> None:
    reading = offers(
        "id,title,description,skills,kind,organisation,district,remote,travel_km,weekdays,from,until,hours,"
        "team_size,languages,checks,posted,paused\n"
        "o1,Accountant,Can do books,bookkeeping; payroll,skills | trustee,Acme,ls8 2qq,yes,7.5,Mon-Wed,"
        "2026-01-05,31/12/2026,12 hours,1,urdu;Polish,Enhanced DBS,2026-01-01,no\n"
    )

    (offer,) = reading.listings
    assert (reading.problems, reading.notes) == ((), ())
    assert offer.listing == OfferListing(
        id="o1",
        text="Accountant\nCan do books",
        skills=("bookkeeping", "payroll"),
        kinds=frozenset({Kind.SKILLS, Kind.TRUSTEE}),
        place="LS8",
        remote=True,
        on_site=True,
        travel_km=7.5,
        available=Availability(
            weekdays=frozenset({0, 1, 2}),
            starts=date(2026, 1, 5),
            ends=date(2026, 12, 31),
            hours=Decimal(12),
        ),
        team_size=1,
        languages=frozenset({"Urdu", "Polish"}),
        checks=frozenset({"enhanced dbs"}),
        organisation="Acme",
        organisation_name="Acme",
        since=date(2026, 1, 1),
    )


def test_every_column_of_a_need_is_read() -> None:
    reading = needs(
        "id;group;title;description;skills;kind;district;remote;weekdays;when;deadline;hours;people_min;people_max;"
        "checks;languages;provides;verified;refused\n"
        "n1;Lunch Club;Cook;For 30;cooking;Team day;LS7;;any;1 June 2026 to 30 June 2026;2026-06-20;4,5;2;"
        "8 people;basic DBS;;Tea;no;o1, o2\n"
    )

    (need,) = reading.listings
    assert reading.problems == ()
    assert (need.group, need.provides, need.title, need.line) == ("Lunch Club", "Tea", "Cook", 2)
    assert need.listing == NeedListing(
        id="n1",
        text="Cook\nFor 30",
        skills=("cooking",),
        kind=Kind.TEAM_DAY,
        place="LS7",
        starts=date(2026, 6, 1),
        ends=date(2026, 6, 30),
        deadline=date(2026, 6, 20),
        hours=Decimal("4.5"),
        people_min=2,
        people_max=8,
        checks=frozenset({"basic dbs"}),
        verified=False,
        refused=frozenset({"o1", "o2"}),
    )


@pytest.mark.parametrize(
    ("district", "remote", "on_site", "from_afar"),
    [
        ("LS8", "", True, False),
        ("", "", True, True),
        ("LS8", "yes", True, True),
        ("", "yes", False, True),
        ("LS8", "only", False, True),
        ("LS8", "no", True, False),
    ],
)
def test_where_an_offer_can_be_taken_up(district: str, remote: str, on_site: bool, from_afar: bool) -> None:
    (offer,) = offers(f"id,title,district,remote\no1,x,{district},{remote}\n").listings
    assert (offer.listing.on_site, offer.listing.remote) == (on_site, from_afar)


def test_a_bad_row_is_reported_with_its_line_and_all_its_troubles_and_the_others_are_read() -> None:
    reading = offers(
        "id,title,district,hours,from,until\n"
        "o1,fine,LS8,4,,\n"
        "o2,bad,ZZ99,many,,\n"
        ",no id,LS8,,,\n"
        "o1,double,LS8,,,\n"
        "o5,backwards,LS8,,2026-02-01,2026-01-01\n"
        "o6,fine,LS8,,,\n"
    )

    assert [offer.listing.id for offer in reading.listings] == ["o1", "o6"]
    assert [problem.line for problem in reading.problems] == [3, 4, 5, 6]
    bad, no_id, double, backwards = (problem.reason for problem in reading.problems)
    assert "“ZZ99”: this is no British postcode district; write one such as LS8" in bad
    assert "“many”: write a number such as 4 or 2.5" in bad
    assert "id is empty" in no_id
    assert "line 2 has the same id" in double
    assert "before the day under from" in backwards


def test_unknown_columns_are_noted_once_and_are_no_problem() -> None:
    reading = offers("id,title,Colour,shoe size\no1,x,red,9\no2,y,blue,8\n")
    assert reading.problems == ()
    assert reading.notes == ("offers.csv: columns that were left alone: colour, shoe_size.",)


def test_a_file_without_ids_or_titles_says_which_column_is_missing() -> None:
    assert "no column named id." in offers("title,hours\nx,1\n").problems[0].reason
    assert "no column named title (or description)." in needs("id,hours\nx,1\n").problems[0].reason


def test_formulas_stay_text() -> None:
    (offer,) = offers('id,title,organisation\n=1+1,"=HYPERLINK(""x"")",@SUM(A1)\n').listings
    assert (offer.listing.id, offer.title, offer.listing.organisation) == (
        "=1+1",
        '=HYPERLINK("x")',
        "@SUM(A1)",
    )


def test_an_offer_waits_since_it_was_posted() -> None:
    reading = offers("id,title,posted\na,x,2026-01-01\nc,x,\n")
    assert [offer.listing.since for offer in reading.listings] == [date(2026, 1, 1), None]


@pytest.mark.parametrize(
    "typed",
    [
        "2026-06-30",
        "30/06/2026",
        "30.6.26",
        "30 June 2026",
        "30th Jun 2026",
        "Tue 30 Jun 2026",
        "2026-06-30 00:00:00",
    ],
)
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    assert cells.day(typed) == date(2026, 6, 30)


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "soon", "99/99/9999", "0 June 2026", "06/2026", "١/١/٢٠٢٦ x"]
)
def test_what_is_no_date_says_what_to_write(typed: str) -> None:
    with pytest.raises(cells.Unreadable, match="30 June 2026"):
        cells.day(typed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon Wed Fri", {0, 2, 4}),
        ("Mon-Fri evenings", {0, 1, 2, 3, 4}),
        ("Fridays", {4}),
        ("Tues, Thurs am; Sat", {1, 3, 5}),
        ("Fri to Mon", {4, 5, 6, 0}),
        ("weekends", {5, 6}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("any", set(range(7))),
        ("", set()),
    ],
)
def test_weekdays_are_read_as_people_write_them(typed: str, days: set[int]) -> None:
    assert cells.weekdays(typed) == days


@pytest.mark.parametrize("typed", ["blue", "s", "Mon-Foo", "2"])
def test_what_is_no_weekday_says_what_to_write(typed: str) -> None:
    with pytest.raises(cells.Unreadable, match="Mon Wed Fri"):
        cells.weekdays(typed)


@pytest.mark.parametrize("typed", ["-1", "many", "NaN", "1e9", "1.234.5"])
def test_what_is_no_amount_says_what_to_write(typed: str) -> None:
    with pytest.raises(cells.Unreadable, match="a number"):
        cells.amount(typed)


def test_teamkinetic_is_recognised_by_its_header_and_only_authorised_rows_are_needs() -> None:
    reading = read_needs(TEAMKINETIC)

    assert [need.listing.id for need in reading.listings] == ["2", "1"]
    first = reading.listings[0]
    assert first.listing.place == "B15"
    assert (first.listing.starts, first.listing.ends) == (date(2025, 10, 8), date(2025, 11, 6))
    assert first.group == "Birmingham City FC"
    assert [problem.line for problem in reading.problems] == [4]
    assert "authorise the opportunity in TeamKinetic" in reading.problems[0].reason


def test_a_remote_teamkinetic_opportunity_has_no_place_and_an_address_may_give_one() -> None:
    header = "PLACEMENTID,NAME,LOCATIONTYPE,LOCATION,POSTALCODE\n"
    rows = "1,x,Home Based,,LS1 1AA\n2,y,Single Location,1 The Street LS8 2QQ,\n3,z,Single Location,,x\n"
    reading = teamkinetic.needs_of(table_of(header + rows, file="t.csv", known=teamkinetic.COLUMNS))

    assert [(need.listing.place, need.listing.remote) for need in reading.listings] == [
        (None, True),
        ("LS8", False),
        (None, False),
    ]

"""The order, the reasons and the doubt."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.listing import Availability, Kind, NeedListing, OfferListing
from matching.rank import WORTH_A_LOOK
from tests.matching.world import by_meaning, order, ranked, suggested

FRIDAY = frozenset({4})
NEED = NeedListing(
    id="n1",
    text="Help with our accounts before the year end",
    kind=Kind.SKILLS,
    place="LS7",
    weekdays=FRIDAY,
    hours=Decimal(4),
)
ACCOUNTANT = OfferListing(
    id="accountant",
    text="Chartered accountant, happy to do the books",
    skills=("bookkeeping",),
    kinds=frozenset({Kind.SKILLS}),
    place="LS8",
    available=Availability(weekdays=FRIDAY, hours=Decimal(6)),
)


def saying(offer_id: str, text: str) -> OfferListing:
    return OfferListing(id=offer_id, text=text)


@pytest.mark.parametrize(
    ("need", "right", "wrong"),
    [
        ("Someone to fix a dripping tap", "Retired plumber", "Tap dance teacher"),
        ("Paint our community hall", "Painter and decorator", "I hire out halls for parties"),
        (
            "Befriender for a lonely lady",
            "Happy to visit and have a chat over tea",
            "Wine merchant, visits vineyards",
        ),
        ("Help us apply for lottery money: we need a bid", "Grant writer", "I win raffles"),
        ("Minibus driver for our day trips", "D1 licence, can drive on weekdays", "Golf instructor"),
        ("Teach our members to use tablets", "Digital champion, patient with beginners", "Pharmacist"),
        ("Keep our Facebook going", "Social media manager", "Keep fit instructor"),
    ],
)
def test_the_right_skill_comes_before_shared_words(need: str, right: str, wrong: str) -> None:
    asked = NeedListing(id="n", text=need)
    offers = saying("wrong", wrong), saying("right", right)
    assert order(asked, *offers)[0] == order(asked, *offers, matcher=by_meaning())[0] == "right"


def test_a_skill_that_the_person_chose_beats_one_that_was_only_read() -> None:
    read = replace(ACCOUNTANT, id="read", skills=())
    assert order(NEED, read, ACCOUNTANT) == ["accountant", "read"]


def test_misspelt_needs_find_the_same_offer() -> None:
    misspelt = replace(NEED, text="Help with our acounts befor the year end")
    gardener = replace(ACCOUNTANT, id="gardener", text="Gardener", skills=("gardening",))
    assert order(misspelt, gardener, ACCOUNTANT) == ["accountant", "gardener"]


def test_nearer_comes_first_and_equals_by_the_longest_wait() -> None:
    near = replace(ACCOUNTANT, id="near", place="LS7")
    waited = replace(ACCOUNTANT, id="waited", since=date(2026, 1, 9))
    assert order(NEED, ACCOUNTANT, waited, near) == ["near", "waited", "accountant"]


def test_the_order_does_not_depend_on_the_order_of_the_offers() -> None:
    offers = [replace(ACCOUNTANT, id=str(number)) for number in range(8)]
    assert order(NEED, *offers) == order(NEED, *reversed(offers))


def test_reasons_name_skill_place_and_days() -> None:
    (only,) = suggested(NEED, ACCOUNTANT)

    assert only.reasons == ("does bookkeeping and you asked for “accounts”", "2.1 km away", "free on Fridays")
    assert only.score > 0.8


def test_the_doubt_names_what_is_missing() -> None:
    def doubt(offer: OfferListing) -> str:
        return suggested(NEED, offer)[0].doubt

    few = replace(ACCOUNTANT, available=Availability(weekdays=FRIDAY, hours=Decimal(2)))
    silent = replace(ACCOUNTANT, available=Availability(hours=Decimal(4)))
    assert doubt(few) == "only 2 of the 4 hours are covered"
    assert doubt(silent) == "has not said which days"
    assert doubt(replace(ACCOUNTANT, place=None)) == "has not said where they are"
    assert (
        doubt(replace(ACCOUNTANT, travel_km=2.2)) == "2.1 km away, close to 2.2 km, the most they will travel"
    )
    assert doubt(ACCOUNTANT) == "has not been asked about this yet"


def test_taking_the_named_thing_away_lowers_the_score() -> None:
    full = suggested(NEED, ACCOUNTANT)[0].score

    without_skill = replace(ACCOUNTANT, skills=(), text="Happy to do something useful")
    farther = replace(ACCOUNTANT, place="LS11")
    no_days = replace(ACCOUNTANT, available=Availability(hours=Decimal(6)))
    fewer_hours = replace(ACCOUNTANT, available=Availability(weekdays=FRIDAY, hours=Decimal(2)))
    for poorer in (without_skill, farther, no_days, fewer_hours):
        assert suggested(NEED, poorer)[0].score < full


def test_an_offer_without_the_skill_stays_below_what_is_worth_a_look() -> None:
    gardener = replace(ACCOUNTANT, text="Keen gardener", skills=("gardening",))
    assert suggested(NEED, gardener)[0].score < WORTH_A_LOOK < suggested(NEED, ACCOUNTANT)[0].score


def test_a_team_that_names_no_task_is_worth_a_look_for_a_team_day() -> None:
    need = NeedListing(id="n", text="Clear the brambles in our garden", kind=Kind.TEAM_DAY, people_max=12)
    team = OfferListing(id="o", text="Ten of us from an insurer", kinds={Kind.TEAM_DAY}, team_size=10)

    (only,) = suggested(need, team)

    assert only.score >= WORTH_A_LOOK
    assert "offers a team day, as you asked" in only.reasons
    assert only.doubt == "has not said where they are"


def test_top_cuts_the_list_and_changes_nothing_else() -> None:
    offers = [
        replace(ACCOUNTANT, id=str(number), since=date(2026, 1, 1) + timedelta(days=number))
        for number in range(20)
    ]
    whole = ranked(NEED, offers)
    cut = ranked(NEED, offers, top=3)

    assert cut.matches == whole.matches[:3]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🙂🙂",
        "the and of",
        "помогите с бухгалтерией",
        "ہماری مدد کریں",
        "<script>x</script>",
        "a" * 20_000,
        "\0\ud800",
    ],
)
def test_odd_texts_get_an_answer_with_three_reasons_and_a_doubt(text: str) -> None:
    (only,) = suggested(NeedListing(id="n", text=text), OfferListing(id="o", text=text))

    assert len(set(only.reasons)) == 3
    assert all([*only.reasons, only.doubt])


@settings(deadline=None)
@given(needed=st.text(max_size=100), offered=st.text(max_size=100), skill=st.text(max_size=12))
def test_the_score_is_between_0_and_1(needed: str, offered: str, skill: str) -> None:
    need, offer = (
        NeedListing(id="n", text=needed, skills=(skill,)),
        OfferListing(id="o", text=offered, skills=(skill,)),
    )
    (only,) = suggested(need, offer)
    assert 0 <= only.score <= 1

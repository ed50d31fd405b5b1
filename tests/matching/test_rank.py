"""The order, the reasons and the doubt."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.listing import Availability, Kind, NeedListing, OfferListing
from matching.rank import WORTH_A_LOOK, Matcher
from tests.matching.world import by_meaning, by_words, order, ranked, suggested

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
    assert only.score > 0.7


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


PARTNERED = replace(NEED, partners=frozenset({"aire"}))
FROM_AIRE = replace(ACCOUNTANT, organisation="aire", organisation_name="Aire Ltd")


@pytest.mark.parametrize("matcher", [by_words(), by_meaning()], ids=["words", "meaning"])
@pytest.mark.parametrize(
    ("reason", "need", "full", "poorer"),
    [
        ("does bookkeeping", NEED, ACCOUNTANT, replace(ACCOUNTANT, skills=(), text="Happy to be useful")),
        ("km away", NEED, ACCOUNTANT, replace(ACCOUNTANT, place="LS11")),
        ("free on Fridays", NEED, ACCOUNTANT, replace(ACCOUNTANT, available=Availability(hours=Decimal(6)))),
        (
            "has 6 hours to give",
            replace(NEED, weekdays=frozenset(), place=None),
            ACCOUNTANT,
            replace(ACCOUNTANT, available=Availability(weekdays=FRIDAY, hours=Decimal(2))),
        ),
        ("Aire Ltd has helped this group before", PARTNERED, FROM_AIRE, ACCOUNTANT),
        (
            "both of you speak of",
            NeedListing(id="n", text="piano tuner for our harmonium"),
            OfferListing(id="o", text="harmonium and piano tuner"),
            OfferListing(id="o", text="I walk dogs"),
        ),
    ],
)
def test_each_reason_is_a_part_of_the_score_and_taking_it_away_lowers_it(
    matcher: Matcher, reason: str, need: NeedListing, full: OfferListing, poorer: OfferListing
) -> None:
    (good,), (less,) = suggested(need, full, matcher=matcher), suggested(need, poorer, matcher=matcher)

    assert any(reason in said for said in good.reasons), good.reasons
    assert not any(reason in said for said in less.reasons if reason != "km away")
    assert less.score < good.score


def test_closeness_in_meaning_is_a_reason_and_without_it_the_score_is_lower() -> None:
    need = NeedListing(id="n", text="We want our stained glass looked at")
    near = OfferListing(id="near", text="I restore church windows")

    (good,) = suggested(need, near, matcher=by_meaning())
    (less,) = suggested(need, replace(near, text="I wash cars"), matcher=by_meaning())

    assert any(reason.startswith("what they offer is close in meaning") for reason in good.reasons)
    assert not any("close in meaning" in reason for reason in less.reasons)
    assert less.score < good.score


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

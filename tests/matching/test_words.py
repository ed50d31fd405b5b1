"""Words, stems, slips and skills."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.checks import check_named, missing_checks
from matching.features import readings
from matching.lexicon import standard_lexicon
from matching.normalise import words
from matching.skills import skill_label, skills_in, skills_named
from matching.slips import cost
from matching.stem import stem


@pytest.mark.parametrize(
    "family",
    [
        ("plumber", "plumbing", "plumbers"),
        ("gardener", "gardening", "garden", "gardens"),
        ("translate", "translator", "translation", "translating"),
        ("driver", "driving", "drive", "drivers"),
        ("organise", "organisation", "organization", "organiser"),
        ("accounts", "accountant", "accounting", "account"),
    ],
)
def test_the_doer_and_the_doing_have_one_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


def test_different_things_keep_different_stems() -> None:
    assert stem("refugee") != stem("refuge")
    assert stem("counsellor") != stem("councillor")


def test_abbreviations_are_written_out_and_possessives_dropped() -> None:
    assert words("Pls help the vols, Ann's a/c & FB") == (
        "please", "help", "the", "volunteers", "ann", "accounts", "and", "facebook",
    )  # fmt: skip


def test_mark_up_is_not_read() -> None:
    assert words("<b class='gardening'>Paint</b> our&nbsp;hall") == ("paint", "our", "hall")


@pytest.mark.parametrize(
    ("said", "skill"),
    [
        ("I am a chartered acountant", "bookkeeping"),
        ("leeky tap and put up shelves", "building repairs"),
        ("need a plummer or someone with a leaking tap", "plumbing"),
        ("help with our wesbite", "web design"),
        ("bid writer for the lottery", "fundraising bids"),
        ("looking for a new Chair of Trustees", "trusteeship"),
        ("Translate our leaflet into Urdu", "interpreting and translation"),
        ("IT support for our office", "IT support"),
        ("photografer for our carnival", "photography"),
    ],
)
def test_a_skill_is_found_in_peoples_own_words(said: str, skill: str) -> None:
    assert skill in skills_in(said)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("comunity", "community"),  # a letter left out
        ("gardenig", "gardening"),
        ("chidlren", "children"),  # two changed about
        ("carring", "caring"),  # one typed twice
        ("paimting", "painting"),  # the key beside it
        ("lve", "live"),
        ("donashuns", "donations"),  # written as it sounds
        ("fysical", "physical"),
        ("acomodation", "accommodation"),
    ],
)
def test_a_slip_is_undone(typed: str, meant: str) -> None:
    assert standard_lexicon().spelling.corrected(typed) == meant


@pytest.mark.parametrize(
    "word", ["funders", "homebound", "repurposer", "oxfam", "headingley", "zxqv", "plumbing"]
)
def test_a_word_that_is_none_of_the_list_and_no_slip_stays(word: str) -> None:
    assert standard_lexicon().spelling.corrected(word) == word


def likeliest(typed: str) -> str:
    return readings(typed, standard_lexicon())[0].text


def test_letters_in_capitals_are_initials_and_no_slip() -> None:
    assert likeliest("our PTA and the NYC TFA") == "our PTA and the NYC TFA"
    assert likeliest("WE NEED A PLUBMER") == "WE NEED A plumber"


def test_of_two_words_that_may_have_been_meant_both_are_read() -> None:
    read = [reading.text for reading in readings("wrie our reports", standard_lexicon())]
    assert set(read) == {"wire our reports", "write our reports"}


@pytest.mark.parametrize(
    ("one", "other", "whole"), [("shedu", "le", None), ("mark", "et", "market"), ("a", "long", None)]
)
def test_pieces_are_joined_where_the_whole_is_far_likelier(one: str, other: str, whole: str | None) -> None:
    assert standard_lexicon().spelling.joined(one, other) == whole


def test_the_letter_beside_it_is_a_likelier_slip_than_one_far_away() -> None:
    assert cost("gatden", "garden") < cost("gapden", "garden")
    assert cost("gadren", "garden") < cost("gaden", "garden") < cost("xarden", "garden")


def test_the_little_word_it_is_no_information_technology() -> None:
    assert "IT support" not in skills_in("the group is lovely and it supports families")


def test_skills_said_in_more_words_come_first() -> None:
    assert skills_in("paint; cash flow")[0] == "budgeting"
    assert skills_in("gardening, chair of trustees")[0] == "trusteeship"


def test_a_label_is_resolved_by_name_by_synonym_or_stands_for_itself() -> None:
    assert skills_named(" Bookkeeping ") == ("bookkeeping",)
    assert skills_named("Xero") == ("bookkeeping",)
    assert skills_named("Beatboxing") == ("beatboxing",)
    assert skills_named("  ") == ()


def test_a_label_begins_with_a_capital_and_keeps_its_own() -> None:
    assert skill_label("web design") == "Web design"
    assert skill_label("CV and interview help") == "CV and interview help"


def test_every_skill_is_found_under_its_own_name() -> None:
    lost = [name for name in standard_lexicon().skills if name not in skills_in(name)]
    assert lost == []


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read_for_skills(text: str) -> None:
    assert set(skills_in(text)) <= standard_lexicon().skills.keys()


def test_a_very_long_text_is_read_from_its_beginning() -> None:
    assert skills_in("plumber " + "lorem " * 200_000) == ("plumbing",)


def test_a_higher_dbs_level_covers_the_lower_ones_and_not_the_other_way_round() -> None:
    assert missing_checks(required={"Basic DBS"}, held={"DBS (enhanced)"}) == ()
    assert missing_checks(required={"enhanced_dbs"}, held={"basic dbs", "references"}) == ("enhanced dbs",)
    assert check_named("DBS") == "basic dbs"

"""Which skills are shown to whoever wrote a text, and when they are asked."""

import pytest

from matching.rank import Matcher
from matching.standard import packaged_model, standard_matcher
from matching.suggested import MOST_SHOWN, Suggested, suggested


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return standard_matcher(model=packaged_model())


def of(matcher: Matcher, text: str) -> Suggested:
    return suggested(matcher.reader.side(text, ()))


def test_whoever_is_plain_is_not_asked(matcher: Matcher):
    found = of(matcher, "payroll for a staff of 40")

    assert (found.said, found.open) == (("payroll",), False)


def test_words_for_a_skill_that_the_text_is_not_about_are_asked_about(matcher: Matcher):
    found = of(matcher, "hot dinners to eleven people who cannot get out")

    assert found.open
    assert {"cooking", "meal delivery"} <= set(found.skills)


def test_whoever_names_nothing_is_asked_what_they_mean(matcher: Matcher):
    found = of(matcher, "kids want to put on a show")

    assert (found.said, found.open, found.skills[0]) == ((), True, "drama and dance")


def test_a_skill_called_by_its_name_is_said_though_the_text_means_another_more(matcher: Matcher):
    assert set(of(matcher, "I can do graphic design and social media").said) == {
        "graphic design",
        "social media",
    }


def test_without_a_model_what_words_name_is_taken_as_said():
    plain = standard_matcher(model=None)

    assert set(of(plain, "payroll and bookkeeping").said) == {"bookkeeping", "payroll"}
    assert of(plain, "kids want to put on a show") == Suggested()


@pytest.mark.parametrize("text", ["", "?", "🙂", "the of and", "x" * 20_000, "محاسبة", "<b>&amp;</b>"])
def test_rubbish_suggests_nothing_that_breaks(matcher: Matcher, text: str):
    found = of(matcher, text)

    assert len(found.skills) <= MOST_SHOWN
    assert set(found.said) <= set(found.skills)


def test_no_more_are_shown_than_a_phone_holds(matcher: Matcher):
    every = "bookkeeping payroll gardening cooking driving translation plumbing photography first aid"

    assert len(of(matcher, every).skills) == MOST_SHOWN

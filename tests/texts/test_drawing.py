"""Texts that wait become words for their reader, whatever became of them on the way."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from adapters.slack import render as slack
from adapters.telegram import render as telegram
from bot.chat.markup import Bold, Plain
from bot.chat.outgoing import Card, Para
from bot.chat.wording import Begun, Listed, ListStyle, Said, bare, late, pieces
from bot.reading.saying import say_when
from bot.texts.cards import cut, fact, para
from bot.texts.catalogue import say, words
from bot.texts.drawing import drawn, drawn_for, english
from bot.texts.locales import Locale, locale
from bot.texts.times import day_of, grouped, hours, listed, when_words, written_date
from bot.texts.whens import said_anew
from tests.reading.test_dates import WHENS

LONDON = ZoneInfo("Europe/London")
POLISH, ARABIC, URDU = locale("pl"), locale("ar"), locale("ur")
THURSDAY = datetime(2026, 12, 3, 14, tzinfo=UTC)


def test_what_is_stored_is_what_is_meant_and_not_how_it_is_said():
    card = Card(title=words("ask.host.title"), lines=(fact("planned", hours(Decimal("2.5"))),))
    kept = TypeAdapter(Card)

    read_again = kept.validate_json(kept.dump_json(card))

    assert drawn_for(read_again, locale("en")).words() == "Someone could help\nPlanned: 2.5 hours"
    assert "2,5" in drawn_for(read_again, POLISH).words()


def test_a_letter_from_before_is_read_as_it_was_written():
    old = Card(title="You have a match", lines=(Para(text=(Plain(text="With "), Bold(text="Ana"))),))

    assert drawn_for(old, POLISH) is old


def test_a_sentence_that_is_gone_leaves_its_parts():
    assert drawn(late(Said(key="gone.since", parts={"name": "Ana", "what": "tea"})), POLISH) == "Ana tea"


def test_without_a_translation_or_with_another_english_a_sentence_is_english():
    half = Locale(code="xx", babel=POLISH.babel, translate=lambda key, english: english)

    assert drawn(words("fact.planned"), half) == "Planned"


def test_bold_is_bold_in_every_language():
    [first, *_] = drawn_for(say("help.volunteer.one"), POLISH)[1:]

    assert isinstance(first, Bold)


def test_texts_may_be_joined_and_cut_before_they_are_words():
    both = f"{words('button.yes')} / {words('button.no')}"

    assert drawn(both, locale("en")) == "Yes / No"
    assert english(cut(words("privacy.one"), 20)) == "I am Makegood, a…"
    assert len(drawn(cut(words("privacy.one"), 20), POLISH)) <= 20


def test_dates_numbers_and_lists_are_the_readers_with_digits_that_everybody_reads():
    day, items = day_of(THURSDAY, LONDON), listed(("a", "b", "c"), ListStyle.AND)

    assert english(day) == "Thursday 3 December 2026"
    assert drawn(day, POLISH) == "czwartek, 3 grudnia 2026"
    assert "2026" in drawn(day, ARABIC)
    assert "3" in drawn(written_date(date(2026, 12, 3)), URDU)
    assert (english(grouped(Decimal("1234.5"))), drawn(grouped(Decimal("1234.5")), locale("ro"))) == (
        "1,234.5",
        "1.234,5",
    )
    assert (english(items), drawn(items, POLISH)) == ("a, b and c", "a, b i c")


def test_names_are_set_apart_where_writing_runs_from_right_to_left():
    card = Card(lines=(para("relay.delivered", name="Ana (Ltd)"), para("relay.delivered", name="12")))

    read = drawn_for(card, ARABIC)

    assert "\u2068Ana (Ltd)\u2069" in read.words()
    assert "\u206812" not in read.words()
    assert "\u2068" not in drawn_for(card, POLISH).words()
    assert "\u2068Ana (Ltd)\u2069" in telegram.text(read)
    assert "\u2068Ana (Ltd)\u2069" in slack.fallback(read)


def test_a_name_cannot_turn_a_line_around_by_itself():
    typed = "\u202eevil\u202c \u2068open \u2067x"

    read = drawn_for(Card(lines=(para("relay.delivered", name=typed),)), ARABIC)

    assert [mark for mark in telegram.text(read) if "\u202a" <= mark <= "\u2069"] == ["\u2068", "\u2069"]


@given(st.text() | st.text(alphabet="\ufdd0\ufdd1\ufdd2sxk="))
def test_no_text_however_broken_is_more_than_its_letters(text: str):
    list(pieces(text))
    assert "\ufdd0" not in english(text)
    assert english(bare(text)) == bare(text)


@given(WHENS)
def test_whatever_is_kept_of_a_time_can_be_said_anew(when: object):
    said = say_when(when, today=date.min)

    assert said_anew(said) is not None
    assert english(when_words(said)) == said


@pytest.mark.parametrize(
    ("said", "polish"),
    [
        ("before Sunday 28 March 2027 (Easter)", "przed: niedziela, 28 marca 2027 (Easter)"),
        ("two Fridays a month", "2 × w miesiącu: piątek"),
        ("Mondays and Wednesdays, 09:00 to 12:00", "co tydzień: poniedziałek i środa, 09:00–12:00"),
        ("when the boiler is warm", "when the boiler is warm"),
    ],
)
def test_a_time_is_said_in_the_readers_language(said: str, polish: str):
    assert drawn(when_words(said), POLISH) == polish


def test_a_label_begins_with_a_capital_where_there_are_such():
    assert english(late(Begun(text=words("check.dbs")))) == "DBS check"
    assert drawn(late(Listed(items=("x",), style=ListStyle.COMMA)), POLISH) == "x"

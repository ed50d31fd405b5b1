"""Taking somebody's words out of what was said."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.redaction import ENOUGH, Traces, traces, without
from bot.chat.wording import Listed, ListStyle, Said, Shortened, Timed, late, pieces


def said(text: str, names: tuple[str, ...] = (), texts: tuple[str, ...] = ()) -> str:
    return without(text, traces(names, texts).all, somebody="somebody", removed="(deleted)")


def test_a_name_goes_only_where_it_is_a_word_of_its_own() -> None:
    assert said("Ana asked; Anand did not. (Ana)", ("Ana",)) == "somebody asked; Anand did not. (somebody)"


def test_a_text_goes_whole_or_cut_short() -> None:
    text = "bookkeeping two Fridays a month, near the river"
    assert said(f"Offer: {text}.", (), (text,)) == "Offer: (deleted)."
    assert said(f"Offer: {text[:30]}…", (), (text,)) == "Offer: (deleted)"


def test_a_short_text_is_no_part_of_another_word() -> None:
    assert said("tea for the team", (), ("tea",)) == "(deleted) for the team"


def test_what_anybody_may_have_written_goes_only_where_it_is_said_about_them() -> None:
    left = traces(("Ana",), ("shops' accounts", "my own words here"), lambda text: text == "shops' accounts")

    def said_with(each: Traces) -> str:
        return without("shops' accounts, my own words here", each, somebody="somebody", removed="(deleted)")

    assert said_with(left) == "shops' accounts, (deleted)"
    assert said_with(left.all) == "(deleted), (deleted)"
    assert left.heads == ("Ana", "my own words here", "shops' accounts")


def test_a_short_text_stays_in_what_is_about_others() -> None:
    left = traces(("Ana",), ("need", "we need a hand on Fridays"))

    kept = without("They need tea. (need)", left, somebody="somebody", removed="(deleted)")

    assert kept == "They need tea. (need)"
    assert left.usual == ("need",)


def test_a_name_that_looks_like_any_word_goes_where_it_stands_alone_or_where_it_is_about_them() -> None:
    left = traces(("the",), ())
    named = late(Said(key="person.of", parts={"name": "the", "what": "mend the roof"}))
    parts = {"somebody": "somebody", "removed": "(deleted)"}

    assert list(pieces(without(named, left, **parts))) == [
        Said(key="person.of", parts={"name": "somebody", "what": "mend the roof"})
    ]
    assert without("mend the roof", left.all, **parts) == "mend somebody roof"
    assert left.heads == ("the",)


def test_what_a_sentence_is_called_and_when_something_is_are_nobodys_words() -> None:
    said_so = late(Said(key="desk.match", parts={"id": "M1", "score": late(Said(key="x.match", parts={}))}))
    named = late(Said(key="person.of", parts={"match": "match", "name": "Ana"}))
    cut_short = late(Shortened(text="the match of Ana", most=9))
    listed = late(Listed(items=("match", "tea"), style=ListStyle.AND))
    day = late(Timed(english="match"))

    assert said(said_so, ("Ana",), ("match", "M")) == said_so
    assert said(day, (), ("match",)) == day
    assert list(pieces(said(named + cut_short + listed, ("Ana",), ("match",)))) == [
        Said(key="person.of", parts={"match": "(deleted)", "name": "somebody"}),
        Shortened(text="the (deleted) of somebody", most=9),
        Listed(items=("(deleted)", "tea"), style=ListStyle.AND),
    ]


def test_nothing_to_take_out_changes_nothing() -> None:
    assert said("Hello", ("", " "), ("",)) == "Hello"


@given(
    before=st.text(alphabet="ab ", max_size=10),
    text=st.text(alphabet="xyz ", min_size=ENOUGH, max_size=80).filter(lambda one: one.strip() == one),
    after=st.text(alphabet="ab ", max_size=10),
    cut=st.integers(ENOUGH, 80),
)
def test_however_a_long_text_was_cut_none_of_it_stays(before: str, text: str, after: str, cut: int) -> None:
    left = said(f"{before}{text[:cut]}{after}", (), (text,))
    assert not set("xyz") & set(left)

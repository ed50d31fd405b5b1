"""Taking somebody's words out of what was said."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.redaction import ENOUGH, Traces, traces, without


def said(text: str, names: tuple[str, ...] = (), texts: tuple[str, ...] = ()) -> str:
    return without(text, traces(names, texts), somebody="somebody", removed="(deleted)")


def test_a_name_goes_only_where_it_is_a_word_of_its_own() -> None:
    assert said("Ana asked; Anand did not. (Ana)", ("Ana",)) == "somebody asked; Anand did not. (somebody)"


def test_a_text_goes_whole_or_cut_short() -> None:
    text = "bookkeeping two Fridays a month, near the river"
    assert said(f"Offer: {text}.", (), (text,)) == "Offer: (deleted)."
    assert said(f"Offer: {text[:30]}…", (), (text,)) == "Offer: (deleted)"


def test_a_short_text_is_no_part_of_another_word() -> None:
    assert said("tea for the team", (), ("tea",)) == "(deleted) for the team"


def test_what_anybody_may_have_written_goes_only_where_it_is_said_about_them() -> None:
    left = traces(("Ana",), ("bookkeeping", "my own words"), lambda text: text == "bookkeeping")

    def said_with(each: Traces) -> str:
        return without("bookkeeping, my own words", each, somebody="somebody", removed="(deleted)")

    assert said_with(left) == "bookkeeping, (deleted)"
    assert said_with(left.all) == "(deleted), (deleted)"
    assert left.heads == ("Ana", "my own words", "bookkeeping")


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

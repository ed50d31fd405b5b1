from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram import render
from adapters.telegram.limits import MOST_TEXT
from bot.chat.action import Action
from bot.chat.markup import Bold, Link, markup
from bot.chat.outgoing import Button, Card, Fact, Para
from bot.chat.ports import Refused


class Shown(HTMLParser):
    """What a person sees of our HTML, and the tags in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def said(words: str) -> Card:
    return Card(lines=(Para(text=markup(words)),))


def button(label: str = "Yes", verb: str = "ask.yes") -> Button:
    return Button(label=label, action=Action(verb=verb))


def test_a_card_is_a_bold_title_a_blank_line_and_its_lines():
    card = Card(
        title="A plumber for St Aidan's",
        lines=(
            Fact(label="When", value=markup("Thursday 3 December, ", Bold(text="14:00"))),
            Para(text=markup("More on ", Link(text="the poster", url="https://example.org/?a=1&b=2"), ".")),
        ),
    )

    assert render.text(card) == (
        "<b>A plumber for St Aidan&#x27;s</b>\n\n"
        "<b>When:</b> Thursday 3 December, <b>14:00</b>\n"
        'More on <a href="https://example.org/?a=1&amp;b=2">the poster</a>.'
    )


def test_a_card_without_a_title_has_no_blank_line():
    assert render.text(said("Right?")) == "Right?"


def test_a_title_alone_is_a_card():
    assert render.text(Card(title="Done")) == "<b>Done</b>"


HOSTILE = [
    "<b>*_@everyone|=cmd()",
    '</b><a href="https://evil.example">press</a>',
    "&lt;b&gt;&amp;",
    '"><script>alert(1)</script>',
    "[x](https://evil.example) `code` ||spoiler||",
    "<tg-spoiler>",
    "<!channel> <@U123>",
    "=1+1",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_shown_as_typed(name):
    card = Card(title=name, lines=(Fact(label=name, value=markup(Bold(text=name), " and ", name)),))

    shown = Shown(render.text(card))

    assert shown.words == f"{name}\n\n{name}: {name} and {name}"
    assert set(shown.tags) == {"b"} and shown.open == []


@pytest.mark.parametrize(
    "unseen", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u200f", "\x00", "\x1b", "\u00ad"]
)
def test_what_hides_or_reverses_text_is_removed(unseen):
    card = Card(title=f"invoice{unseen}gpj.exe", lines=(Para(text=markup(Bold(text=f"a{unseen}b"))),))

    assert render.text(card) == "<b>invoicegpj.exe</b>\n\n<b>ab</b>"


def test_joiners_stay_where_scripts_need_them_and_nowhere_else():
    assert render.displayed("👩\u200d👧") == "👩\u200d👧"
    assert render.displayed("می\u200cخواهم") == "می\u200cخواهم"
    assert render.displayed("ad\u200dmin\u200c") == "admin"


def test_half_a_character_does_not_stop_a_message():
    assert render.displayed("a\ud83d") == "a\ufffd"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "tg://user?id=1", "data:text/html,x", "https://", "//evil.example", "http://["],
)
def test_a_link_that_is_not_of_the_web_is_only_words(url):
    assert render.text(Card(lines=(Para(text=markup(Link(text="press", url=url))),))) == "press"


def test_a_link_cannot_close_its_own_quotes():
    html = render.text(Card(lines=(Para(text=markup(Link(text="x", url='https://e.org/"><b>'))),)))

    assert html == '<a href="https://e.org/&quot;&gt;&lt;b&gt;">x</a>'


@pytest.mark.parametrize("card", [Card(), said(" \n "), said("\u200b\u202e"), Card(buttons=((button(),),))])
def test_a_card_without_words_is_refused(card):
    with pytest.raises(Refused):
        render.text(card)
    with pytest.raises(Refused):
        render.texts(card)


def test_a_long_card_is_cut_at_a_word():
    shown = Shown(render.text(said("word " * 2000)))

    assert units(shown.words) <= MOST_TEXT
    assert shown.words.endswith("word…")


def test_length_is_counted_in_utf_16_units_after_parsing():
    assert render.texts(said("&" * MOST_TEXT)) == ["&amp;" * MOST_TEXT]
    assert [units(Shown(part).words) for part in render.texts(said("😀" * 3000))] == [4096, 1904]


def test_a_long_card_is_split_between_lines():
    lines = tuple(Para(text=markup(f"{number} " + "x" * 98)) for number in range(100))

    parts = [Shown(part).words for part in render.texts(Card(title="All", lines=lines))]

    assert len(parts) == 3
    assert all(units(part) <= MOST_TEXT and part.rstrip().endswith("x" * 98) for part in parts)


def test_emphasis_goes_on_after_a_split():
    first, second = render.texts(Card(lines=(Para(text=markup(Bold(text="x" * 5000))),)))

    assert first == f"<b>{'x' * 4096}</b>" and second == f"<b>{'x' * 904}</b>"


spans = st.one_of(
    st.text(min_size=1, max_size=3000),
    st.builds(Bold, text=st.text(max_size=3000)),
    st.builds(Link, text=st.text(max_size=300), url=st.sampled_from(["https://e.org/a?b=c&d", "x:y"])),
)
cards = st.builds(
    Card,
    title=st.text(max_size=100),
    lines=st.lists(
        st.builds(Para, text=st.lists(spans, max_size=4).map(lambda s: markup(*s))), max_size=6
    ).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(cards)
def test_any_card_fits_or_is_refused_and_loses_no_word(card):
    try:
        parts = [Shown(part) for part in render.texts(card)]
        cut = Shown(render.text(card))
    except Refused:
        assert not render.displayed(card.words()).strip()
        return

    assert all(0 < units(part.words) <= MOST_TEXT and not part.open for part in parts)
    assert units(cut.words) <= MOST_TEXT and not cut.open
    told = "".join("".join(part.words.split()) for part in parts)
    assert told == "".join(render.displayed(card.words()).split())


def test_buttons_carry_their_action():
    keys = render.keyboard(
        Card(title="?", buttons=((button("Yes"), button("No", "ask.no")), (button("Back", "b"),)))
    )

    assert keys is not None
    assert [[(key.text, key.callback_data) for key in row] for row in keys.inline_keyboard] == [
        [("Yes", "ask.yes::0"), ("No", "ask.no::0")],
        [("Back", "b::0")],
    ]


def test_a_card_without_buttons_has_no_keyboard():
    assert render.keyboard(said("Done")) is None


def test_a_long_label_is_cut_and_a_wide_row_is_broken():
    keys = render.keyboard(Card(title="?", buttons=(tuple(button("word " * 20) for _ in range(10)),)))

    assert keys is not None
    assert [len(row) for row in keys.inline_keyboard] == [8, 2]
    assert len(keys.inline_keyboard[0][0].text) <= 64 and keys.inline_keyboard[0][0].text.endswith("word…")


@pytest.mark.parametrize("bad", [button(""), button("\u200b"), button("x", "v" * 65), button("x", "a:b")])
def test_a_button_that_cannot_be_is_refused(bad):
    with pytest.raises(Refused):
        render.keyboard(Card(title="?", buttons=((bad,),)))


def test_a_hint_is_plain_and_short():
    assert render.hint("<b> & \u202e") == "<b> & "
    assert len(render.hint("word " * 100)) <= 200

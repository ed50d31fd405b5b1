"""What holds on every platform with chats. A new one is found by its folder and needs one `Probe` here."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import adapters
from bot.chat.action import MOST_BYTES, Action, decode, encode
from bot.chat.form import Choice, Choices, Date, Form, Kind, Number, Option, Place, Question, Text
from bot.chat.markup import Bold, Link, markup
from bot.chat.outgoing import Button, Card, Fact, Look, Para
from bot.chat.ports import Refused


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A card as one platform draws it: words as people see them, and the buttons in their order."""

    messages: tuple[str, ...]
    payloads: tuple[str, ...]
    labels: tuple[str, ...]
    sizes: tuple[int, ...]  # of each message, as the platform counts


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How this suite looks at a platform's drawing."""

    posted: Callable[[Card], Drawn]
    edited: Callable[[Card], Drawn]
    most: int  # the size of a message
    most_label: int
    page: Callable[[Form], str] | None = None  # everything on a form, on platforms that have them


def _telegram() -> Probe:
    from adapters.telegram import limits, render

    def drawn(card: Card, parts: list[str]) -> Drawn:
        keys = render.keyboard(card)
        buttons = [key for row in keys.inline_keyboard for key in row] if keys else []
        shown = tuple(html.unescape(re.sub(r"</?b>|<a href=\"[^\"]*\">|</a>", "", part)) for part in parts)
        return Drawn(
            messages=shown,
            payloads=tuple(str(button.callback_data) for button in buttons),
            labels=tuple(button.text for button in buttons),
            sizes=tuple(len(words.encode("utf-16-le")) // 2 for words in shown),
        )

    return Probe(
        posted=lambda card: drawn(card, render.texts(card)),
        edited=lambda card: drawn(card, [render.text(card)]),
        most=limits.MOST_TEXT,
        most_label=limits.MOST_LABEL,
    )


def _slack() -> Probe:
    from adapters.slack import forms, limits, render

    def drawn(card: Card) -> Drawn:
        blocks = render.blocks(card)
        assert len(blocks) <= limits.MOST_BLOCKS
        fallback = render.fallback(card)
        assert 0 < len(fallback) <= limits.MOST_FALLBACK and "<" not in fallback and ">" not in fallback
        words = [found for block in blocks if block["type"] != "actions" for found in _slack_words(block)]
        assert max(map(len, words)) <= limits.MOST_IN_BLOCK
        buttons = [button for block in blocks if block["type"] == "actions" for button in block["elements"]]
        assert len({button["action_id"] for button in buttons}) == len(buttons)
        return Drawn(
            messages=("\n".join(words),),
            payloads=tuple(button["value"] for button in buttons),
            labels=tuple(button["text"]["text"] for button in buttons),
            sizes=(sum(map(len, words)),),
        )

    return Probe(
        posted=drawn,
        edited=drawn,
        most=limits.MOST_TITLE + limits.MOST_WORDS,
        most_label=limits.MOST_LABEL,
        page=lambda form: json.dumps(forms.view(form), ensure_ascii=False),
    )


def _slack_words(block: dict[str, Any]) -> list[str]:
    """The words of a header or of a rich text block; nothing that Slack would read as mrkdwn."""
    if block["type"] == "header":
        assert block["text"]["type"] == "plain_text"
        return [str(block["text"]["text"])]
    assert block["type"] == "rich_text"
    return ["".join(element["text"] for section in block["elements"] for element in section["elements"])]


PROBES = {"slack": _slack, "telegram": _telegram}


def platforms() -> list[str]:
    """The folders that draw: those with a renderer."""
    return sorted(found.parent.name for found in Path(adapters.__path__[0]).glob("*/render.py"))


@pytest.fixture(params=platforms())
def probe(request: pytest.FixtureRequest) -> Probe:
    assert request.param in PROBES, f"tell this suite how to look at what adapters/{request.param} draws"
    return PROBES[request.param]()


def card(*lines: Para | Fact, title: str = "A need", buttons: tuple[tuple[Button, ...], ...] = ()) -> Card:
    return Card(title=title, lines=lines, buttons=buttons)


def said(words: str) -> Para:
    return Para(text=markup(words))


ACTIONS = [
    Action(verb="mine"),
    Action(verb="match.approve", subject="7Q2K9D", revision=3),
    Action(verb="say.choose", subject="7Q2K9D", revision=12, option="kind=skills"),
    Action(verb="say.choose", subject="7Q2K9D", option="district=é"),
    Action(verb="v" * 20, subject="s" * 20, revision=9, option="o" * 20),
]


def test_some_platforms_are_found():
    assert "telegram" in platforms()


@pytest.mark.parametrize("action", ACTIONS, ids=encode)
def test_a_button_comes_back_as_the_action_it_was(probe: Probe, action: Action):
    drawn = probe.posted(card(said("?"), buttons=((Button(label="Yes", action=action),),)))

    assert [decode(payload) for payload in drawn.payloads] == [action]
    assert len(drawn.payloads[0].encode()) <= MOST_BYTES


def test_buttons_keep_their_order_and_number(probe: Probe):
    rows = tuple(
        tuple(
            Button(label=f"{row}{column}", action=Action(verb="pick", revision=10 * row + column), look=look)
            for column, look in enumerate(Look)
        )
        for row in range(4)
    )

    drawn = probe.posted(card(said("Which?"), buttons=rows))

    assert drawn.labels == tuple(button.label for row in rows for button in row)
    assert [decode(payload).revision for payload in drawn.payloads] == [
        0,
        1,
        2,
        10,
        11,
        12,
        20,
        21,
        22,
        30,
        31,
        32,
    ]


def test_a_long_label_is_cut_to_fit(probe: Probe):
    drawn = probe.posted(card(said("?"), buttons=((Button(label="é " * 200, action=ACTIONS[0]),),)))

    assert 0 < len(drawn.labels[0]) <= probe.most_label


HOSTILE = [
    "<b>*_@everyone|=cmd()",
    '</b><a href="https://evil.example">press</a>',
    "<!channel> <@U123> <https://evil.example|your bank>",
    "&lt;b&gt; &amp;amp;",
    "*bold* _italic_ ~struck~ `code` ```pre```",
    "[x](https://evil.example) ||spoiler||",
    "=1+1",
    "@channel @here",
    "> quoted",
    "- one",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_shown_as_typed(probe: Probe, words: str):
    hostile = card(
        Fact(label="Name", value=markup(Bold(text=words), " or ", words)),
        Para(text=markup(Link(text=words, url="https://example.org"))),
        title=words,
    )

    for drawn in (probe.posted(hostile), probe.edited(hostile)):
        assert "\n".join(drawn.messages).count(words) == 4


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_label_is_shown_as_typed(probe: Probe, words: str):
    drawn = probe.posted(card(said("?"), buttons=((Button(label=words, action=ACTIONS[0]),),)))

    assert drawn.labels == (words,)


@pytest.mark.parametrize("unseen", ["\u202e", "\u2067", "\u200b", "\ufeff"])
def test_text_that_hides_or_reverses_is_straightened(probe: Probe, unseen: str):
    drawn = probe.posted(card(said(f"a{unseen}b"), title=f"c{unseen}d"))

    assert unseen not in "".join(drawn.messages)
    assert "ab" in drawn.messages[0] and "cd" in drawn.messages[0]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "tg://user?id=1", "slack://open"])
def test_a_link_that_is_not_of_the_web_is_only_words(probe: Probe, url: str):
    drawn = probe.posted(card(Para(text=markup(Link(text="press", url=url)))))

    assert "press" in drawn.messages[0] and url not in drawn.messages[0]


LONG = card(
    *(said(f"{number}: " + "word " * 40) for number in range(120)),
    buttons=((Button(label="Yes", action=ACTIONS[0]),),),
)
UNBROKEN = card(said("é" * 9000), said("😀" * 9000))


@pytest.mark.parametrize("long", [LONG, UNBROKEN], ids=["lines", "unbroken"])
def test_a_long_card_fits(probe: Probe, long: Card):
    for drawn in (probe.posted(long), probe.edited(long)):
        assert drawn.messages and max(drawn.sizes) <= probe.most


def test_a_long_card_keeps_its_buttons(probe: Probe):
    assert probe.posted(LONG).labels == probe.edited(LONG).labels == ("Yes",)


def test_a_card_without_words_is_refused(probe: Probe):
    for empty in (Card(), Card(lines=(said("\u200b "),))):
        with pytest.raises(Refused):
            probe.posted(empty)


OPTIONS = tuple(Option(value=f"o{number}", label=f"Option {number} <&>") for number in range(12))
KINDS: list[Kind] = [
    Text(),
    Text(most=2000, lines=5),
    Choice(options=OPTIONS[:3]),
    Choice(options=OPTIONS),
    Choices(options=OPTIONS[:3]),
    Choices(options=OPTIONS),
    Number(least=Decimal(1), most=Decimal(40), offered=OPTIONS[:2]),
    Date(),
    Date(exact=True),
    Place(offered=OPTIONS[:2]),
]


def test_a_form_asks_all_its_questions(probe: Probe):
    if probe.page is None:
        pytest.skip("no forms on this platform: a card asks instead")
    asked = [Question(name=f"q{n}", label=f"Question {n}?", kind=kind) for n, kind in enumerate(KINDS)]

    page = probe.page(
        Form(conversation="c1", revision=1, title="Offer", submit="Next", questions=tuple(asked))
    )

    assert all(question.label in page for question in asked)
    assert all(option.label in page for option in OPTIONS)

import json
from pathlib import Path

import pytest
from slack_sdk.models.blocks import Block

from adapters.simulator.slack.blocks import check_blocks, check_home
from adapters.slack import render
from bot.chat.action import Action, decode, encode
from bot.chat.markup import Bold, Link, Plain, markup, plain_text
from bot.chat.outgoing import Button, Card, Fact, Look, Para
from bot.chat.ports import Refused

HOSTILE = "<b>*_@everyone|=cmd()"
GOLDEN = Path(__file__).parent / "golden"


def button(label: str = "Yes", look: Look = Look.QUIET, spoken: str = "", subject: str = "7Q2K9D") -> Button:
    action = Action(verb="match.approve", subject=subject, revision=3)
    return Button(label=label, action=action, look=look, spoken=spoken)


MATCH = Card(
    title="A group needs a bookkeeper",
    lines=(
        Para(
            text=markup(
                "Two Fridays a month, ",
                Bold(text="paid time"),
                ". ",
                Link(text="More", url="https://example.org/n/7"),
            )
        ),
        Fact(label="When", value=markup("Friday 4 December, 14:00")),
        Fact(label="Where", value=markup("LS11, or remote")),
        Para(text=markup("Answer by Thursday.")),
    ),
    buttons=(
        (button("Yes", Look.MAIN, "Yes, I can help with bookkeeping"), button("Different time")),
        (button("No", Look.DANGER),),
    ),
)


def texts(found: object) -> list[str]:
    """Every string under "text", in order."""
    if isinstance(found, list):
        return [text for item in found for text in texts(item)]
    if not isinstance(found, dict):
        return []
    own = [found["text"]] if isinstance(found.get("text"), str) else []
    return own + [text for key, item in found.items() if key != "metadata" for text in texts(item)]


def test_a_card_with_everything_is_drawn_as_recorded():
    drawn = {"text": render.fallback(MATCH), "blocks": render.blocks(MATCH)}

    recorded = json.loads((GOLDEN / "match.json").read_text())

    assert drawn == recorded


def test_a_home_page_is_drawn_as_recorded():
    quiet = Card(
        title="My offers", lines=(Para(text=markup("Bookkeeping, LS11")),), buttons=((button("Pause"),),)
    )

    drawn = render.home((MATCH, quiet))

    assert drawn == json.loads((GOLDEN / "home.json").read_text())
    check_home(drawn)


def test_a_card_with_everything_passes_the_models_of_slack_and_the_stand_in():
    drawn = render.blocks(MATCH)

    for block in drawn:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
    check_blocks(drawn)


@pytest.mark.parametrize(
    "name", [HOSTILE, "<!channel>", "<@U0BOSS>", "*bold* _it_ ~no~ `code`", ":boom: &amp;"]
)
def test_what_people_typed_is_shown_as_typed(name):
    card = Card(
        title=name,
        lines=(Para(text=markup("From ", Bold(text=name))), Fact(label="Name", value=markup(name))),
    )

    header, body, facts = render.blocks(card)

    assert header["text"] == {"type": "plain_text", "text": name, "emoji": False}
    assert texts(body) == ["From ", name]
    assert texts(facts) == ["Name:", " ", name]
    assert {e["type"] for block in (body, facts) for e in block["elements"][0]["elements"]} == {"text"}


@pytest.mark.parametrize(
    "name", [HOSTILE, "<!channel>", "<!here|x>", "<@U0BOSS>", "<https://evil.example|click>"]
)
def test_the_fallback_pings_nobody_and_links_nothing(name):
    text = render.fallback(Card(lines=(Para(text=markup(name)),)))

    assert "<" not in text
    assert ">" not in text


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\x00", "\x1b"])
def test_characters_that_hide_or_reverse_are_dropped_everywhere(hidden):
    name = f"An{hidden}a"
    card = Card(
        title=name, lines=(Fact(label=name, value=markup(name)),), buttons=((button(name, spoken=name),),)
    )

    drawn = json.dumps(render.blocks(card), ensure_ascii=False) + render.fallback(card)

    assert hidden not in drawn
    assert "Ana" in drawn


def test_an_address_that_is_not_of_the_web_becomes_its_words():
    [body] = render.blocks(Card(lines=(Para(text=markup(Link(text="Press", url="javascript:alert(1)"))),)))

    assert body["elements"][0]["elements"] == [{"type": "text", "text": "Press"}]


def test_the_longest_values_stay_within_the_limits():
    long = "Bookkeeping & <accounts> " * 4000
    many = tuple(tuple(button("W" * 200, spoken="s" * 200) for _ in range(30)) for _ in range(10))
    card = Card(
        title=long, lines=(Para(text=markup(long)), Fact(label="F", value=markup(long))), buttons=many
    )

    drawn = render.blocks(card)

    check_blocks(drawn)
    assert len(drawn) <= 50
    assert len(render.fallback(card)) <= 3900
    assert sum(map(len, texts([block for block in drawn if block["type"] == "rich_text"]))) <= 12_000


def test_a_hundred_paragraphs_fit_into_one_message():
    card = Card(
        title="T", lines=tuple(Para(text=markup(f"Line {n}")) for n in range(100)), buttons=((button(),),)
    )

    drawn = render.blocks(card)

    check_blocks(drawn)
    assert "Line 99" in "".join(texts(drawn))


def test_a_long_text_is_split_between_words_and_nothing_is_lost():
    words = " ".join(f"word{n}" for n in range(1000))

    parts = render.body((Plain(text="Start. "), Bold(text=words)), 12_000)

    assert len(parts) == 3
    assert "".join(texts(parts)) == f"Start. {words}"
    assert all(len("".join(texts(part))) <= 3000 for part in parts)


def test_a_fallback_is_cut_at_a_word():
    text = render.fallback(Card(lines=(Para(text=markup("volunteering " * 1000)),)))

    assert text.endswith("volunteering…")
    assert 3800 < len(text) <= 3900


def test_every_button_carries_its_action_and_no_two_share_an_id():
    drawn = render.blocks(MATCH)
    elements = [element for block in drawn if block["type"] == "actions" for element in block["elements"]]
    actions = [one.action for row in MATCH.buttons for one in row]

    assert [decode(element["value"]) for element in elements] == actions
    assert [element["action_id"] for element in elements] == [
        f"{n}:{encode(a)}" for n, a in enumerate(actions, 1)
    ]


def test_a_button_is_read_out_in_full():
    first, second, third = (e for b in render.blocks(MATCH) if b["type"] == "actions" for e in b["elements"])

    assert first["accessibility_label"] == "Yes, I can help with bookkeeping"
    assert second["accessibility_label"] == "Different time"
    assert [e.get("style") for e in (first, second, third)] == ["primary", None, "danger"]


def test_buttons_of_all_cards_of_a_home_page_have_different_ids():
    view = render.home((MATCH, MATCH, MATCH))

    ids = [e["action_id"] for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert len(ids) == len(set(ids)) == 9


def test_somebody_who_has_much_still_sees_the_end_of_their_page():
    item = Card(
        lines=(
            Para(text=markup(Bold(text="Bookkeeping"))),
            Fact(label="Now", value=markup("live")),
            Fact(label="Still free", value=markup("4 of 8 hours")),
            Para(text=markup("Next: a match is looked for.")),
        ),
        buttons=((button("Take it back"),),),
    )
    company = Card(title="Aire together", lines=(Fact(label="Promised", value=markup("80 hours")),))

    view = render.home((*(item,) * 24, company))

    check_home(view)
    shown = texts(view["blocks"])
    assert "Aire together" in shown
    assert "".join(shown).count("Next: a match is looked for.") == 24


def test_a_home_page_shows_as_many_whole_cards_as_fit():
    view = render.home((MATCH,) * 40)

    check_home(view)
    assert view["blocks"][-1]["type"] == "actions"
    assert len(view["blocks"]) > 90


@pytest.mark.parametrize(
    "card",
    [
        Card(),
        Card(title=" \u200b "),
        Card(title="T", buttons=((button(" \u202e "),),)),
        Card(title="T", buttons=((button(subject="x" * 80),),)),
        Card(title="T", buttons=((button(),),) * 60),
    ],
)
def test_a_card_that_cannot_be_shown_is_refused(card):
    with pytest.raises(Refused):
        render.blocks(card)


def test_a_card_of_buttons_alone_still_has_words_for_a_screen_reader():
    card = Card(buttons=((button("Yes", spoken="Yes, come"), button("No")),))

    assert render.fallback(card) == "Yes, come, No."


def test_a_note_shows_what_was_typed():
    note = render.note(HOSTILE)

    assert note["blocks"][0]["text"]["text"] == HOSTILE
    assert note["text"] == "&lt;b&gt;*_@everyone|=cmd()"


def test_markup_survives_the_drawing_word_for_word():
    text = markup("a ", Bold(text="b"), " c")

    assert "".join(texts(render.body(text, 100))) == plain_text(text)

"""Cards as Block Kit. Bodies are rich text, where nothing that people typed has a meaning."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from adapters.slack.charts import chart
from adapters.slack.limits import (
    MOST_BLOCKS,
    MOST_FALLBACK,
    MOST_IN_A_ROW,
    MOST_IN_BLOCK,
    MOST_LABEL,
    MOST_ROWS,
    MOST_TITLE,
    MOST_VIEW_BLOCKS,
    MOST_WORDS,
)
from adapters.slack.words import cut, escaped, plain, reach
from bot.chat.accessible import distinct, sentences, worded
from bot.chat.action import Garbled, encode
from bot.chat.markup import Bold, Link, Markup, Plain, Span, clean_span, displayed, markup, parted, plain_text
from bot.chat.outgoing import Button, Card, Fact, Line, Look, Para
from bot.chat.ports import Refused

Json = dict[str, Any]

TIGHT = 5  # blocks of a card: its title, all its lines in one, and its buttons


def blocks(card: Card) -> list[Json]:
    """At most 50 blocks; a very long text is cut. Raises Refused for a card that has nothing to show."""
    drawing = chart(card.graph) if card.graph else []
    return [*_card(card, _Buttons(), MOST_BLOCKS - len(drawing)), *drawing]


def fallback(card: Card) -> str:
    """The card's words in sentences, as Slack's text: for notifications and screen readers; never empty."""
    words = displayed(card.words()).strip() or displayed(_labels(card)).strip()
    if not words:
        raise Refused("a message without words")
    return escaped(sentences(words), MOST_FALLBACK)


def home(cards: Sequence[Card]) -> Json:
    """A home view: each card's lines apart if all fit so, else together; with as many whole cards as fit."""
    apart, whole = _stacked(cards, MOST_BLOCKS)
    return {"type": "home", "blocks": apart if whole else _stacked(cards, TIGHT)[0]}


def _stacked(cards: Sequence[Card], most: int) -> tuple[list[Json], bool]:
    """The cards under each other, at most so many blocks each where that can be; and whether all fit."""
    found: list[Json] = []
    drawn = _Buttons()
    for card in cards:
        more = [*([{"type": "divider"}] if found else []), *_card(card, drawn, most)]
        if len(found) + len(more) > MOST_VIEW_BLOCKS:
            return found, False
        found += more
    return found, True


def home_in_words(cards: Sequence[Card]) -> Json:
    """The same page without anything that Slack might not take: each card's words, and nothing to press."""
    said = [cut(displayed(card.words()).strip(), MOST_IN_BLOCK) for card in cards]
    blocks = [{"type": "section", "text": plain(words, MOST_IN_BLOCK)} for words in said if words]
    return {"type": "home", "blocks": blocks[:MOST_VIEW_BLOCKS]}


def note(words: str) -> Json:
    """{text, blocks} of a short note that shows the words as they are."""
    shown = cut(displayed(words).strip(), MOST_IN_BLOCK)
    text = escaped(shown, MOST_FALLBACK)
    return {"text": text, "blocks": [{"type": "section", "text": plain(shown, MOST_IN_BLOCK)}]}


def body(text: Markup, most: int) -> list[Json]:
    """Rich text blocks, as many as the text needs, cut at so many characters; none for an empty text."""
    spans = tuple(clean_span(span) for span in text)
    return [_rich(part) for part in _split(_cut(spans, most)) if plain_text(part).strip()]


@dataclass
class _Buttons:
    """The buttons of one message or page so far: each has its number, and words of its own."""

    drawn: int = 0
    spoken: set[str] = field(default_factory=set)


def _card(card: Card, drawn: _Buttons, most: int) -> list[Json]:
    title = _title(card.title)
    rows = _rows(card.buttons, drawn)
    if card.more:
        rows = [*rows[:-1], _with_menu(rows[-1] if rows else None, card.more, drawn)]
    found = [*title, *_lines(card.lines, most - len(title) - len(rows)), *rows]
    if not found:
        raise Refused("a message without words")
    return found


def _labels(card: Card) -> str:
    return ", ".join(button.spoken or button.label for row in card.buttons for button in row)


def _title(title: str) -> list[Json]:
    words = " ".join(displayed(title).split())
    return [{"type": "header", "text": plain(words, MOST_TITLE)}] if words else []


def _lines(lines: Sequence[Line], room: int) -> list[Json]:
    groups = _groups(lines)
    if len(groups) > room // 2 or sum(len(plain_text(group)) for group in groups) > MOST_WORDS:
        groups = [_joined(groups, "\n")]
    return [block for group in groups for block in body(group, MOST_WORDS)]


def _groups(lines: Sequence[Line]) -> list[Markup]:
    """Each paragraph by itself, and facts that follow each other together."""
    groups: list[Markup] = []
    facts: list[Markup] = []
    for line in lines:
        match line:
            case Fact():
                facts.append(markup(Bold(text=f"{line.label}:"), " ", *line.value))
            case Para():
                groups += [*([_joined(facts, "\n")] if facts else []), line.text]
                facts = []
            case _:
                assert_never(line)
    return [*groups, _joined(facts, "\n")] if facts else groups


def _joined(parts: Sequence[Markup], gap: str) -> Markup:
    spans: list[Span] = []
    for part in parts:
        spans += [Plain(text=gap)] if spans else []
        spans += part
    return tuple(spans)


def _rows(rows: Sequence[Sequence[Button]], drawn: _Buttons) -> list[Json]:
    parts = [row[at : at + MOST_IN_A_ROW] for row in rows for at in range(0, len(row), MOST_IN_A_ROW)]
    if len(parts) > MOST_ROWS:
        raise Refused(f"more than {MOST_ROWS} rows of buttons")
    return [{"type": "actions", "elements": [_button(button, drawn) for button in part]} for part in parts]


def _with_menu(row: Json | None, more: Sequence[Button], drawn: _Buttons) -> Json:
    """What is seldom wanted, behind the dots at the end of the last row."""
    drawn.drawn += 1
    options = [{"text": plain(button.label, MOST_LABEL), "value": _payload(button)} for button in more]
    menu = {"type": "overflow", "action_id": f"{drawn.drawn}:more", "options": options}
    return {"type": "actions", "elements": [*(row["elements"] if row else []), menu]}


def _payload(button: Button) -> str:
    try:
        return encode(button.action)
    except Garbled as error:
        raise Refused(str(error)) from error


def _button(button: Button, drawn: _Buttons) -> Json:
    if not displayed(button.label).strip():
        raise Refused("a button without a label")
    drawn.drawn += 1
    number = drawn.drawn
    label = worded(displayed(button.label).strip(), number)
    spoken = worded(displayed(button.spoken or button.label).strip() or label, number)
    payload = _payload(button)
    return {
        "type": "button",
        "action_id": f"{number}:{payload}",
        "text": plain(label, MOST_LABEL),
        "value": payload,
        "accessibility_label": distinct(cut(spoken, MOST_LABEL), drawn.spoken, MOST_LABEL),
        **_style(button.look),
    }


def _style(look: Look) -> Json:
    match look:
        case Look.MAIN:
            return {"style": "primary"}
        case Look.DANGER:
            return {"style": "danger"}
        case Look.QUIET:
            return {}
        case _:
            assert_never(look)


def _rich(spans: Markup) -> Json:
    elements = [_element(span) for span in spans if span.text]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _element(span: Span) -> Json:
    match span:
        case Plain():
            return {"type": "text", "text": span.text}
        case Bold():
            return {"type": "text", "text": span.text, "style": {"bold": True}}
        case Link():
            return {"type": "link", "url": span.url, "text": span.text}
        case _:
            assert_never(span)


def _cut(spans: Markup, most: int) -> Markup:
    words = plain_text(spans)
    if len(words) <= most:
        return spans
    kept, _ = parted(spans, reach(words, most - 1))
    return (*kept, Plain(text="…"))


def _split(spans: Markup) -> list[Markup]:
    """The spans as parts that fit one block, broken between lines where possible, else between words."""
    parts: list[Markup] = []
    while len(words := plain_text(spans)) > MOST_IN_BLOCK:
        part, spans = parted(spans, reach(words, MOST_IN_BLOCK, ("\n", " ")))
        parts.append(part)
    return [*parts, spans]

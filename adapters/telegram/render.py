"""Cards as Telegram draws them: HTML text and an inline keyboard.

A card first becomes spans of clean text, which are measured, cut and split; `_html` escapes them at the end
and is the only place that writes markup.
"""

from html import escape
from itertools import count, islice
from typing import assert_never

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram.limits import (
    MOST_BUTTONS,
    MOST_CAPTION,
    MOST_HINT,
    MOST_IN_A_ROW,
    MOST_LABEL,
    MOST_MESSAGES,
    MOST_TEXT,
)
from bot.chat.accessible import worded
from bot.chat.action import Garbled, encode
from bot.chat.breaks import whole
from bot.chat.markup import Bold, Link, Markup, Plain, Span, clean_span, displayed, markup, parted, plain_text
from bot.chat.outgoing import Button, Card, Fact, Line, Para
from bot.chat.ports import Refused


def texts(card: Card) -> list[str]:
    """HTML for one message or more, each within the limit. Raises Refused for a card without words.

    What is longer than ten messages is cut: nobody reads it, and it would take a chat's whole minute.
    """
    parts = _split(_cut(_spans(card), MOST_TEXT * MOST_MESSAGES))
    if len(parts) > MOST_MESSAGES:
        last = (*_cut(parts[MOST_MESSAGES - 1], MOST_TEXT - 1), Plain(text="…"))
        parts = [*parts[: MOST_MESSAGES - 1], last]
    return [_html(part) for part in parts]


def text(card: Card) -> str:
    """HTML for one message, cut at a word with "…" where it is too long. Raises Refused likewise."""
    return _html(_cut(_spans(card), MOST_TEXT))


def caption(card: Card) -> str:
    """HTML for what stands beside a file, cut where it is too long."""
    return _html(_cut(_spans(card), MOST_CAPTION))


def keyboard(card: Card) -> InlineKeyboardMarkup | None:
    """The buttons, at most eight in a row, what is seldom wanted in the last; None for a card without any."""
    wanted = (*card.buttons, card.more) if card.more else card.buttons
    if sum(map(len, wanted)) > MOST_BUTTONS:
        raise Refused(f"more than {MOST_BUTTONS} buttons")
    rows = [row[at : at + MOST_IN_A_ROW] for row in wanted for at in range(0, len(row), MOST_IN_A_ROW)]
    numbers = count(1)
    drawn = [[_button(button, next(numbers)) for button in row] for row in rows]
    return InlineKeyboardMarkup(drawn) if drawn else None


def hint(words: str) -> str:
    """Plain text for the note that a pressed button shows."""
    return plain_text(_cut((Plain(text=displayed(words)),), MOST_HINT))


def note(words: str) -> str:
    """HTML for a short message of plain words."""
    return text(Card(lines=(Para(text=markup(words)),)))


def _button(button: Button, number: int) -> InlineKeyboardButton:
    label = plain_text(_cut((Plain(text=displayed(button.label)),), MOST_LABEL)).strip()
    try:
        payload = encode(button.action)
    except Garbled as error:
        raise Refused(str(error)) from error
    if not label:
        raise Refused("a button without a label")
    return InlineKeyboardButton(worded(label, number), callback_data=payload)


def _spans(card: Card) -> Markup:
    """The whole card as clean spans. A title stands above a blank line, each line on its own."""
    title = displayed(card.title).strip()
    spans: list[Span] = [Bold(text=title)] if title else []
    for number, line in enumerate(card.lines):
        gap = "\n\n" if title and number == 0 else "\n"
        spans += [Plain(text=gap)] if spans else []
        spans += [clean_span(span) for span in _line(line)]
    if not plain_text(tuple(spans)).strip():
        raise Refused("a message without words")
    return tuple(spans)


def _line(line: Line) -> Markup:
    match line:
        case Para():
            return line.text
        case Fact():
            return markup(Bold(text=f"{line.label}:"), " ", *line.value)
        case _:
            assert_never(line)


def _html(spans: Markup) -> str:
    return "".join(map(_element, spans))


def _element(span: Span) -> str:
    words = escape(span.text)
    match span:
        case Plain():
            return words
        case Bold():
            return f"<b>{words}</b>" if words else ""
        case Link():
            return f'<a href="{escape(span.url)}">{words}</a>' if words else ""
        case _:
            assert_never(span)


def _size(words: str) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(words.encode("utf-16-le")) // 2


def _reach(words: str, most: int) -> int:
    """How many characters of the words fit into so many UTF-16 units."""
    sizes = 0
    for at, character in enumerate(islice(words, most + 1)):
        sizes += _size(character)
        if sizes > most:
            return at
    return min(len(words), most)


def _cut(spans: Markup, most: int) -> Markup:
    """The spans if they fit, else as many words as fit with "…" after them."""
    words = plain_text(spans)
    if _size(words) <= most:
        return spans
    kept, _ = parted(spans, _break(words, most - 1, (" ", "\n")))
    return (*kept, Plain(text="…"))


def _split(spans: Markup) -> list[Markup]:
    """The spans as parts that fit, broken between lines where possible, else between words."""
    parts: list[Markup] = []
    while _size(words := plain_text(spans)) > MOST_TEXT:
        part, spans = parted(spans, _break(words, MOST_TEXT, ("\n", " ")))
        parts += [part]
    return [part for part in (*parts, spans) if plain_text(part).strip()]


def _break(words: str, most: int, at: tuple[str, str]) -> int:
    """Where to break: at the last of the first mark that leaves at least half, else between letters."""
    reach = _reach(words, most)
    for mark in at:
        found = words.rfind(mark, reach // 2, reach + 1)
        if found > 0:
            return found
    return whole(words, reach)

"""Taking somebody's words out of what was said already."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.chat.markup import Markup, with_text
from bot.chat.outgoing import Button, Card, Fact, Line, Para
from bot.chat.wording import reworded

ENOUGH = 24
"""Characters by which a longer text is known again, so that it is found where it was cut short as well."""
_SHORT = 12
"""A text up to this long is taken out only of what is about its writer, and where it stands as words of its
own: "need", typed by somebody, stays in what others say.
"""


@dataclass(frozen=True, kw_only=True)
class Traces:
    """What somebody left behind: how they were called, and what they wrote.

    `usual`: texts that anybody may have written, as they are short, or no more than what a skill is called.
    They are somebody's own only where something is said about them. `alone`: names that look like any word
    ("the"): elsewhere they are a name only where nothing else stands beside them.
    """

    names: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()

    @property
    def all(self) -> "Traces":
        """With what anybody may have written as well."""
        names = tuple(sorted((*self.names, *self.alone)))
        return Traces(names=names, texts=_longest_first((*self.texts, *self.usual)))

    @property
    def heads(self) -> tuple[str, ...]:
        """What to look for first: whatever carries a trace contains one of these."""
        return (*self.names, *self.alone, *(text[:ENOUGH] for text in (*self.texts, *self.usual)))


def traces(
    names: tuple[str, ...], texts: tuple[str, ...], is_usual: Callable[[str], bool] = lambda _: False
) -> Traces:
    """Without what is empty, the longest texts first, so that a part is not taken out of a whole."""
    called = {name.strip() for name in names} - {""}
    said = {text.strip() for text in texts} - {""} - called
    usual = {text for text in said if len(text) <= _SHORT or is_usual(text)}
    alone = {name for name in called if _looks_like_a_word(name)}
    return Traces(
        names=tuple(sorted(called - alone)),
        alone=tuple(sorted(alone)),
        texts=_longest_first(said - usual),
        usual=tuple(sorted(usual)),
    )


def _looks_like_a_word(name: str) -> bool:
    return name.isascii() and name.isalpha() and name.islower()


def _longest_first(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(said, key=lambda text: (-len(text), text)))


def without(said: str, left: Traces, *, somebody: str, removed: str) -> str:
    """What was said, with `somebody` for each name and `removed` for each text, whole or cut short."""
    return reworded(said, lambda plain: _taken_out(plain, left, somebody, removed))


def _taken_out(said: str, left: Traces, somebody: str, removed: str) -> str:
    for text in left.texts:
        if len(text) <= _SHORT:
            said = re.sub(_as_words(text), lambda _: removed, said)
        else:
            said = _without_long(said, text, removed)
    if said.strip() in left.alone:
        return somebody
    for name in left.names:
        said = re.sub(_as_words(name), lambda _: somebody, said)
    return said


def _as_words(text: str) -> str:
    return rf"(?<!\w){re.escape(text)}(?!\w)"


def _without_long(said: str, text: str, removed: str) -> str:
    head, at = text[:ENOUGH], 0
    while (at := said.find(head, at)) >= 0:
        end = at + len(head)
        while end < len(said) and end - at < len(text) and said[end] == text[end - at]:
            end += 1
        said = said[:at] + removed + said[end:].removeprefix("…")
        at += len(removed)
    return said


def redacted_as(key: str, card: Card, change_in: Callable[[str], Callable[[str], str]]) -> Card:
    """The card with the change that this message needs, by its key and what its buttons are about: whoever's
    number is among these, it is about them.
    """
    rows = (*card.buttons, card.more)
    place = " ".join((key, *(button.action.subject for row in rows for button in row)))
    return redacted(card, change_in(place))


def redacted(card: Card, change: Callable[[str], str]) -> Card:
    """The card with all its words changed; what its buttons do stays."""

    def marked(spans: Markup) -> Markup:
        return tuple(with_text(span, change(span.text)) for span in spans)

    def line(one: Line) -> Line:
        if isinstance(one, Para):
            return replace(one, text=marked(one.text))
        return Fact(label=change(one.label), value=marked(one.value))

    def button(one: Button) -> Button:
        return replace(one, label=change(one.label), spoken=change(one.spoken))

    return replace(
        card,
        title=change(card.title),
        lines=tuple(map(line, card.lines)),
        buttons=tuple(tuple(map(button, row)) for row in card.buttons),
        more=tuple(map(button, card.more)),
    )

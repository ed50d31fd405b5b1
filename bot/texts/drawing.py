"""The one place where texts that wait for their reader become words, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, assert_never

from bot.chat.action import Action
from bot.chat.breaks import whole
from bot.chat.markup import END, ISOLATE, Bold, Markup, Plain, Span, clean, with_text
from bot.chat.outgoing import Attachment
from bot.chat.wording import (
    CLOSE,
    OPEN,
    Begun,
    Dated,
    Kind,
    Late,
    Listed,
    Numbered,
    Said,
    Shortened,
    Timed,
    bare,
    pieces,
)
from bot.texts.locales import ENGLISH, Locale, locale
from bot.texts.whens import said_anew

T = TypeVar("T")

_TOKEN = re.compile(r"(\*\*|\{[a-z_0-9]+\})")
_DIRECTED = re.compile(r"[^\W\d_]")  # letters: only they have a direction that others could follow


def drawn(text: str, locale: Locale) -> str:
    """The text in words."""
    if OPEN not in text:
        return text
    if text[:2] in _ALIKE and text[-1] == CLOSE and text.count(OPEN) == 1 and "=" not in text:
        return _alike(text, locale)
    return _plain(text, locale)


_ALIKE = frozenset(OPEN + kind for kind in (Kind.SAID, Kind.DATED, Kind.NUMBERED))


@lru_cache(maxsize=20_000)
def _alike(text: str, locale: Locale) -> str:
    """Labels, dates and numbers: they come again and again, and nobody's words are in them."""
    return _plain(text, locale)


def _plain(text: str, locale: Locale) -> str:
    return "".join([each if isinstance(each, str) else _value(each, locale) for each in pieces(text)])


def drawn_for(value: T, locale: Locale) -> T:
    """A card, form, letter or reply with every text in it put into words."""
    return _drawn(value, locale)  # type: ignore[no-any-return]


def _drawn(value: Any, locale: Locale) -> Any:  # noqa: ANN401 - whatever a field may hold
    match value:
        case str():
            return drawn(value, locale)
        case Action() | Attachment():
            return value
        case tuple() if value and isinstance(value[0], Span):
            return _markup(value, locale)
        case tuple():
            each = tuple([_drawn(one, locale) for one in value])
            return value if all(new is old for new, old in zip(each, value, strict=True)) else each
        case Mapping():
            return {name: _drawn(one, locale) for name, one in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if (new := _drawn(old, locale)) is not old:
            changed[field.name] = new
    return replace(value, **changed) if changed else value


def _markup(spans: Markup, locale: Locale) -> Markup:
    if not any(OPEN in span.text for span in spans):
        return spans
    found: list[Span] = []
    for span in spans:
        if isinstance(span, Plain):
            found += _spans(span.text, locale, bold=False)
        else:
            found.append(with_text(span, drawn(span.text, locale)))
    return tuple(found)


def _spans(text: str, locale: Locale, *, bold: bool) -> list[Span]:
    found: list[Span] = []
    for piece in pieces(text):
        if isinstance(piece, Said):
            found += _sentence(piece, locale, bold=bold)
        else:
            found.append(_span(piece if isinstance(piece, str) else _value(piece, locale), bold))
    return found


def _span(text: str, bold: bool) -> Span:
    return Bold(text=text) if bold else Plain(text=text)


def _sentence(said: Said, locale: Locale, *, bold: bool) -> list[Span]:
    """Of a sentence that the catalogue has no more, in an older letter, what it was made of."""
    tokens = _tokens_of(said.key, locale)
    parts = {name: _part(part, locale) for name, part in said.parts.items()}
    return [_span(" ".join(parts.values()), bold)] if tokens is None else _filled(tokens, parts, bold)


def _in_a_row(said: Said, locale: Locale) -> str:
    """The same without emphasis."""
    tokens = _tokens_of(said.key, locale)
    parts = {f"{{{name}}}": _part(part, locale) for name, part in said.parts.items()}
    if tokens is None:
        return " ".join(parts.values())
    return "".join([_bare_token(token, parts) for token in tokens])


def _bare_token(token: str, parts: Mapping[str, str]) -> str:
    if token == "**":
        return ""
    return parts.get(token, "") if _is_part(token) else token


def template(sentence: str, parts: Mapping[str, str]) -> list[Span]:
    """`**` makes bold, {name} is a part; a part that is missing is left out."""
    return _filled(_tokens(sentence), parts, bold=False)


def _filled(tokens: tuple[str, ...], parts: Mapping[str, str], bold: bool) -> list[Span]:
    spans: list[Span] = []
    for token in tokens:
        if token == "**":
            bold = not bold
        elif text := parts.get(token[1:-1], "") if _is_part(token) else token:
            spans.append(_span(text, bold))
    return spans


def _is_part(token: str) -> bool:
    return token[0] == "{" and token[-1] == "}"


def _tokens(sentence: str) -> tuple[str, ...]:
    return tuple(filter(None, _TOKEN.split(sentence)))


@lru_cache(maxsize=20_000)
def _tokens_of(key: str, locale: Locale) -> tuple[str, ...] | None:
    sentence = locale.sentence(key)
    return None if sentence is None else _tokens(sentence)


def _part(part: str, locale: Locale) -> str:
    """What people typed stands by itself, so that its direction changes nothing around it."""
    if OPEN in part:
        return drawn(part, locale)
    return _isolated(part) if locale.right_to_left else part


def _isolated(typed: str) -> str:
    return f"{ISOLATE}{clean(bare(typed))}{END}" if _DIRECTED.search(typed) else typed


def _time(said: str, locale: Locale) -> str:
    if locale.babel.language == ENGLISH:
        return locale.change(said)
    anew = said_anew(said)
    return _part(said, locale) if anew is None else drawn(anew, locale)


def _value(value: Late, locale: Locale) -> str:
    match value:
        case Dated(day=day, style=dates):
            return locale.date(day, dates)
        case Numbered(amount=amount, style=numbers):
            return locale.number(amount, numbers)
        case Listed(items=items, style=lists):
            return locale.list([_part(item, locale) for item in items], lists)
        case Shortened(text=text, most=most):
            return shortened(drawn(text, locale), most)
        case Begun(text=text):
            begun = drawn(text, locale)
            return begun[:1].upper() + begun[1:]
        case Timed(english=english):
            return _time(english, locale)
        case Said():
            return _in_a_row(value, locale)
    assert_never(value)


def shortened(text: str, most: int) -> str:
    """At most so many characters, ending at a word with an ellipsis where something was left out."""
    if len(text) <= most:
        return text
    short = text[: whole(text, most - 1)]
    short = (short.rsplit(" ", 1)[0] if " " in short[most // 2 :] else short) + "…"
    return short + END * (short.count(ISOLATE) - short.count(END))


def english(text: str) -> str:
    """In English: for the console, and for what is stored as people would have typed it."""
    return drawn(text, locale(ENGLISH))

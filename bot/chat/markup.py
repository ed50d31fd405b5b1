"""Text with emphasis and links as values; each platform escapes and draws them in one place."""

import re
from dataclasses import dataclass
from typing import Literal, assert_never
from urllib.parse import urlsplit

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but not tab and newline
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # bidi and zero-width
)
_STRAY_JOINER = re.compile(  # joiners stay inside emoji and scripts that need them, and nowhere else
    "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
)
ISOLATE, END = "\u2068", "\u2069"  # what stands between has its own direction, and gives it to nothing else
_ISOLATED = re.compile(f"{ISOLATE}([^{ISOLATE}{END}\n]*){END}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Plain:
    text: str
    span: Literal["plain"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Bold:
    text: str
    span: Literal["bold"] = "bold"


@dataclass(frozen=True, kw_only=True)
class Link:
    text: str
    url: str
    span: Literal["link"] = "link"


Span = Plain | Bold | Link
Markup = tuple[Span, ...]


def markup(*parts: str | Span) -> Markup:
    """Plain strings and spans, in order; empty strings vanish."""
    return tuple(Plain(text=part) if isinstance(part, str) else part for part in parts if part != "")


def plain_text(marked: Markup) -> str:
    """The same words without emphasis, for screen readers and notifications."""
    return "".join(span.text for span in marked)


def clean(text: str) -> str:
    """The text without characters that hide, reverse or break what people see."""
    return _STRAY_JOINER.sub("", _UNSEEN.sub("", _SURROGATE.sub("\ufffd", text)))


def displayed(text: str) -> str:
    """The same for a text of ours on its way to a platform: what sets a name apart in it stays.

    Only whole pairs do, so that nothing after them is turned around.
    """
    if ISOLATE not in text:
        return clean(text)
    parts = _ISOLATED.split(text)
    return "".join(f"{ISOLATE}{clean(part)}{END}" if at % 2 else clean(part) for at, part in enumerate(parts))


def clean_span(span: Span) -> Span:
    """The span with clean words; a link that does not lead to the web becomes plain words."""
    if isinstance(span, Link) and not _is_web(span.url):
        return Plain(text=displayed(span.text))
    return with_text(span, displayed(span.text))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and clean(url) == url


def parted(spans: Markup, at: int) -> tuple[Markup, Markup]:
    """The spans before and after so many characters, each keeping its emphasis."""
    before: list[Span] = []
    after: list[Span] = []
    for span in spans:
        before += [with_text(span, span.text[:at])] if at > 0 else []
        after += [with_text(span, span.text[max(at, 0) :])] if at < len(span.text) else []
        at -= len(span.text)
    return tuple(before), tuple(after)


def with_text(span: Span, words: str) -> Span:
    """The same emphasis on other words."""
    match span:
        case Plain():
            return Plain(text=words)
        case Bold():
            return Bold(text=words)
        case Link():
            return Link(text=words, url=span.url)
        case _:
            assert_never(span)


def units(text: str) -> int:
    """UTF-16 units, as the strictest platform counts."""
    return len(text.encode("utf-16-le", errors="replace")) // 2


def in_parts(text: str, most: int) -> list[str]:
    """The text in parts of at most so many units, broken between lines or words where there are such."""
    parts: list[str] = []
    text = text.strip()
    while units(text) > most:
        at = _break(text, most)
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text] if text else parts


def _break(text: str, most: int) -> int:
    """The end of the last line, else word, else character that fits; at least one character."""
    reach = most
    while units(text[:reach]) > most:
        reach -= max(1, (units(text[:reach]) - most) // 2)
    for mark in ("\n", " "):
        found = text.rfind(mark, reach // 2, reach + 1)
        if found > 0:
            return found
    return max(1, reach)

"""Text with emphasis and links as values; each platform escapes and draws them in one place."""

from dataclasses import dataclass
from typing import Literal


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

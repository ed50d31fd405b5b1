"""Sentences by key, with named parts as values: what people typed is never parsed as markup."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.chat.markup import Bold, Markup, Plain, Span, plain_text

Part = str | Markup
_TOKEN = re.compile(r"(\*\*|\{[a-z_]+\})")


@cache
def sentences() -> Mapping[str, str]:
    """The English catalogue, flattened to "section.name"."""
    return dict(_flat("", tomllib.loads((files("bot.texts") / "en.toml").read_text("utf-8"))))


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        found += _flat(f"{name}.", value) if isinstance(value, dict) else [(name, str(value))]
    return found


def say(key: str, /, **parts: Part) -> Markup:
    """The sentence with its parts; `**` in the catalogue makes bold, in a part it stays two stars."""
    return template(sentences()[key], **parts)


def words(key: str, /, **parts: str) -> str:
    """The sentence as plain text: for labels, hints and screen readers."""
    return plain_text(say(key, **parts))


def known(key: str) -> bool:
    return key in sentences()


def template(sentence: str, /, **parts: Part) -> Markup:
    spans: list[Span] = []
    bold = False
    for token in _TOKEN.split(sentence):
        if token == "**":
            bold = not bold
        elif token.startswith("{"):
            spans += _part(parts[token[1:-1]], bold)
        elif token:
            spans.append(Bold(text=token) if bold else Plain(text=token))
    return tuple(spans)


def _part(part: Part, bold: bool) -> list[Span]:
    if not isinstance(part, str):
        return list(part)
    return [Bold(text=part) if bold else Plain(text=part)]

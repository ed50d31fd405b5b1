"""Sentences by key, with named parts as values: what people typed is never parsed as markup.

A sentence is said here and put into words later, when it is drawn for its reader (`bot.texts.drawing`).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.chat.markup import Markup, Plain, plain_text
from bot.chat.wording import late_sentence

Part = str | Markup


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


def words(key: str, /, **parts: Part) -> str:
    """The sentence with its parts, as a text that waits for its reader; KeyError if there is none.

    `**` in the catalogue makes bold where there is such, in a part it stays two stars.
    """
    if key not in sentences():
        raise KeyError(key)
    return late_sentence(key, [(name, _part(part)) for name, part in parts.items()])


def say(key: str, /, **parts: Part) -> Markup:
    """The same as a line of a card."""
    return (Plain(text=words(key, **parts)),)


def known(key: str) -> bool:
    return key in sentences()


def _part(part: Part) -> str:
    return part if isinstance(part, str) else plain_text(part)

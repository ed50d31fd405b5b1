"""Words made safe and short enough for Slack."""

import html
import re
from typing import Any

from bot.chat.breaks import whole
from bot.chat.markup import displayed

_ENTITY = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """The three characters with a meaning in Slack's text: kills `<!channel>`, `<@U…>` and made-up links."""
    return html.escape(text, quote=False)


def reach(text: str, most: int, marks: tuple[str, ...] = (" ", "\n")) -> int:
    """Where to break a longer text: after at least half, at the first mark found, else between letters."""
    for mark in marks:
        found = text.rfind(mark, most // 2, most + 1)
        if found > 0:
            return found
    return whole(text, most)


def cut(text: str, most: int) -> str:
    """The text, or as many of its words as fit with "…" after them."""
    return text if len(text) <= most else text[: reach(text, most - 1)].rstrip() + "…"


def escaped(text: str, most: int) -> str:
    """Escaped, and cut so that it fits after escaping."""
    room = most
    while len(found := escape(cut(text, room))) > most:
        room = room * 4 // 5
    return found


def plain(text: str, most: int) -> dict[str, Any]:
    """A plain_text object, shown as it is: colons make no emoji."""
    return {"type": "plain_text", "text": cut(displayed(text).strip(), most) or "…", "emoji": False}


def typed(text: str) -> str:
    """What a person typed, from Slack's text: entities become words, mentions without a label vanish."""
    words = _ENTITY.sub(_entity, text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _entity(found: re.Match[str]) -> str:
    target, label = found.group(1), found.group(2) or ""
    match target[:1]:
        case "@" | "#":
            return label and target[0] + label.removeprefix(target[0])
        case "!":
            return label or (f"@{target[1:]}" if target[1:].isalpha() else "")
        case _:
            return label or target.removeprefix("mailto:").removeprefix("tel:")

"""Telegram's HTML: the few tags that it knows, and its words for everything else.

The wording is that of Telegram's own parser, as quoted in people's reports of refused messages.
"""

import re
from dataclasses import dataclass, field

from adapters.simulator.telegram.refusals import Json, Refused, bad

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));")
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)(\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]+)))?\s*")
LINK = re.compile(r"(?i)(?:https?|tg|ton|mailto|tel):\S+|(?:[\w-]+\.)+[a-z]{2,}\S*")
USER_LINK = re.compile(r"tg://user\?id=(\d+)")


def read_html(source: str) -> tuple[str, list[Json]]:
    """The shown text and its entities (offsets in UTF-16 units); refuses what Telegram refuses."""
    reader = _Reader(source)
    while reader.at < len(source):
        reader.step()
    return reader.finish()


@dataclass
class _Open:
    tag: str
    offset: int
    length_before: int
    details: Json


@dataclass
class _Reader:
    source: str
    at: int = 0
    shown: list[str] = field(default_factory=list)
    width: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def step(self) -> None:
        if self.source.startswith("</", self.at):
            self._close()
        elif self.source[self.at] == "<":
            self._open()
        else:
            self._character()

    def finish(self) -> tuple[str, list[Json]]:
        if self.stack:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        order = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.shown), order

    def _character(self) -> None:
        reference = REFERENCE.match(self.source, self.at)
        character = _referred(reference) if reference else ""
        if not character:
            character = self.source[self.at]
            self.at += 1
        elif reference:
            self.at = reference.end()
        self.shown.append(character)
        self.width += len(character.encode("utf-16-le")) // 2

    def _open(self) -> None:
        name = NAME.match(self.source, self.at + 1)
        tag = name[0].lower() if name else ""
        if tag not in TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {self._bytes()}')
        attributes, after = self._attributes(tag, self.at + 1 + len(tag))
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes()}')
        self.stack.append(_Open(tag, self.width, len(self.shown), attributes))
        self.at = after

    def _attributes(self, tag: str, at: int) -> tuple[Json, int]:
        attributes: Json = {}
        while found := ATTRIBUTE.match(self.source, at):
            if found[2] is None and not (tag == "blockquote" and found[1] == "expandable"):
                raise _wrong(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                    f" at byte offset {self._bytes()}"
                )
            value = next((part for part in found.groups()[2:] if part is not None), "")
            attributes[found[1].lower()] = REFERENCE.sub(lambda hit: _referred(hit) or hit[0], value)
            at = found.end()
        at = len(self.source) - len(self.source[at:].lstrip())
        if at >= len(self.source):
            raise _wrong(f'Unclosed start tag "{tag}" at byte offset {self._bytes()}')
        return attributes, at + 1

    def _close(self) -> None:
        end = self.source.find(">", self.at)
        name = self.source[self.at + 2 : end if end >= 0 else None].strip().lower()
        if not self.stack:
            raise _wrong(f"Unexpected end tag at byte offset {self._bytes()}")
        opened = self.stack.pop()
        if end < 0 or name not in ("", opened.tag):
            raise _wrong(
                f"Unmatched end tag at byte offset {self._bytes()}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at = end + 1
        self._keep(opened)

    def _keep(self, opened: _Open) -> None:
        entity: Json = {
            "type": TAGS[opened.tag],
            "offset": opened.offset,
            "length": self.width - opened.offset,
        }
        if opened.tag == "blockquote" and "expandable" in opened.details:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "a":
            link = _link(opened.details.get("href") or "".join(self.shown[opened.length_before :]))
            if link is None:
                return
            entity |= link
        if opened.tag == "code" and (language := opened.details.get("class", "")).startswith("language-"):
            entity = {**entity, "type": "pre", "language": language.removeprefix("language-")}
        if entity["length"]:
            self.entities.append(entity)

    def _bytes(self) -> int:
        return len(self.source[: self.at].encode())


def _link(address: str) -> Json | None:
    """Telegram shows the words of a link that it cannot follow as plain words."""
    user = USER_LINK.fullmatch(address)
    if user:
        return {
            "type": "text_mention",
            "user": {"id": int(user[1]), "is_bot": False, "first_name": str(user[1])},
        }
    return {"type": "text_link", "url": address} if LINK.fullmatch(address) else None


def _referred(reference: re.Match[str]) -> str:
    if reference[3]:
        return NAMED[reference[3]]
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _wrong(reason: str) -> Refused:
    return bad(f"can't parse entities: {reason}")

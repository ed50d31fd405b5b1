"""Texts as Telegram measures and reads them: UTF-16 units, entities, and the HTML subset."""

import re
from collections.abc import Iterator

from adapters.simulator.telegram.html_reader import read_html
from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.refusals import Json, bad

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
SOURCES = {"text": "entities", "caption": "caption_entities"}
DETECTED = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}\b")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("url", re.compile(r"\bhttps?://[^\s<>]*[^\s<>.,;:!?)]")),
)


def units(text: str) -> int:
    """The length in UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def formatted(params: Params, source: str) -> tuple[str, list[Json]]:
    """The text (source "text" or "caption") and its entities, as the reader sees them."""
    given = params.text(source)
    if "\x00" in given:
        given = given.replace("\x00", "")
    text, entities = _read(params, given, SOURCES[source])
    return _trimmed(text, entities)


def message_text(params: Params) -> tuple[str, list[Json]]:
    """As `formatted`; refuses a text that is empty or over 4,096 units after its entities are read."""
    text, entities = formatted(params, "text")
    if not text:
        raise bad("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return text, entities


def caption_text(params: Params) -> tuple[str, list[Json]]:
    """As `formatted`; refuses a caption over 1,024 units after its entities are read."""
    text, entities = formatted(params, "caption")
    if units(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return text, entities


def detected(text: str) -> list[Json]:
    """The entities that Telegram finds by itself in a plain text: commands, mentions, links, e-mails."""
    found = sorted(_matches(text), key=lambda hit: (hit[1], -hit[2]))
    entities: list[Json] = []
    end = 0
    for kind, start, stop in found:
        if start >= end:
            entities.append({"type": kind, "offset": units(text[:start]), "length": units(text[start:stop])})
            end = stop
    return entities


def _matches(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in DETECTED:
        for hit in pattern.finditer(text):
            yield kind, hit.start(), hit.end()


def _read(params: Params, given: str, entities_name: str) -> tuple[str, list[Json]]:
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = read_html(given)
    elif mode in ("markdown", "markdownv2"):
        raise bad(f"this stand-in does not read {params.text('parse_mode')}; use HTML or entities")
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        text, entities = given, _given_entities(params, entities_name, given)
    extra = [entity for entity in detected(text) if not _overlaps(entity, entities)]
    return text, sorted(entities + extra, key=lambda entity: (entity["offset"], -entity["length"]))


def _given_entities(params: Params, name: str, text: str) -> list[Json]:
    entities = params.listed(name) or []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad("can't parse MessageEntity: MessageEntity must be an Object with a type")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad('can\'t parse MessageEntity: Field "offset" must be of type Number')
        if offset < 0 or length < 0 or offset + length > units(text):
            raise bad("entity beginning or end is outside of the message text")
    return list(entities)


def _overlaps(entity: Json, others: list[Json]) -> bool:
    closed = ("code", "pre", "text_link", "text_mention", "bot_command", "mention", "url", "email")
    start, stop = entity["offset"], entity["offset"] + entity["length"]
    return any(
        other["type"] in closed and start < other["offset"] + other["length"] and other["offset"] < stop
        for other in others
    )


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram shows no blank space around a message."""
    start = units(text) - units(text.lstrip())
    shown = text.strip()
    length = units(shown)
    kept = []
    for entity in entities:
        first = max(entity["offset"] - start, 0)
        last = min(entity["offset"] - start + entity["length"], length)
        if last > first:
            kept.append(entity | {"offset": first, "length": last - first})
    return shown, kept

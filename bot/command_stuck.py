"""`makegood stuck`: looking at what could not be processed without reading what anybody wrote."""

import json
from typing import TextIO

from bot.main import real_clock, storage_beside
from bot.services.stuck_ports import Stuck
from bot.settings import Settings

SAFE = frozenset(
    {"is", "what", "kind", "verb", "revision", "platform", "mime", "look", "private", "live", "size"}
)
"""What is shown of a content as it stands: words of ours and the platforms', and none that a person chose."""


async def listed(settings: Settings, *, as_json: bool, out: TextIO) -> int:
    async with storage_beside(settings) as storage, storage.begin() as tx:
        found = await tx.stuck.all()
    if as_json:
        out.write(json.dumps([_told(each) for each in found], indent=2) + "\n")
        return 0
    if not found:
        out.write("Nothing is stuck.\n")
    for each in found:
        out.write(f"{_line(each)}\n")
    return 0


async def shown(settings: Settings, id: str, *, as_json: bool, out: TextIO) -> int:
    async with storage_beside(settings) as storage, storage.begin() as tx:
        this = await tx.stuck.get(id)
        content = await tx.stuck.content(id) if this else ""
    if this is None:
        return _unknown(id, out)
    hidden = unreadable(json.loads(content)) if content else None
    if as_json:
        out.write(json.dumps(_told(this) | {"content": hidden}, indent=2) + "\n")
        return 0
    out.write(f"{_line(this)}\n")
    out.write(json.dumps(hidden, indent=2) + "\n" if hidden else "Nothing of its content is kept.\n")
    return 0


async def retried(settings: Settings, id: str, *, as_json: bool, out: TextIO) -> int:
    async with storage_beside(settings) as storage, storage.begin() as tx:
        there = await tx.stuck.get(id)
        waits = await tx.stuck.again(id, real_clock())
        await tx.commit()
    if there is None:
        return _unknown(id, out)
    said = (
        "It is tried again as soon as the bot runs."
        if waits
        else "Nothing is left of it that could be tried."
    )
    return _answer(id, "waiting" if waits else "gone", said, as_json=as_json, out=out, code=0 if waits else 1)


async def dropped(settings: Settings, id: str, *, as_json: bool, out: TextIO) -> int:
    async with storage_beside(settings) as storage, storage.begin() as tx:
        gone = await tx.stuck.drop(id)
        await tx.commit()
    return _answer(id, "dropped", "It is given up.", as_json=as_json, out=out) if gone else _unknown(id, out)


def _answer(id: str, became: str, said: str, *, as_json: bool, out: TextIO, code: int = 0) -> int:
    out.write(json.dumps({"id": id, "state": became}) + "\n" if as_json else f"{said}\n")
    return code


def _unknown(id: str, out: TextIO) -> int:
    out.write(f"Nothing that is stuck has the number {id}. Type: makegood stuck list\n")
    return 1


def _told(this: Stuck) -> dict[str, object]:
    return {
        "id": this.id,
        "kind": this.kind.value,
        "platform": this.platform,
        "state": "aside" if this.aside_at else "failing",
        "tries": this.tries,
        "trouble": this.trouble,
        "since": this.at.isoformat(timespec="seconds"),
    }


def _line(this: Stuck) -> str:
    told = _told(this)
    said = (str(told[name]) for name in ("since", "kind", "platform", "state", "trouble") if told[name])
    return f"{this.id}  {' '.join(said)}"


def unreadable(value: object, name: str = "") -> object:
    """The same shape, with the length in place of every text that is not one of ours."""
    match value:
        case dict():
            return {each: unreadable(inner, str(each)) for each, inner in value.items()}
        case list():
            return [unreadable(each, name) for each in value]
        case str() if value and name not in SAFE:
            return f"({len(value)} characters)"
        case float() | int() if not isinstance(value, bool) and name not in SAFE:
            return "(a number)"
    return value

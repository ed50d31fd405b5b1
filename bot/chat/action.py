"""What a button carries: a verb, an id and a revision, never a fact.

Whoever receives one looks the row up, checks that the person may, and checks that it is still open.
"""

from dataclasses import dataclass

MOST_BYTES = 64  # what the narrowest platform lets a button carry


class Garbled(ValueError):
    """The payload of a button is not one that we made."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """`verb` names the move, `subject` the row, `revision` the row as the person saw it."""

    verb: str
    subject: str = ""
    revision: int = 0
    option: str = ""


def encode(action: Action) -> str:
    """`match.approve:7Q2K9D:3` or `say.choose:7Q2K9D:3:kind=skills`; at most 64 bytes, else Garbled."""
    parts = [action.verb, action.subject, str(action.revision), action.option]
    if any(":" in part for part in parts):
        raise Garbled("a colon cannot travel inside a button")
    payload = ":".join(parts).rstrip(":")
    if len(payload.encode()) > MOST_BYTES:
        raise Garbled(f"a button carries at most {MOST_BYTES} bytes")
    return payload


def decode(payload: str) -> Action:
    """The action that `encode` wrote; anything else is Garbled."""
    parts = payload.split(":")
    if not parts[0] or len(parts) > 4 or len(payload.encode()) > MOST_BYTES:
        raise Garbled("not a button of ours")
    verb, subject, revision, option = (*parts, *[""] * (4 - len(parts)))
    if revision and not (revision.isascii() and revision.isdigit()):
        raise Garbled("not a button of ours")
    return Action(verb=verb, subject=subject, revision=int(revision or 0), option=option)

"""Whether an update has words where words belong, and numbers where numbers do: the client does not look."""

from collections.abc import Mapping
from typing import Any

WORDS = frozenset(
    {"text", "caption", "data", "first_name", "last_name", "username", "language_code", "title", "type"}
    | {
        "file_id",
        "file_unique_id",
        "file_name",
        "mime_type",
        "chat_instance",
        "status",
        "emoji",
        "url",
        "name",
    }
)
NUMBERS = frozenset(
    {"update_id", "message_id", "date", "edit_date", "offset", "length", "width", "height", "duration"}
    | {"file_size", "message_thread_id", "migrate_to_chat_id", "migrate_from_chat_id"}
)
MOST_DEEP = 24
MOST_NUMBER = 2**63


def well_formed(value: object, name: str = "", depth: int = 0) -> bool:
    """Looks at every part by its name; what has a name that we do not know may be anything."""
    if depth > MOST_DEEP:
        return False
    if name in WORDS:
        return isinstance(value, str)
    if name in NUMBERS:
        return _is_number(value)
    if name == "id":
        return isinstance(value, str) or _is_number(value)
    if isinstance(value, Mapping):
        return _is_whole(value) and all(well_formed(part, str(key), depth + 1) for key, part in value.items())
    if isinstance(value, list):
        return all(well_formed(part, "", depth + 1) for part in value)
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST_NUMBER


def _is_whole(value: Mapping[str, Any]) -> bool:
    """A person and a chat have a number, and are objects."""
    return all(
        isinstance(part, Mapping) and _is_number(part.get("id"))
        for name, part in value.items()
        if name in {"from", "chat", "user", "sender_chat"}
    )

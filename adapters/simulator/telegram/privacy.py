"""What a bot in privacy mode gets to read in a group."""

from adapters.simulator.telegram.refusals import Json
from adapters.simulator.telegram.world import ADMINISTRATOR, PRESENT, Chat, World

SERVICE = ("new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id")


def bot_hears(world: World, chat: Chat, message: Json) -> bool:
    """Everything in private and as an administrator; in groups commands, mentions, replies to it, service."""
    status = chat.members.get(world.bot_id)
    if chat.private or status == ADMINISTRATOR:
        return True
    if status not in PRESENT:
        return False
    if any(name in message for name in SERVICE):
        return True
    replied = message.get("reply_to_message", {}).get("from", {})
    return replied.get("id") == world.bot_id or _addressed(message, world.bot["username"].lower())


def _addressed(message: Json, username: str) -> bool:
    text = message.get("text") or message.get("caption") or ""
    for entity in message.get("entities", []) + message.get("caption_entities", []):
        words = _cut(text, entity).lower()
        if entity["type"] == "mention" and words == f"@{username}":
            return True
        if entity["type"] == "bot_command" and words.partition("@")[2] in ("", username):
            return True
    return False


def _cut(text: str, entity: Json) -> str:
    raw = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return raw[start : start + entity["length"] * 2].decode("utf-16-le", "replace")

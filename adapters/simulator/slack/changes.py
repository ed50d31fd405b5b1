"""What people do to messages that are there, and how Slack tells an app of it."""

import copy

from adapters.simulator.slack.accounts import member_of
from adapters.simulator.slack.forms import CannotDo
from adapters.simulator.slack.workspace import Json, Workspace


def marked(place: Workspace, user_id: str, channel: str, ts: str, name: str) -> Json:
    """The event of a new mark, without its type."""
    member_of(place, user_id, channel)
    message = place.message(channel, ts)
    reactions: list[Json] = message.setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if user_id in found["users"]:
        raise CannotDo("That mark is there already.")
    found["users"].append(user_id)
    found["count"] += 1
    place.on_change()
    return _mark(place, message, user_id, channel, name)


def unmarked(place: Workspace, user_id: str, channel: str, ts: str, name: str) -> Json:
    """The event of a mark that is gone, without its type."""
    message = place.message(channel, ts)
    mine = [
        each for each in message.get("reactions", []) if each["name"] == name and user_id in each["users"]
    ]
    if not mine:
        raise CannotDo("There is no such mark of yours.")
    mine[0]["users"].remove(user_id)
    mine[0]["count"] -= 1
    message["reactions"] = [each for each in message["reactions"] if each["count"]]
    place.on_change()
    return _mark(place, message, user_id, channel, name)


def _mark(place: Workspace, message: Json, user_id: str, channel: str, name: str) -> Json:
    item = {"type": "message", "channel": channel, "ts": message["ts"]}
    return {
        "user": user_id, "reaction": name, "item": item, "item_user": message.get("user", ""),
        "event_ts": place.new_ts(),
    }  # fmt: skip


def deleted(place: Workspace, user_id: str, channel: str, ts: str) -> Json:
    """The event of a person's message that is gone."""
    message = place.message(channel, ts)
    if message["user"] != user_id or message.get("bot_id"):
        raise CannotDo("People delete only their own messages.")
    place.remove_message(channel, message)
    stamp = place.new_ts()
    return {
        "type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel,
        "deleted_ts": ts, "previous_message": copy.deepcopy(message), "ts": stamp, "event_ts": stamp,
    }  # fmt: skip

"""Everything the stand-in workspace knows, as the JSON that Slack shows of it."""

import copy
import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

KEPT = (
    "users", "channels", "said", "ephemerals", "homes", "stacks", "problems", "shown", "files", "counter",
    "latest_second", "resting",
)  # fmt: skip


class Refused(Exception):
    """Slack's answer `{"ok": false, "error": ...}`, with messages where Slack gives them."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages


@dataclass(kw_only=True)
class Workspace:
    """Users, channels, messages, views. All state is JSON-able; only these methods change it."""

    team_id: str
    app_id: str
    bot_user_id: str
    now: Callable[[], datetime]
    on_change: Callable[[], None]
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    said: dict[str, list[Json]] = field(default_factory=dict)
    ephemerals: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    stacks: dict[str, list[Json]] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    shown: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    resting: dict[str, list[int]] = field(default_factory=dict)  # not to be disturbed: from, until
    charts: bool = True  # whether it has the block for them already
    counter: int = 0
    latest_second: int = 0

    @property
    def bot_id(self) -> str:
        return "B" + self.bot_user_id[1:]

    def next_number(self) -> int:
        self.counter += 1
        return self.counter

    def new_id(self, prefix: str) -> str:
        """Unique in this workspace, e.g. "V0000000012"."""
        return f"{prefix}{self.next_number():010d}"

    def new_ts(self) -> str:
        """Slack's message time stamp, unique and never going back even when the clock does."""
        self.latest_second = max(self.latest_second, int(self.now().timestamp()))
        return f"{self.latest_second}.{self.next_number():06d}"

    def user(self, user_id: str) -> Json:
        if user_id not in self.users:
            raise Refused("user_not_found")
        return self.users[user_id]

    def rest(self, user_id: str, begins: int, ends: int) -> None:
        self.user(user_id)
        self.resting[user_id] = [begins, ends]
        self.on_change()

    def channel(self, channel_id: str) -> Json:
        """A channel, or a direct message with the bot; other people's direct messages are not kept here."""
        if channel_id not in self.channels:
            raise Refused("channel_not_found")
        return self.channels[channel_id]

    def dm(self, user_id: str) -> str:
        """The id of the user's conversation with the bot, opened if need be."""
        self.user(user_id)
        for channel in self.channels.values():
            if channel["is_im"] and user_id in channel["members"]:
                return str(channel["id"])
        return self._open_dm(user_id)

    def _open_dm(self, user_id: str) -> str:
        channel_id = "D" + user_id[1:]
        members = [user_id, self.bot_user_id]
        self.channels[channel_id] = {
            "id": channel_id, "name": "directmessage", "is_im": True, "user": user_id, "members": members,
        }  # fmt: skip
        return channel_id

    def message(self, channel_id: str, ts: str) -> Json:
        for message in self.said.get(channel_id, []):
            if message["ts"] == ts:
                return message
        raise Refused("message_not_found")

    def put_message(self, channel_id: str, message: Json) -> None:
        self.said.setdefault(channel_id, []).append(message)
        self._join_thread(channel_id, message)
        self.show(self.channels[channel_id]["members"], message)

    def _join_thread(self, channel_id: str, message: Json) -> None:
        parent_ts = message.get("thread_ts")
        if not parent_ts or parent_ts == message["ts"]:
            return
        parent = self.message(channel_id, parent_ts)
        parent["thread_ts"] = parent_ts
        parent["reply_count"] = parent.get("reply_count", 0) + 1
        parent["latest_reply"] = message["ts"]

    def change_message(self, channel_id: str, message: Json, changes: Json, *, edited_by: str = "") -> None:
        """With `edited_by`, people see that it was edited."""
        message.update(changes)
        if edited_by:
            message["edited"] = {"user": edited_by, "ts": self.new_ts()}
        self.show(self.channels[channel_id]["members"], message)

    def remove_message(self, channel_id: str, message: Json) -> None:
        self.said[channel_id].remove(message)
        self.on_change()

    def put_ephemeral(self, user_id: str, message: Json) -> None:
        self.ephemerals.setdefault(user_id, []).append(message)
        self.show([user_id], message)

    def add_problem(self, user_id: str, problem: str) -> None:
        """An error that the person sees, e.g. "dispatch_failed"."""
        self.problems.setdefault(user_id, []).append(problem)
        self.on_change()

    def open_views(self, user_id: str) -> list[Json]:
        """The user's stack of modals, the visible one last."""
        return self.stacks.setdefault(user_id, [])

    def view_by(self, *, view_id: str = "", external_id: str = "") -> tuple[str, Json]:
        """(user, view) of an open modal or a home page."""
        for user_id, view in self._all_views():
            if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
                return user_id, view
        raise Refused("not_found")

    def _all_views(self) -> Iterator[tuple[str, Json]]:
        for user_id, stack in self.stacks.items():
            yield from ((user_id, view) for view in stack)
        yield from self.homes.items()

    def show(self, user_ids: Iterable[str], shown: Json) -> None:
        """Remember what these people saw, and tell whoever watches."""
        texts = list(visible_texts(shown))
        for user_id in user_ids:
            self.shown.setdefault(user_id, []).extend(texts)
        self.on_change()

    def snapshot(self) -> Json:
        return {name: copy.deepcopy(getattr(self, name)) for name in KEPT}

    def restore(self, kept: Json) -> None:
        for name in KEPT:
            setattr(self, name, copy.deepcopy(kept.get(name, getattr(self, name))))
        self.on_change()


TEXT_KEYS = ("text", "initial_value", "alt_text", "accessibility_label", "title")
NESTED_KEYS = (
    "title", "submit", "close", "text", "label", "hint", "placeholder", "fields", "elements", "element",
    "accessory", "options", "option_groups", "initial_option", "confirm", "deny", "description", "blocks",
    "attachments", "files",
)  # fmt: skip


def visible_texts(shown: object) -> Iterator[str]:
    """Every piece of text a person can read in a message or view, as it is displayed."""
    if isinstance(shown, list):
        for item in shown:
            yield from visible_texts(item)
    elif isinstance(shown, dict):
        yield from (html.unescape(shown[k]) for k in TEXT_KEYS if isinstance(shown.get(k), str))
        for key in NESTED_KEYS:
            yield from visible_texts(shown.get(key))


def with_ids(blocks: list[Json], workspace: Workspace) -> list[Json]:
    """The blocks as Slack stores them: each block and interactive element has an id."""
    stored = copy.deepcopy(blocks)
    for block in stored:
        block.setdefault("block_id", f"b{workspace.next_number():04d}")
        for element in elements_of(block):
            if element["type"] not in ("image", "mrkdwn", "plain_text"):
                element.setdefault("action_id", f"a{workspace.next_number():04d}")
    return stored


def elements_of(block: Json) -> list[Json]:
    """The elements of a block that may be interactive, in the order shown."""
    match block["type"]:
        case "actions" | "context_actions":
            return list(block["elements"])
        case "section" if "accessory" in block:
            return [block["accessory"]]
        case "input":
            return [block["element"]]
        case _:
            return []

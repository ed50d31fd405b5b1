"""chat.* and reactions.*: what the bot says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.simulator.slack.blocks import check_blocks
from adapters.simulator.slack.params import is_true, parsed, require
from adapters.simulator.slack.rates import Rates
from adapters.simulator.slack.workspace import Json, Refused, Workspace, with_ids

Params = Mapping[str, Any]

MOST_CHARACTERS = 40_000


@dataclass(kw_only=True)
class ChatMethods:
    """With `rates`, posting too fast in one channel raises `TooFast`."""

    workspace: Workspace
    rates: Rates | None = None

    def post(self, params: Params) -> Json:
        require(params, "channel")
        channel_id = self.destination(str(params["channel"]))
        content = self.content(params)
        if self.rates is not None:
            self.rates.posted(channel_id)
        message = self.new_message(content, {**self.thread(channel_id, params), **_broadcast(params)})
        self.workspace.put_message(channel_id, message)
        return {"channel": channel_id, "ts": message["ts"], "message": message}

    def update(self, params: Params) -> Json:
        require(params, "channel", "ts")
        channel = self.workspace.channel(str(params["channel"]))
        message = self._own(channel["id"], params, "cant_update_message")
        changes = self.content(params)
        if "blocks" not in changes:
            message.pop("blocks", None)  # text without blocks takes the blocks away
        edited_by = "" if "blocks" in changes else self.workspace.bot_user_id  # blocks hide the mark
        self.workspace.change_message(channel["id"], message, changes, edited_by=edited_by)
        return {"channel": channel["id"], "ts": message["ts"], "text": message["text"], "message": message}

    def delete(self, params: Params) -> Json:
        require(params, "channel", "ts")
        channel = self.workspace.channel(str(params["channel"]))
        message = self._own(channel["id"], params, "cant_delete_message")
        self.workspace.remove_message(channel["id"], message)
        return {"channel": channel["id"], "ts": message["ts"]}

    def post_ephemeral(self, params: Params) -> Json:
        require(params, "channel", "user")
        channel = self.workspace.channel(self.destination(str(params["channel"])))
        if params["user"] not in channel["members"]:
            raise Refused("user_not_in_channel")
        message = self.new_message(self.content(params), {})
        place = {"channel": channel["id"], "is_ephemeral": True}
        self.workspace.put_ephemeral(str(params["user"]), {**message, **place})
        return {"message_ts": message["ts"]}

    def permalink(self, params: Params) -> Json:
        require(params, "channel", "message_ts")
        channel = self.workspace.channel(str(params["channel"]))
        ts = self.workspace.message(channel["id"], str(params["message_ts"]))["ts"]
        link = f"https://makegood-stand-in.slack.com/archives/{channel['id']}/p{ts.replace('.', '')}"
        return {"channel": channel["id"], "permalink": link}

    def react(self, params: Params) -> Json:
        require(params, "channel", "timestamp", "name")
        channel = self.workspace.channel(str(params["channel"]))
        message = self.workspace.message(channel["id"], str(params["timestamp"]))
        reactions: list[Json] = message.setdefault("reactions", [])
        if any(r["name"] == params["name"] and self.workspace.bot_user_id in r["users"] for r in reactions):
            raise Refused("already_reacted")
        reactions.append({"name": params["name"], "users": [self.workspace.bot_user_id], "count": 1})
        self.workspace.on_change()
        return {}

    def destination(self, channel: str) -> str:
        """The conversation meant: an id, or a user id for the direct message with them."""
        if channel in self.workspace.users:
            if self.workspace.users[channel]["deleted"]:
                raise Refused("user_disabled")
            return self.workspace.dm(channel)
        found = self.workspace.channel(channel)
        if self.workspace.bot_user_id not in found["members"]:
            raise Refused("not_in_channel")
        if found["is_im"] and self.workspace.user(found["user"])["deleted"]:
            raise Refused("user_disabled")
        return str(found["id"])

    def content(self, params: Params) -> Json:
        """What is shown, checked: text, blocks, attachments, metadata."""
        text = str(params.get("text") or "")
        blocks = parsed(params, "blocks", "invalid_blocks_format")
        attachments = parsed(params, "attachments", "invalid_attachments")
        if not text and not blocks and not attachments:
            raise Refused("no_text")
        if len(text) > MOST_CHARACTERS:
            raise Refused("msg_too_long")
        found: Json = {"text": text, **self._metadata(params)}
        if blocks is not None:
            check_blocks(blocks)
            if not self.workspace.charts and any(each["type"] == "data_visualization" for each in blocks):
                raise Refused("invalid_blocks")
            found["blocks"] = with_ids(blocks, self.workspace)
        return {**found, "attachments": attachments} if attachments else found

    def _metadata(self, params: Params) -> Json:
        metadata = parsed(params, "metadata", "invalid_metadata_format")
        if metadata is None:
            return {}
        shaped = isinstance(metadata, dict) and set(metadata) <= {"event_type", "event_payload", "entities"}
        if (
            not shaped
            or not metadata.get("event_type")
            or not isinstance(metadata.get("event_payload"), dict)
        ):
            raise Refused("invalid_metadata_format")
        return {"metadata": metadata}

    def new_message(self, content: Json, place: Json) -> Json:
        by_bot = {"user": self.workspace.bot_user_id, "bot_id": self.workspace.bot_id}
        identity = {"team": self.workspace.team_id, "app_id": self.workspace.app_id}
        return {"type": "message", "ts": self.workspace.new_ts(), **by_bot, **identity, **content, **place}

    def thread(self, channel_id: str, params: Params) -> Json:
        """Where the message goes in a thread, if anywhere; the thread must exist."""
        thread_ts = params.get("thread_ts")
        if not thread_ts:
            return {}
        try:
            parent = self.workspace.message(channel_id, str(thread_ts))
        except Refused:
            raise Refused("thread_not_found") from None
        return {"thread_ts": parent.get("thread_ts", parent["ts"])}

    def _own(self, channel_id: str, params: Params, otherwise: str) -> Json:
        return self.own(channel_id, str(params["ts"]), otherwise)

    def own(self, channel_id: str, ts: str, otherwise: str) -> Json:
        """The bot's message; refuses with `otherwise` when somebody else wrote it."""
        message = self.workspace.message(channel_id, ts)
        if message.get("bot_id") != self.workspace.bot_id:
            raise Refused(otherwise)
        return message


def _broadcast(params: Params) -> Json:
    """An answer in a thread that the conversation shows as well; anything else is as it was."""
    aloud = is_true(params, "reply_broadcast") and params.get("thread_ts")
    return {"subtype": "thread_broadcast"} if aloud else {}

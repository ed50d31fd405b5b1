"""The people's side: who is there, what they do, and what they see."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.simulator.slack.accounts import account, member_of
from adapters.simulator.slack.answers import Acknowledged, Answer
from adapters.simulator.slack.delivery import Delivery
from adapters.simulator.slack.files import Files
from adapters.simulator.slack.forms import CannotDo, FieldsMissing, fill, missing_fields, state_of, typed_into
from adapters.simulator.slack.inspector import Inspector
from adapters.simulator.slack.modals import ERRORS, Modals
from adapters.simulator.slack.payloads import Payloads, action_of, escaped, find_element
from adapters.simulator.slack.responding import Responding
from adapters.simulator.slack.triggers import ResponseUrl
from adapters.simulator.slack.workspace import Json, Refused, Workspace

HOME = "home"
Values = Mapping[str, Mapping[str, Any]]


@dataclass(kw_only=True)
class People:
    """Acts return when the bot has acknowledged or failed to; impossible ones raise `CannotDo`."""

    workspace: Workspace
    payloads: Payloads
    delivery: Delivery
    modals: Modals
    responding: Responding
    inspector: Inspector
    files: Files
    events: frozenset[str]

    def __post_init__(self) -> None:
        bot = account(self.workspace, self.workspace.bot_user_id, "Makegood", "Europe/London", "en-GB")
        self.workspace.users[self.workspace.bot_user_id] = {**bot, "is_bot": True}

    def add_user(self, user_id: str, name: str, tz: str = "Europe/London", locale: str = "en-GB") -> None:
        self.workspace.users[user_id] = account(self.workspace, user_id, name, tz, locale)
        self.workspace.on_change()

    def deactivate(self, user_id: str) -> None:
        """The person has left the company."""
        self.workspace.user(user_id)["deleted"] = True
        self.workspace.on_change()

    def add_channel(self, channel_id: str, name: str, members: Sequence[str]) -> None:
        """Name the bot's user id among the members, or it is not in the channel."""
        self.workspace.channels[channel_id] = {
            "id": channel_id, "name": name, "is_im": False, "members": list(members),
        }  # fmt: skip
        self.workspace.on_change()

    async def say(
        self, user_id: str, text: str, channel: str | None = None, thread_ts: str | None = None
    ) -> str:
        """Post as a person, by default to the bot; returns the message's ts.

        `<@U0BOT>` with a known user id is a mention; everything else is what was typed.
        """
        return await self._post(user_id, channel, self._spoken(user_id, text, thread_ts))

    async def share(
        self,
        user_id: str,
        name: str,
        content: bytes,
        text: str = "",
        channel: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """Post a file as a person, by default to the bot; returns the message's ts."""
        shared = {"subtype": "file_share", "upload": False, "files": [self.files.add(name, content)]}
        return await self._post(user_id, channel, {**self._spoken(user_id, text, thread_ts), **shared})

    async def _post(self, user_id: str, channel: str | None, message: Json) -> str:
        channel_id = channel or self.workspace.dm(user_id)
        member_of(self.workspace, user_id, channel_id)
        if "thread_ts" in message:
            self._visible(user_id, channel_id, message["thread_ts"])
        self.workspace.put_message(channel_id, message)
        if "files" in message:
            self.files.shared(channel_id, message)
        await self._tell_message(channel_id, message)
        return str(message["ts"])

    def _spoken(self, user_id: str, text: str, thread_ts: str | None) -> Json:
        element = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        block_id = f"b{self.workspace.next_number():04d}"
        return {
            "type": "message", "user": user_id, "ts": self.workspace.new_ts(), "text": self._typed(text),
            "client_msg_id": f"00000000-0000-4000-8000-{self.workspace.next_number():012d}",
            "team": self.workspace.team_id,
            "blocks": [{"type": "rich_text", "block_id": block_id, "elements": [element]}],
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }  # fmt: skip

    def _typed(self, text: str) -> str:
        typed = escaped(text)
        for user_id in self.workspace.users:
            typed = typed.replace(f"&lt;@{user_id}&gt;", f"<@{user_id}>")
        return typed

    async def _tell_message(self, channel_id: str, message: Json) -> None:
        place = {"channel": channel_id, "event_ts": message["ts"]}
        await self._message_event({**message, **place})
        mention = f"<@{self.workspace.bot_user_id}>"
        if mention in message["text"] and not self._is_im(channel_id):
            await self.send_event({**message, **place, "type": "app_mention"})

    async def _message_event(self, event: Json) -> None:
        """Only in conversations that the bot is in."""
        channel = self.workspace.channels[event["channel"]]
        kind = "im" if channel["is_im"] else "channel"
        if self.workspace.bot_user_id in channel["members"]:
            name = "message.im" if channel["is_im"] else "message.channels"
            await self._send(name, {**event, "channel_type": kind})

    def _is_im(self, channel_id: str) -> bool:
        return bool(self.workspace.channels[channel_id]["is_im"])

    async def send_event(self, event: Json) -> None:
        """Tell the bot of any event, e.g. {"type": "app_uninstalled"}, if it subscribes to it."""
        await self._send(str(event["type"]), event)

    async def _send(self, name: str, event: Json) -> None:
        if name in self.events:
            await self.delivery.event(self.payloads.event(event))

    async def edit(self, user_id: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        message = self.workspace.message(channel, ts)
        if message["user"] != user_id:
            raise CannotDo("People edit only their own messages.")
        before = copy.deepcopy(message)
        fresh = self._spoken(user_id, text, None)
        changes = {"text": fresh["text"], "blocks": fresh["blocks"]}
        self.workspace.change_message(channel, message, changes, edited_by=user_id)
        await self._message_event(
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": channel,
                "message": copy.deepcopy(message),
                "previous_message": before,
                "ts": fresh["ts"],
                "event_ts": fresh["ts"],
            }
        )

    async def command(self, user_id: str, words: str, channel: str | None = None) -> None:
        """Type a slash command, e.g. "/makegood offer"; an answer in the same breath is shown."""
        channel_id = channel or self.workspace.dm(user_id)
        member_of(self.workspace, user_id, channel_id)
        answer = await self.delivery.command(self.payloads.command(user_id, words, channel_id))
        body = self._acknowledged(user_id, answer)
        if body:
            self._show_answer(user_id, channel_id, body)

    def _show_answer(self, user_id: str, channel_id: str, body: Json) -> None:
        place = ResponseUrl(user_id=user_id, channel_id=channel_id, ts="", issued=0)
        try:
            self.responding.answer(place, body)
        except Refused as refusal:
            self.workspace.add_problem(user_id, refusal.error)

    def _acknowledged(self, user_id: str, answer: Answer) -> Json:
        if isinstance(answer, Acknowledged):
            return answer.body
        self.workspace.add_problem(user_id, "dispatch_failed")
        return {}

    async def press(
        self,
        user_id: str,
        channel: str,
        ts: str,
        action_id: str,
        block_id: str | None = None,
        value: str | Sequence[str] | None = None,
        values: Values | None = None,
    ) -> None:
        """Press a button, or choose in a menu, of a message as it is shown now.

        For a button, `value` only checks what it carries; for a menu it is the value of the option.
        `values` are what is chosen or typed in the message's other fields at that moment.
        """
        member_of(self.workspace, user_id, channel)
        message = self._visible(user_id, channel, ts)
        blocks = message.get("blocks", [])
        surface = {"blocks": blocks, "state": {"values": state_of(blocks)}}
        action = self._act(surface, action_id, block_id, value, values)
        payload = self.payloads.block_action(user_id, message, channel, action, surface["state"])
        self._acknowledged(user_id, await self.delivery.interactive(payload))

    def _act(
        self,
        surface: Json,
        action_id: str,
        block_id: str | None,
        value: str | Sequence[str] | None,
        values: Values | None,
    ) -> Json:
        """Fill in, then act on one element; what was done, with the surface's state brought up to date."""
        fill(surface, values or {})
        found, element = find_element(surface["blocks"], action_id, block_id)
        if value is not None and action_id in surface["state"]["values"].get(found, {}):
            fill(surface, {found: {action_id: value}})
        return action_of(found, element, value, self.payloads.action_ts())

    def _visible(self, user_id: str, channel: str, ts: str) -> Json:
        for message in self.workspace.ephemerals.get(user_id, []):
            if message["ts"] == ts:
                return message
        try:
            return self.workspace.message(channel, ts)
        except Refused:
            raise CannotDo("That message is not there (any more).") from None

    async def press_in_view(
        self,
        user_id: str,
        view_id: str,
        action_id: str,
        value: str | Sequence[str] | None = None,
        values: Values | None = None,
    ) -> None:
        """Press or choose in the visible modal, or in the home page (`view_id` "home").

        `values` are what is typed into the view's other fields at that moment.
        """
        view = self._home(user_id) if view_id == HOME else self.modals.top(user_id, view_id)
        action = self._act(view, action_id, None, value, values)
        payload = self.payloads.view_action(user_id, _sent(view), action)
        self._acknowledged(user_id, await self.delivery.interactive(payload))

    def _home(self, user_id: str) -> Json:
        if user_id not in self.workspace.homes:
            raise CannotDo("The home page is empty.")
        return self.workspace.homes[user_id]

    async def shortcut(self, user_id: str, callback_id: str) -> None:
        """Choose a global shortcut of the app."""
        payload = self.payloads.shortcut(user_id, callback_id)
        self._acknowledged(user_id, await self.delivery.interactive(payload))

    async def message_shortcut(self, user_id: str, callback_id: str, channel: str, ts: str) -> None:
        """Choose a shortcut from a message's menu."""
        member_of(self.workspace, user_id, channel)
        message = self._visible(user_id, channel, ts)
        payload = self.payloads.message_shortcut(user_id, callback_id, channel, message)
        self._acknowledged(user_id, await self.delivery.interactive(payload))

    async def open_home(self, user_id: str, tab: str = HOME) -> None:
        """Look at the app's home page ("messages" for the tab beside it)."""
        event = {"type": "app_home_opened", "user": user_id, "channel": self.workspace.dm(user_id)}
        home = self.workspace.homes.get(user_id)
        seen = {"view": copy.deepcopy(home)} if home and tab == HOME else {}
        await self.send_event({**event, "tab": tab, **seen, "event_ts": self.payloads.action_ts()})

    async def submit(self, user_id: str, view_id: str, values: Values) -> Json | None:
        """Fill in and submit the visible modal; returns the bot's answer, {} when the modal closed.

        `values` is {block_id: {action_id: text, option value(s), or Slack's own object}}. None: the bot
        did not answer, or with something Slack refuses; the person sees a problem.
        """
        view = self.modals.top(user_id, view_id)
        fill(view, values)
        if missing := missing_fields(view):
            raise FieldsMissing(missing)
        view.pop(ERRORS, None)
        answer = await self.delivery.interactive(self.payloads.submission(user_id, _sent(view)))
        return self.modals.answered(user_id, view, answer)

    async def type_in(self, user_id: str, view_id: str, values: Values) -> None:
        """Put something into fields of the visible modal, as `submit` takes it, without submitting."""
        view = self.modals.top(user_id, view_id)
        for told in typed_into(view, values):
            told["action_ts"] = self.payloads.action_ts()
            payload = self.payloads.view_action(user_id, _sent(view), told)
            self._acknowledged(user_id, await self.delivery.interactive(payload))

    async def close_view(self, user_id: str, view_id: str) -> None:
        """Press the visible modal's close button; the bot hears of it if it asked to."""
        for gone in (closed := self.modals.closed(user_id, self.modals.top(user_id, view_id))):
            if gone["notify_on_close"]:
                payload = self.payloads.closed(user_id, _sent(gone), cleared=len(closed) > 1)
                await self.delivery.interactive(payload)

    def dm(self, user_id: str) -> str:
        """The id of the person's conversation with the bot."""
        return self.workspace.dm(user_id)

    def messages(self, channel: str) -> list[Json]:
        """As shown now, in Slack's own shape, oldest first."""
        return copy.deepcopy(self.workspace.said.get(channel, []))

    def ephemerals(self, user_id: str) -> list[Json]:
        """Messages that only this person sees, oldest first, each with its "channel"."""
        return copy.deepcopy(self.workspace.ephemerals.get(user_id, []))

    def home(self, user_id: str) -> Json | None:
        return copy.deepcopy(self.workspace.homes.get(user_id))

    def views(self, user_id: str) -> list[Json]:
        """Open modals, the visible one last; "errors" holds what is shown under fields."""
        return copy.deepcopy(self.workspace.open_views(user_id))

    def problems(self, user_id: str) -> list[str]:
        """Errors that Slack showed to the person, oldest first."""
        return list(self.workspace.problems.get(user_id, []))

    def everything_ever_shown(self, user_id: str) -> list[str]:
        """Every text this person could read: messages, edits, modals, the home page, also those gone."""
        return list(self.workspace.shown.get(user_id, []))

    def people(self) -> list[Json]:
        """Everybody but the bot, as users.info shows them."""
        return [copy.deepcopy(user) for user in self.workspace.users.values() if not user["is_bot"]]

    def channels(self) -> list[Json]:
        """Every conversation: id, name, is_im, members, and for direct messages the user."""
        return copy.deepcopy(list(self.workspace.channels.values()))

    def file(self, file_id: str) -> bytes:
        """The bytes of a file in some message."""
        return self.files.content(file_id)

    def history_raw(self) -> list[Json]:
        """The latest 500 exchanges: at, direction ("to_bot", "from_bot"), what, sent, answer; no tokens."""
        return self.inspector.exchanges()

    def snapshot(self) -> Json:
        """Everything that outlives a restart, JSON-able."""
        return self.workspace.snapshot()

    def restore(self, snapshot: Json) -> None:
        self.workspace.restore(snapshot)


def _sent(view: Json) -> Json:
    """The view as the bot is told of it."""
    return {key: value for key, value in view.items() if key != ERRORS}

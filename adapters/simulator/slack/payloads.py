"""The shapes in which Slack tells an app what people did."""

import copy
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.simulator.slack.forms import CannotDo, filled
from adapters.simulator.slack.triggers import Permissions
from adapters.simulator.slack.workspace import Json, Workspace, elements_of

DOMAIN = "makegood-stand-in"
VERIFICATION = "stand-in"  # Slack's old verification token; apps check the signature instead


@dataclass(kw_only=True)
class Payloads:
    workspace: Workspace
    permissions: Permissions
    base_url: Callable[[], str]

    def event(self, event: Json) -> Json:
        place = self.workspace
        authorization = {
            "enterprise_id": None, "team_id": place.team_id, "user_id": place.bot_user_id,
            "is_bot": True, "is_enterprise_install": False,
        }  # fmt: skip
        return {
            "token": VERIFICATION, "team_id": place.team_id, "context_team_id": place.team_id,
            "context_enterprise_id": None, "api_app_id": place.app_id, "event": copy.deepcopy(event),
            "type": "event_callback", "event_id": place.new_id("Ev"),
            "event_time": int(place.now().timestamp()), "authorizations": [authorization],
            "is_ext_shared_channel": False, "event_context": f"4-{place.next_number()}",
        }  # fmt: skip

    def block_action(self, user_id: str, message: Json, channel_id: str, action: Json, state: Json) -> Json:
        """A press on a message, perhaps one that only this person sees; `state` as in a view."""
        ephemeral = message.get("is_ephemeral", False)
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel_id}
        threaded = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
        seen = {} if ephemeral else {"message": copy.deepcopy(message)}
        return {
            **self._by(user_id, "block_actions"),
            "container": {**container, **threaded, "is_ephemeral": ephemeral},
            "trigger_id": self.permissions.new_trigger(user_id),
            "channel": self._channel(channel_id), **seen, "state": state,
            "response_url": self.response_url(user_id, channel_id, message["ts"]), "actions": [action],
        }  # fmt: skip

    def view_action(self, user_id: str, view: Json, action: Json) -> Json:
        return {
            **self._by(user_id, "block_actions"),
            "container": {"type": "view", "view_id": view["id"]},
            "trigger_id": self.permissions.new_trigger(
                user_id, view["id"] if view["type"] == "modal" else ""
            ),
            "view": copy.deepcopy(view),
            "actions": [action],
        }

    def submission(self, user_id: str, view: Json) -> Json:
        trigger = self.permissions.new_trigger(user_id, view["id"])
        common = self._by(user_id, "view_submission")
        return {**common, "trigger_id": trigger, "view": copy.deepcopy(view), "response_urls": []}

    def closed(self, user_id: str, view: Json, *, cleared: bool) -> Json:
        """Slack leaves out what was typed: whoever wants to keep it must listen while it is typed."""
        gone = {**copy.deepcopy(view), "state": {"values": {}}}
        return {**self._by(user_id, "view_closed"), "view": gone, "is_cleared": cleared}

    def shortcut(self, user_id: str, callback_id: str) -> Json:
        common = self._by(user_id, "shortcut")
        trigger = self.permissions.new_trigger(user_id)
        return {**common, "callback_id": callback_id, "trigger_id": trigger, "action_ts": self.action_ts()}

    def message_shortcut(self, user_id: str, callback_id: str, channel_id: str, message: Json) -> Json:
        return {
            **self._by(user_id, "message_action"),
            "callback_id": callback_id, "trigger_id": self.permissions.new_trigger(user_id),
            "action_ts": self.action_ts(), "message_ts": message["ts"], "message": copy.deepcopy(message),
            "channel": self._channel(channel_id),
            "response_url": self.response_url(user_id, channel_id, message["ts"]),
        }  # fmt: skip

    def command(self, user_id: str, words: str, channel_id: str) -> Json:
        """`words` as typed: "/makegood offer"."""
        command, _, text = words.strip().partition(" ")
        return {
            "token": VERIFICATION, "team_id": self.workspace.team_id, "team_domain": DOMAIN,
            "channel_id": channel_id, "channel_name": self.workspace.channels[channel_id]["name"],
            "user_id": user_id, "user_name": self.workspace.user(user_id)["name"], "command": command,
            "text": escaped(text.strip()), "api_app_id": self.workspace.app_id,
            "is_enterprise_install": "false", "response_url": self.response_url(user_id, channel_id, ""),
            "trigger_id": self.permissions.new_trigger(user_id),
        }  # fmt: skip

    def response_url(self, user_id: str, channel_id: str, ts: str) -> str:
        return f"{self.base_url()}/response/{self.permissions.new_response(user_id, channel_id, ts)}"

    def action_ts(self) -> str:
        return self.workspace.new_ts()

    def _by(self, user_id: str, kind: str) -> Json:
        name = self.workspace.user(user_id)["name"]
        user = {"id": user_id, "username": name, "name": name, "team_id": self.workspace.team_id}
        return {
            "type": kind, "user": user, "api_app_id": self.workspace.app_id, "token": VERIFICATION,
            "team": {"id": self.workspace.team_id, "domain": DOMAIN}, "enterprise": None,
            "is_enterprise_install": False,
        }  # fmt: skip

    def _channel(self, channel_id: str) -> Json:
        return {"id": channel_id, "name": self.workspace.channels[channel_id]["name"]}


def escaped(text: str) -> str:
    """As Slack sends what people type: only these three characters."""
    return html.escape(text, quote=False)


def find_element(blocks: list[Json], action_id: str, block_id: str | None) -> tuple[str, Json]:
    """(block id, element) as shown now; complains when it is not there."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
                return block["block_id"], element
    shown = [e.get("action_id") for block in blocks for e in elements_of(block)]
    raise CannotDo(f"There is no {action_id!r} to press here; shown are {shown}.")


def action_of(block_id: str, element: Json, value: Any, action_ts: str) -> Json:  # noqa: ANN401
    """What was done to one element; `value` is an option's value, or checks what a button carries."""
    common = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    return {**common, **_acted(element, value), "action_ts": action_ts}


def _acted(element: Json, value: Any) -> Json:  # noqa: ANN401
    if element["type"] == "button":
        if value is not None and element.get("value") != value:
            raise CannotDo(f"{element['action_id']} carries {element.get('value')!r}, not {value!r}.")
        return {k: element[k] for k in ("text", "value", "style") if k in element}
    if value is None:
        raise CannotDo(f"Say what to choose in {element['action_id']}.")
    return filled(element, value)

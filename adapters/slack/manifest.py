"""What Slack is asked to let the app do: its manifest, and why each scope is in it.

Scopes are those of the methods and events below, and no more; a test holds them to what the code calls.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from adapters.slack.paths import EVENTS_PATH, REDIRECT_PATH

Json = dict[str, Any]

HISTORY = ("im:history", "channels:history", "groups:history")

METHODS: Mapping[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # with the app's own token
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": HISTORY,
    "conversations.open": ("im:write",),
    "conversations.replies": HISTORY,
    "dnd.teamInfo": ("dnd:read",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
}
"""The Web API methods that are called, with the scopes each needs."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "tokens_revoked": (),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
}
"""The events that are listened to, with the scopes each needs."""

COMMANDS = "commands"  # for the slash command and the shortcuts

NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="


def scopes() -> tuple[str, ...]:
    """Every scope that the app needs, in order."""
    needed = [scope for table in (METHODS, EVENTS) for found in table.values() for scope in found]
    return tuple(sorted({COMMANDS, *needed}))


@cache
def _packaged() -> str:
    return Path(__file__).with_name("manifest.json").read_text("utf-8")


def manifest(public_url: str = "", *, many: bool = False) -> Json:
    """The app's manifest. Without an address: Socket Mode.

    `many`: for the workspaces of many employers, who add the app by themselves; needs the address.
    """
    made: Json = json.loads(_packaged())
    if public_url:
        _over_http(made, public_url.rstrip("/"))
    if many:
        made["oauth_config"]["redirect_urls"] = [public_url.rstrip("/") + REDIRECT_PATH]
        made["settings"]["token_rotation_enabled"] = True
    return made


def _over_http(made: Json, address: str) -> None:
    door = address + EVENTS_PATH
    made["settings"]["socket_mode_enabled"] = False
    made["settings"]["event_subscriptions"]["request_url"] = door
    made["settings"]["interactivity"]["request_url"] = door
    for command in made["features"]["slash_commands"]:
        command["url"] = door


def install_link(made: Json) -> str:
    """Opens Slack's page for a new app with this manifest filled in."""
    return NEW_APP + quote(json.dumps(made, ensure_ascii=False, separators=(",", ":")), safe="")

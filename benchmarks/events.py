"""What people do, as Slack and Telegram would deliver it: the same acts for everybody who receives."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from bot.chat.action import Action, encode

SECRET = "simulated-signing-secret"
HOOK_SECRET = "secret"
TEAM = "T0LEEDS"
PlatformName = Literal["Slack", "Telegram"]


@dataclass(frozen=True, kw_only=True)
class Says:
    words: str


@dataclass(frozen=True, kw_only=True)
class Commands:
    name: str


@dataclass(frozen=True, kw_only=True)
class Presses:
    """A button of the conversation that stands."""

    verb: str
    option: str = ""


Act = Says | Commands | Presses
OFFER = Says(words="I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
NEED = Says(words="we need someone to sort out our accounts before Easter, LS9")
BEGINNING: Mapping[PlatformName, Act] = {"Slack": OFFER, "Telegram": NEED}
"""Said before the clock runs, so that there is a conversation whose buttons can be pressed."""
ACTS: Mapping[PlatformName, tuple[Act, ...]] = {
    "Slack": (
        Presses(verb="c.set", option="leave=own"),
        Presses(verb="c.back"),
        Says(words="none"),
        Presses(verb="c.cancel"),
        Commands(name="help"),
        OFFER,
        Says(words="my own time"),
        Says(words="cancel"),
    ),
    "Telegram": (
        Presses(verb="c.set", option="hours=4"),
        Presses(verb="c.back"),
        Says(words="6 hours"),
        Presses(verb="c.cancel"),
        Commands(name="help"),
        NEED,
        Says(words="6 hours"),
        Says(words="cancel"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One delivery, ready to be sent."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The conversation that a press is about; a listener that stores nothing has none, and needs none."""

    id: str = "0000000000"
    revision: int = 1


def account(platform: PlatformName, person: int) -> str:
    return f"U{person:04d}" if platform == "Slack" else str(7000 + person)


class Deliveries:
    """Makes deliveries; each has a number of its own, so that none is a repeat of another."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def request(self, platform: PlatformName, person: int, act: Act, standing: Standing) -> Request:
        number = next(self._numbers)
        if platform == "Slack":
            return _slack(number, account(platform, person), act, standing)
        update = {"update_id": 800_000_000 + number} | _update(number, 7000 + person, act, standing)
        headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": HOOK_SECRET}
        return Request(body=json.dumps(update).encode(), headers=headers)


def _payload(press: Presses, standing: Standing) -> str:
    action = Action(verb=press.verb, subject=standing.id, revision=standing.revision, option=press.option)
    return encode(action)


def _slack(number: int, user: str, act: Act, standing: Standing) -> Request:
    match act:
        case Says(words=words):
            return _signed(json.dumps(_said(number, user, words)).encode(), "application/json")
        case Commands(name=name):
            form = _command(number, user, name)
        case Presses():
            form = {"payload": json.dumps(_pressed(number, user, _payload(act, standing)))}
    return _signed(urlencode(form).encode(), "application/x-www-form-urlencoded")


def _said(number: int, user: str, words: str) -> dict[str, Any]:
    at = f"{time.time():.6f}"
    event = {
        "type": "message",
        "channel": f"D{user[1:]}",
        "channel_type": "im",
        "user": user,
        "text": words,
        "ts": at,
        "event_ts": at,
        "team": TEAM,
    }
    return {
        "token": "x",
        "team_id": TEAM,
        "api_app_id": "A0MAKEGOOD",
        "type": "event_callback",
        "event_id": f"Ev{number:09d}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        "event": event,
    }


def _command(number: int, user: str, name: str) -> dict[str, str]:
    return {
        "token": "x",
        "team_id": TEAM,
        "team_domain": "leeds",
        "channel_id": f"D{user[1:]}",
        "channel_name": "directmessage",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/makegood",
        "text": name,
        "api_app_id": "A0MAKEGOOD",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.invalid/commands/1",
        "trigger_id": f"1.{number}",
    }


def _pressed(number: int, user: str, value: str) -> dict[str, Any]:
    at, channel = f"{time.time():.6f}", f"D{user[1:]}"
    text = {"type": "plain_text", "text": "A button"}
    button = {"type": "button", "action_id": "a:1", "block_id": "b", "text": text, "value": value}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": "A0MAKEGOOD",
        "token": "x",
        "team": {"id": TEAM, "domain": "leeds"},
        "container": {"type": "message", "message_ts": at, "channel_id": channel, "is_ephemeral": False},
        "channel": {"id": channel, "name": "directmessage"},
        "message": {"type": "message", "ts": at, "bot_id": "B0BOT", "text": "A card"},
        "trigger_id": f"2.{number}",
        "actions": [{**button, "action_ts": at}],
    }


def _signed(body: bytes, kind: str) -> Request:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    signature = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
    return Request(body=body, headers={"content-type": kind} | signature)


def _update(number: int, user_id: int, act: Act, standing: Standing) -> dict[str, Any]:
    user = {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}", "language_code": "en"}
    chat = {"id": user_id, "type": "private", "first_name": user["first_name"]}
    message = {"message_id": number, "from": user, "chat": chat, "date": int(time.time())}
    match act:
        case Says(words=words):
            return {"message": {**message, "text": words}}
        case Commands(name=name):
            entity = {"type": "bot_command", "offset": 0, "length": len(name) + 1}
            return {"message": {**message, "text": f"/{name}", "entities": [entity]}}
        case Presses():
            bot = {"id": 100200300, "is_bot": True, "first_name": "Makegood", "username": "MakegoodBot"}
            card = {**message, "from": bot, "text": "A card"}
            data = _payload(act, standing)
            query = {"id": str(number), "from": user, "chat_instance": "1", "message": card, "data": data}
            return {"callback_query": query}

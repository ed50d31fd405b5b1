"""The same things said by the same people, as Slack and as Telegram would deliver them."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

SECRET = "simulated-signing-secret"
WORDS = (
    "help",
    "I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote",
    "my own time",
    "cancel",
    "mine",
    "we need someone to sort out our accounts before Easter, LS9",
    "cancel",
)
PEOPLE = 40


def said() -> Iterator[tuple[int, str]]:
    """(person, words): everybody says everything, taking turns, so that conversations go forward."""
    for words in itertools.cycle(WORDS):
        for person in range(PEOPLE):
            yield person, words


def slack_event(number: int, person: int, words: str) -> tuple[bytes, dict[str, str]]:
    """A signed event callback: its body and its headers."""
    at = f"{time.time():.6f}"
    event = {
        "type": "message",
        "channel": f"D{person:04d}",
        "channel_type": "im",
        "user": f"U{person:04d}",
        "text": words,
        "ts": at,
        "event_ts": at,
        "team": "T0LEEDS",
    }
    body = json.dumps(
        {
            "token": "x",
            "team_id": "T0LEEDS",
            "api_app_id": "A0MAKEGOOD",
            "type": "event_callback",
            "event_id": f"Ev{number:09d}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": "T0LEEDS", "user_id": "U0BOT", "is_bot": True}],
            "event": event,
        }
    ).encode()
    return body, signed(body)


def signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }


def telegram_update(number: int, person: int, words: str) -> dict[str, Any]:
    user = {"id": 7000 + person, "is_bot": False, "first_name": f"Person {person}", "language_code": "en"}
    chat = {"id": 7000 + person, "type": "private", "first_name": user["first_name"]}
    message = {"message_id": number, "from": user, "chat": chat, "date": int(time.time()), "text": words}
    return {"update_id": 800_000_000 + number, "message": message}

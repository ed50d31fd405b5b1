"""The stand-in's state as JSON, so that a page or a test can put it back later."""

import time
from base64 import b64decode, b64encode
from dataclasses import asdict, fields
from typing import Any

from adapters.simulator.telegram.callbacks import CallbackAnswer, Callbacks, Press
from adapters.simulator.telegram.delivery import Delivery, checked_webhook
from adapters.simulator.telegram.refusals import Json
from adapters.simulator.telegram.settings import Settings
from adapters.simulator.telegram.world import Chat, Person, StoredFile, World

VERSION = 1
CHAT_MAPS = ("members", "messages", "reactions", "topics")
QUEUE = ("next_id", "waiting", "again", "allowed")
PRESS = ("query_id", "user_id", "chat_id", "message_id", "data")


def taken(world: World, delivery: Delivery, callbacks: Callbacks, settings: Settings) -> Json:
    """Everything but planned faults and the history; JSON-able."""
    return {
        "version": VERSION,
        "people": [asdict(person) for person in world.people.values()],
        "chats": [asdict(chat) for chat in world.chats.values()],
        "files": [_file(stored) for stored in world.files.values()],
        "queue": {name: getattr(delivery, name) for name in QUEUE},
        "webhook": asdict(delivery.webhook) if delivery.webhook else None,
        "presses": [_press(pressed) for pressed in callbacks.presses.values()],
        "commands": [[*key, commands] for key, commands in settings.commands.items()],
        "descriptions": settings.descriptions,
        "menu_buttons": list(settings.menu_buttons.items()),
    }


def put_back(state: Json, world: World, delivery: Delivery, callbacks: Callbacks, settings: Settings) -> None:
    """Replace all state by a snapshot's; buttons pressed before it are too old to answer."""
    world.people = {person["user"]["id"]: Person(**person) for person in state["people"]}
    world.chats = {chat["chat"]["id"]: _chat(chat) for chat in state["chats"]}
    files = [StoredFile(**stored | {"content": b64decode(stored["content"])}) for stored in state["files"]]
    world.files = {stored.file_id: stored for stored in files}
    presses = [_old_press(pressed, callbacks.patience) for pressed in state["presses"]]
    callbacks.presses = {pressed.query_id: pressed for pressed in presses}
    callbacks.answers = [pressed.answer for pressed in presses if pressed.answer]
    settings.commands = {(scope, language): commands for scope, language, commands in state["commands"]}
    settings.descriptions = dict(state["descriptions"])
    settings.menu_buttons = {int(user_id): button for user_id, button in state["menu_buttons"]}
    _put_back_queue(state, delivery)


def _put_back_queue(state: Json, delivery: Delivery) -> None:
    for name in QUEUE:
        setattr(delivery, name, state["queue"][name])
    if state["webhook"] is None:
        delivery.delete_webhook()
    else:
        delivery.set_webhook(checked_webhook(**state["webhook"]))


def _chat(state: Json) -> Chat:
    whole: dict[str, Any] = {
        name: {int(key): value for key, value in state[name].items()} if name in CHAT_MAPS else state[name]
        for name in (chat_field.name for chat_field in fields(Chat))
    }
    return Chat(**whole)


def _file(stored: StoredFile) -> Json:
    return asdict(stored) | {"content": b64encode(stored.content).decode()}


def _press(pressed: Press) -> Json:
    answer = asdict(pressed.answer) if pressed.answer else None
    return {name: getattr(pressed, name) for name in PRESS} | {"answer": answer}


def _old_press(state: Json, patience: float) -> Press:
    pressed = Press(
        **{name: state[name] for name in PRESS},
        pressed_at=time.monotonic() - patience - 1,
        patience=patience,
    )
    if state["answer"]:
        pressed.settle(CallbackAnswer(**state["answer"]))
    return pressed

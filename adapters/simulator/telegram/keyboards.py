"""What Telegram accepts below a message."""

import json
import re

from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.refusals import Json, bad

BUTTONS_LIMIT = 100
REPLY_BUTTONS_LIMIT = 300
MARKUP_BYTES_LIMIT = 10_000
"""Of the keyboard as JSON; github.com/tginfo/Telegram-Limits/issues/187."""
DATA_BYTES_LIMIT = 64
ACTIONS = ("callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat")
UNSUPPORTED = ("web_app", "login_url", "callback_game", "pay", "switch_inline_query_chosen_chat")
WEB_ADDRESS = re.compile(r"(?i)https?://[^\s/?#.]+(?:\.[^\s/?#.]+)+(?::\d+)?(?:[/?#]\S*)?|tg://\S+")


def reply_markup(params: Params) -> Json | None:
    """The keyboard of a call: an inline one, a reply keyboard, its removal, or a forced reply."""
    markup = params.parsed("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": _inline(markup["inline_keyboard"])}
    if "keyboard" in markup:
        return markup | {"keyboard": _reply(markup["keyboard"])}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad("can't parse reply keyboard markup JSON object")


def inline_markup(params: Params) -> Json | None:
    """The keyboard of an edit, which can only be an inline one; None when it has no buttons."""
    markup = reply_markup(params)
    if markup is None:
        return None
    if "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return markup if markup["inline_keyboard"] else None


def _rows(rows: object, name: str) -> list[list[object]]:
    if not isinstance(rows, list):
        raise bad(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{name}" must be an Array of Arrays')
    return [row for row in rows if row]


def _inline(rows: object) -> list[list[Json]]:
    checked = [[_inline_button(button) for button in row] for row in _rows(rows, "inline_keyboard")]
    if sum(map(len, checked)) > BUTTONS_LIMIT or len(json.dumps(checked).encode()) > MARKUP_BYTES_LIMIT:
        raise bad("reply markup is too long")
    return checked


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse InlineKeyboardButton: InlineKeyboardButton must be an Object")
    _text(button, "InlineKeyboardButton")
    for name in UNSUPPORTED:
        if name in button:
            raise bad(f"this stand-in has no {name} buttons")
    actions = [name for name in ACTIONS if button.get(name) not in (None, "")]
    if not actions:
        raise bad("can't parse InlineKeyboardButton: Text buttons are not allowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse InlineKeyboardButton: exactly one of the optional fields must be used")
    _check_action(button, actions[0])
    return {name: button[name] for name in ("text", actions[0])}


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "copy_text":
        if not isinstance(value, dict) or not 1 <= len(str(value.get("text", ""))) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        return
    if not isinstance(value, str):
        raise bad(f'can\'t parse InlineKeyboardButton: Field "{action}" must be of type String')
    if action == "callback_data" and len(value.encode()) > DATA_BYTES_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if action == "url" and not WEB_ADDRESS.fullmatch(value):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def _text(button: Json, kind: str) -> None:
    if "text" not in button:
        raise bad(f"can't parse {kind}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad(f'can\'t parse {kind}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad(f"can't parse {kind}: button text must be non-empty")


def _reply(rows: object) -> list[list[Json]]:
    checked = [[_reply_button(button) for button in row] for row in _rows(rows, "keyboard")]
    if not checked:
        raise bad("can't parse reply keyboard markup: keyboard must be non-empty")
    if sum(map(len, checked)) > REPLY_BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    return checked


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("can't parse KeyboardButton: KeyboardButton must be an Object")
    _text(button, "KeyboardButton")
    return button

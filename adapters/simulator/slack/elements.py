"""Block Kit's texts, options and interactive elements, with their limits.

Figures: docs.slack.dev/reference/block-kit, and the constants of slack_sdk.models.blocks (3.47).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.simulator.slack.schema import (
    Checker,
    all_of,
    anything,
    array,
    boolean,
    by_type,
    complaint,
    integer,
    matching,
    one_of,
    shape,
    string,
)

ACTION_ID = string(most=255)
DATE = matching(r"\d{4}-\d{2}-\d{2}")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d")
URL = string(most=3000)


def plain(most: int, least: int = 1) -> Checker:
    return by_type({"plain_text": _plain_shape(most, least)})


def any_text(most: int, least: int = 1) -> Checker:
    mrkdwn = shape({"type": anything, "text": string(most=most, least=least)}, {"verbatim": boolean})
    return by_type({"plain_text": _plain_shape(most, least), "mrkdwn": mrkdwn})


def _plain_shape(most: int, least: int) -> Checker:
    return shape({"type": anything, "text": string(most=most, least=least)}, {"emoji": boolean})


CONFIRM = shape(
    {},
    {
        "title": plain(100),
        "text": any_text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
)


def option(text: Checker) -> Checker:
    return shape({"text": text, "value": string(most=150)}, {"description": any_text(75), "url": URL})


MENU_OPTION = option(plain(75))
MARKED_OPTION = option(any_text(75))
GROUP = shape({"label": plain(75), "options": array(MENU_OPTION, most=100)})


def element(required: Mapping[str, Checker], optional: Mapping[str, Checker]) -> Checker:
    common = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
    return shape({"type": anything, **required}, {**common, **optional})


def choices_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The options of a menu, its groups flattened."""
    groups = value.get("option_groups") or []
    flat = [chosen for group in groups for chosen in group.get("options", [])]
    return list(value.get("options") or []) + flat


def _options_once(value: dict[str, Any], pointer: str) -> Iterator[str]:
    if ("options" in value) == ("option_groups" in value):
        yield complaint("must provide exactly one of options or option_groups", pointer)


def _distinct_values(value: dict[str, Any], pointer: str) -> Iterator[str]:
    values = [str(c.get("value")) for c in choices_of(value) if isinstance(c, dict)]
    if len(values) != len(set(values)):
        yield complaint("duplicate value found in options", pointer)


def _initial_among_options(value: dict[str, Any], pointer: str) -> Iterator[str]:
    first = value.get("initial_options") or []
    wanted = [*first, value["initial_option"]] if "initial_option" in value else first
    known = choices_of(value)
    if any(chosen not in known for chosen in wanted):
        yield complaint("initial option must match one of the options exactly", pointer)


def _menu(multi: bool) -> Checker:
    initial: dict[str, Checker] = (
        {"initial_options": array(MENU_OPTION, most=100), "max_selected_items": integer(least=1, most=100)}
        if multi
        else {"initial_option": MENU_OPTION}
    )
    lists = {"options": array(MENU_OPTION, most=100), "option_groups": array(GROUP, most=100)}
    menu = element({}, {"placeholder": plain(150), **lists, **initial})
    return all_of(menu, _options_once, _distinct_values, _initial_among_options)


def _listed(most: int, initial: Mapping[str, Checker]) -> Checker:
    listed = element({"options": array(MARKED_OPTION, most=most)}, initial)
    return all_of(listed, _distinct_values, _initial_among_options)


WHILE_TYPING = "on_character_entered"
TELLS = shape({}, {"trigger_actions_on": array(one_of(WHILE_TYPING, "on_enter_pressed"), most=2)})


def _entry(optional: Mapping[str, Checker]) -> Checker:
    common = {"placeholder": plain(150), "dispatch_action_config": TELLS}
    return element({}, {**common, **optional})


BUTTON = element(
    {"text": plain(75)},
    {
        "url": URL,
        "value": string(most=2000, least=0),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(most=75),
    },
)
IMAGE = shape({"type": anything, "alt_text": string(most=2000)}, {"image_url": URL, "slack_file": anything})
TEXT_ENTRY = _entry(
    {
        "initial_value": string(most=3000, least=0),
        "multiline": boolean,
        "min_length": integer(least=0, most=3000),
        "max_length": integer(least=1, most=3000),
    }
)
NUMBER_ENTRY = element(
    {"is_decimal_allowed": boolean},
    {
        "placeholder": plain(150),
        "dispatch_action_config": TELLS,
        "initial_value": string(most=3000),
        "min_value": string(most=3000),
        "max_value": string(most=3000),
    },
)

MENUS: dict[str, Checker] = {
    "static_select": _menu(multi=False),
    "users_select": element({}, {"placeholder": plain(150), "initial_user": string(most=255)}),
    "channels_select": element({}, {"placeholder": plain(150), "initial_channel": string(most=255)}),
    "conversations_select": element(
        {},
        {
            "placeholder": plain(150),
            "initial_conversation": string(most=255),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": anything,
        },
    ),
    "multi_static_select": _menu(multi=True),
    "multi_users_select": element(
        {},
        {
            "placeholder": plain(150),
            "initial_users": array(string(most=255), most=100),
            "max_selected_items": integer(least=1, most=100),
        },
    ),
}
PICKERS: dict[str, Checker] = {
    "datepicker": element({}, {"placeholder": plain(150), "initial_date": DATE}),
    "timepicker": element(
        {}, {"placeholder": plain(150), "initial_time": TIME, "timezone": string(most=255)}
    ),
    "datetimepicker": element({}, {"initial_date_time": integer(least=0, most=9_999_999_999)}),
    "checkboxes": _listed(10, {"initial_options": array(MARKED_OPTION, most=10)}),
    "radio_buttons": _listed(10, {"initial_option": MARKED_OPTION}),
}
PRESSED: dict[str, Checker] = {
    "button": BUTTON,
    "overflow": _listed(5, {}),
}
ENTRIES: dict[str, Checker] = {
    "plain_text_input": TEXT_ENTRY,
    "number_input": NUMBER_ENTRY,
    "email_text_input": _entry({"initial_value": string(most=3000)}),
    "url_text_input": _entry({"initial_value": string(most=3000)}),
    "file_input": element(
        {}, {"filetypes": array(string(most=255), most=100), "max_files": integer(least=1, most=10)}
    ),
}

IN_ACTIONS = by_type({**PRESSED, **MENUS, **PICKERS})
AS_ACCESSORY = by_type({**PRESSED, **MENUS, **PICKERS, "image": IMAGE})
AS_INPUT = by_type({**ENTRIES, **MENUS, **PICKERS})

"""What a person fills in: the values of inputs, as Slack's view state has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from adapters.simulator.slack.elements import WHILE_TYPING, choices_of
from adapters.simulator.slack.workspace import Json, elements_of


class CannotDo(Exception):
    """A person cannot do this in Slack: the button is not there, the field is required, and so on."""


class FieldsMissing(CannotDo):
    """Slack does not submit the form: these required fields, by block id, are still empty."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"Slack asks to fill in {', '.join(fields)} first.")
        self.fields = tuple(fields)


def _same(key: str, initial: str) -> Callable[[Json], Json]:
    return lambda element: {key: element.get(initial)}


FIRST: dict[str, Callable[[Json], Json]] = {
    "plain_text_input": _same("value", "initial_value"),
    "number_input": _same("value", "initial_value"),
    "email_text_input": _same("value", "initial_value"),
    "url_text_input": _same("value", "initial_value"),
    "static_select": _same("selected_option", "initial_option"),
    "radio_buttons": _same("selected_option", "initial_option"),
    "checkboxes": lambda element: {"selected_options": element.get("initial_options", [])},
    "multi_static_select": lambda element: {"selected_options": element.get("initial_options", [])},
    "datepicker": _same("selected_date", "initial_date"),
    "timepicker": _same("selected_time", "initial_time"),
    "datetimepicker": _same("selected_date_time", "initial_date_time"),
    "users_select": _same("selected_user", "initial_user"),
    "multi_users_select": lambda element: {"selected_users": element.get("initial_users", [])},
    "channels_select": _same("selected_channel", "initial_channel"),
    "conversations_select": _same("selected_conversation", "initial_conversation"),
    "file_input": lambda element: {"files": []},
}
STATELESS = {"overflow": "selected_option"}


def state_of(blocks: list[Json]) -> Json:
    """{block_id: {action_id: value}} before anybody has typed."""
    state: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in FIRST:
                first = {"type": element["type"], **FIRST[element["type"]](element)}
                state.setdefault(block["block_id"], {})[element["action_id"]] = first
    return state


def fill(view: Json, values: Mapping[str, Mapping[str, Any]]) -> None:
    """Type the values into the open view; each must belong to a field that is there."""
    for block_id, entries in values.items():
        for action_id, given in entries.items():
            element = _element(view, block_id, action_id)
            if element["type"] not in FIRST:
                raise CannotDo(f"A {element['type']} cannot be filled in.")
            chosen = given if isinstance(given, dict) else filled(element, given)
            view["state"]["values"][block_id][action_id] = {"type": element["type"], **chosen}


def _element(view: Json, block_id: str, action_id: str) -> Json:
    for block in view["blocks"]:
        for element in elements_of(block):
            if block["block_id"] == block_id and element["action_id"] == action_id:
                return element
    raise CannotDo(f"There is no field {block_id}/{action_id} in this view.")


def _key(element: Json) -> str:
    kind = element["type"]
    return STATELESS[kind] if kind in STATELESS else next(iter(FIRST[kind](element)))


def filled(element: Json, given: Any) -> Json:  # noqa: ANN401 - text, a number or a list
    """{key: value} as the element reports a plain value; menus take option values."""
    key = _key(element)
    return {key: _reported(element, key, given)}


def _reported(element: Json, key: str, given: Any) -> Any:  # noqa: ANN401
    match key:
        case "selected_option":
            return option_of(element, str(given))
        case "selected_options":
            return [option_of(element, str(value)) for value in given]
        case "value":
            return _fitting(element, str(given))
        case _:
            return given


def option_of(element: Json, value: str) -> Json:
    for chosen in choices_of(element):
        if chosen.get("value") == value:
            return chosen
    raise CannotDo(f"There is no option {value!r} in {element.get('action_id')}.")


def _fitting(element: Json, text: str) -> str | None:
    if len(text) > element.get("max_length", 3000):
        raise CannotDo(f"{element['action_id']} takes at most {element.get('max_length', 3000)} characters.")
    if text and len(text) < element.get("min_length", 0):
        raise CannotDo(f"{element['action_id']} wants at least {element['min_length']} characters.")
    return text or None


def typed_into(view: Json, values: Mapping[str, Mapping[str, Any]]) -> Iterator[Json]:
    """Fills the fields one by one; yields what the bot hears of each, if it asked to."""
    for block_id, entries in values.items():
        fill(view, {block_id: entries})
        if _told_while_typing(view, block_id):
            for action_id, value in view["state"]["values"][block_id].items():
                yield {**value, "action_id": action_id, "block_id": block_id}


def _told_while_typing(view: Json, block_id: str) -> bool:
    (block,) = (block for block in view["blocks"] if block["block_id"] == block_id)
    typed = block["element"]["type"].endswith("_input")
    wanted = block["element"].get("dispatch_action_config", {}).get("trigger_actions_on", [])
    return bool(block.get("dispatch_action")) and (not typed or WHILE_TYPING in wanted)


def missing_fields(view: Json) -> list[str]:
    """The block ids of required inputs that are still empty; Slack does not submit such a form."""
    return [
        block["block_id"]
        for block in view["blocks"]
        if block["type"] == "input" and not block.get("optional") and _empty(view, block)
    ]


def _empty(view: Json, block: Json) -> bool:
    element = block["element"]
    value = view["state"]["values"][block["block_id"]][element["action_id"]]
    return not value.get(_key(element))

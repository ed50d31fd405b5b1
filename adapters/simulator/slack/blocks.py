"""Block Kit's blocks and views: what Slack refuses, in Slack's words.

Figures: docs.slack.dev/reference/block-kit, and the constants of slack_sdk.models (3.47).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.simulator.slack.elements import (
    AS_ACCESSORY,
    AS_INPUT,
    IMAGE,
    IN_ACTIONS,
    URL,
    any_text,
    plain,
)
from adapters.simulator.slack.schema import (
    Checker,
    all_of,
    amount,
    anything,
    array,
    boolean,
    by_type,
    complaint,
    shape,
    string,
)
from adapters.simulator.slack.workspace import Refused, elements_of

VIEW_BYTES = 250_000
MOST_CHARTS = 2  # of a message: seen by others, and in no document


def block(required: dict[str, Checker], optional: dict[str, Checker] | None = None) -> Checker:
    return shape({"type": anything, **required}, {"block_id": string(most=255), **(optional or {})})


def _some_text(value: dict[str, Any], pointer: str) -> Iterator[str]:
    if not value.get("text") and not value.get("fields"):
        yield complaint("must provide text or fields", pointer)


SECTION = all_of(
    block(
        {},
        {
            "text": any_text(3000),
            "fields": array(any_text(2000), most=10),
            "accessory": AS_ACCESSORY,
            "expand": boolean,
        },
    ),
    _some_text,
)
CONTEXT_TEXT = any_text(2000)


def _in_context(value: object, pointer: str) -> Iterator[str]:
    is_image = isinstance(value, dict) and value.get("type") == "image"
    yield from (IMAGE if is_image else CONTEXT_TEXT)(value, pointer)


EVERYWHERE: dict[str, Checker] = {
    "section": SECTION,
    "divider": block({}),
    "header": block({"text": plain(150)}),
    "image": block(
        {"alt_text": string(most=2000)}, {"image_url": URL, "slack_file": anything, "title": plain(2000)}
    ),
    "actions": block({"elements": array(IN_ACTIONS, most=25)}),
    "context": block({"elements": array(_in_context, most=10)}),
    "rich_text": block({"elements": array(anything, most=1000)}),
    "input": block(
        {"label": plain(2000), "element": AS_INPUT},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}
LABEL = string(most=20)
POINTS = array(shape({"label": LABEL, "value": amount}, {}), most=20)
OF_POINTS = shape(
    {
        "type": anything,
        "series": array(shape({"name": LABEL, "data": POINTS}, {}), most=6),
        "axis_config": shape(
            {"categories": array(LABEL, most=20)}, {"x_label": string(most=50), "y_label": string(most=50)}
        ),
    },
    {},
)


def _as_said(value: dict[str, Any], pointer: str) -> Iterator[str]:
    """Lines have names of their own, and a point for each category."""
    chart = value["chart"]
    for name in repeated(each["name"] for each in chart["series"]):
        yield complaint(f"series names must be unique: {name}", f"{pointer}/chart/series")
    for number, one in enumerate(chart["series"]):
        if sorted(each["label"] for each in one["data"]) != sorted(chart["axis_config"]["categories"]):
            yield complaint("labels must match categories", f"{pointer}/chart/series/{number}")


CHART = all_of(
    block({"title": string(most=50), "chart": by_type(dict.fromkeys(("line", "bar", "area"), OF_POINTS))}),
    _as_said,
)
"""docs.slack.dev/reference/block-kit/blocks/data-visualization-block; pies are not drawn by us."""
IN_MESSAGE = array(
    by_type({**EVERYWHERE, "markdown": block({"text": string(most=12_000)}), "data_visualization": CHART}),
    most=50,
    least=0,
)
IN_VIEW = array(by_type(EVERYWHERE), most=100, least=0)

COMMON: dict[str, Checker] = {
    "private_metadata": string(most=3000, least=0),
    "callback_id": string(most=255, least=0),
    "external_id": string(most=255, least=0),
}
MODAL = shape(
    {"type": anything, "title": plain(24), "blocks": IN_VIEW},
    {
        **COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = shape({"type": anything, "blocks": IN_VIEW}, COMMON)


def check_blocks(value: object) -> None:
    """Refuse a message's blocks as chat.postMessage does, naming every fault."""
    if not isinstance(value, list):
        raise Refused("invalid_blocks_format")
    found = list(IN_MESSAGE(value, "/blocks")) or list(_duplicates(value, "/blocks"))
    if not found and sum(each["type"] == "data_visualization" for each in value) > MOST_CHARTS:
        found = [complaint(f"no more than {MOST_CHARTS} data_visualization blocks", "/blocks")]
    if found:
        raise Refused("invalid_blocks", *found)


def check_modal(view: object) -> None:
    """Refuse a modal as views.open does, naming every fault."""
    _check_view(view, "modal", MODAL)


def check_home(view: object) -> None:
    """Refuse a home page as views.publish does, naming every fault."""
    _check_view(view, "home", HOME)


def _check_view(view: object, kind: str, checker: Checker) -> None:
    found = list(by_type({kind: checker})(view, "/view"))
    if not found and isinstance(view, dict):
        found = [*_duplicates(view["blocks"], "/view/blocks"), *_submit_missing(view)]
    if found:
        raise Refused("invalid_arguments", *found)
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")


def _submit_missing(view: dict[str, Any]) -> Iterator[str]:
    has_inputs = any(entry["type"] == "input" for entry in view["blocks"])
    if view["type"] == "modal" and has_inputs and "submit" not in view:
        yield complaint("missing required field: submit", "/view")


def _duplicates(blocks: list[dict[str, Any]], pointer: str) -> Iterator[str]:
    for name in repeated(entry.get("block_id") for entry in blocks):
        yield complaint(f"`block_id` already exists: {name}", pointer)
    for number, entry in enumerate(blocks):
        for name in repeated(e.get("action_id") for e in elements_of(entry)):
            yield complaint(f"`action_id` already exists: {name}", f"{pointer}/{number}")


def repeated(names: Iterable[str | None]) -> list[str]:
    return [name for name, count in Counter(names).items() if name and count > 1]

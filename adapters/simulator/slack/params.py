"""Reading the arguments of an API call, in whichever form they came."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from adapters.simulator.slack.workspace import Json, Refused

TRUE_WORDS = (True, "true", "True", "1", 1)


async def read_params(request: Request) -> Json:
    """Query, form or JSON body as one object; refuses a body that is not what it says it is."""
    params: Json = dict(request.query_params)
    if "application/json" in request.headers.get("content-type", ""):
        return {**params, **_json_object(await request.body())}
    if "multipart/form-data" in request.headers.get("content-type", ""):
        raise Refused("invalid_form_data")  # no method here takes one
    return {**params, **dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))}


def _json_object(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def require(params: Mapping[str, Any], *names: str) -> None:
    """Refuse the call when one of these is missing, naming each."""
    missing = [f"[ERROR] missing required field: {name}" for name in names if params.get(name) in (None, "")]
    if missing:
        raise Refused("invalid_arguments", *missing)


def is_true(params: Mapping[str, Any], name: str) -> bool:
    return params.get(name) in TRUE_WORDS


def parsed(params: Mapping[str, Any], name: str, error: str) -> Any:  # noqa: ANN401 - it is whatever was sent
    """A structured argument, which arrives as JSON text in forms and as itself in JSON bodies."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(error) from None

"""The parameters of one API call, whichever of Telegram's encodings they came in."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from adapters.simulator.telegram.refusals import Json, bad

JSON_PARAMETERS = frozenset(
    {"allowed_updates", "caption_entities", "commands", "entities", "link_preview_options", "menu_button"}
    | {"reaction", "reply_markup", "reply_parameters", "scope"}
)
TRUE_WORDS = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file sent along with a call."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True, kw_only=True)
class Params:
    """Typed reading of a call's parameters. Unknown ones are ignored, wrong types are refused with 400."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A string, "" when absent."""
        value = self.values.get(name, "")
        if isinstance(value, bool | int | float):
            return str(value)
        if not isinstance(value, str):
            raise bad(f'field "{name}" must be of type String')
        return value

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number, `default` when absent."""
        if not self.has(name):
            return default
        value = self.values[name]
        if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,19}", str(value)):
            raise bad(f'field "{name}" must be of type Integer')
        return int(value)

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).strip().lower() in TRUE_WORDS

    def parsed(self, name: str) -> object:
        """A JSON value, None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def listed(self, name: str) -> list[Any] | None:
        """A JSON array, None when absent."""
        value = self.parsed(name)
        if value is not None and not isinstance(value, list):
            raise bad(f'field "{name}" must be of type Array')
        return value

    def mapped(self, name: str) -> Json | None:
        """A JSON object, None when absent."""
        value = self.parsed(name)
        if value is not None and not isinstance(value, dict):
            raise bad(f'field "{name}" must be of type Object')
        return value

    def upload(self, name: str) -> Upload | None:
        """The file sent under this name, directly or as attach://..."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)

    def recorded(self) -> Json:
        """The call as JSON for people to read: numbers as numbers, files as their size."""
        files = {name: f"<{len(upload.content)} bytes>" for name, upload in self.uploads.items()}
        return {name: _readable(name, value) for name, value in self.values.items()} | files


def _readable(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in JSON_PARAMETERS:
        try:
            return json.loads(value)
        except ValueError:
            return value
    is_number = name.endswith("_id") or name in ("offset", "limit", "timeout")
    return int(value) if is_number and re.fullmatch(r"-?\d{1,17}", value) else value


async def read_params(request: Request) -> Params:
    """From the address, a form, a multipart form or JSON; a body that cannot be read is refused with 400."""
    asked = dict(request.query_params)
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        return Params(values=asked | _json_body(body))
    if content_type.startswith("multipart/form-data"):
        values, uploads = _multipart(body, content_type)
        return Params(values=asked | values, uploads=uploads)
    return Params(values=asked | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))


def _json_body(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise bad("can't parse JSON object in the request body") from None
    if not isinstance(value, dict):
        raise bad("JSON object expected in the request body")
    return value


def _multipart(body: bytes, content_type: str) -> tuple[Json, dict[str, Upload]]:
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if found is None:
        raise bad("can't find the boundary of the multipart form")
    values: Json = {}
    uploads: dict[str, Upload] = {}
    for part in body.split(b"--" + found[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        _keep_part(head.decode("utf-8", "replace"), content.removesuffix(b"\r\n"), values, uploads)
    return values, uploads


def _keep_part(head: str, content: bytes, values: Json, uploads: dict[str, Upload]) -> None:
    name = re.search(r'[ ;]name="([^"]*)"', head)
    if name is None:
        raise bad("a part of the multipart form has no name")
    file_name = re.search(r'filename="([^"]*)"', head)
    if file_name is None:
        values[name[1]] = content.decode("utf-8", "replace")
        return
    mime_type = re.search(r"(?im)^content-type: *([^\s;]+)", head)
    uploads[name[1]] = Upload(
        name=file_name[1] or name[1],
        content=content,
        mime_type=mime_type[1] if mime_type else "application/octet-stream",
    )

"""Updates in by Telegram's own requests. Only what carries our secret is read, and only what is small."""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update

from adapters.telegram.desk import Desk, Outcome
from adapters.telegram.ingress import place_of
from adapters.telegram.limits import MOST_BODY

log = logging.getLogger(__name__)

_SECRET = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class _Queue:
    """Those of one chat, first come, first served."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Webhook:
    """Telegram's requests. Until the desk is open they are answered 503, and come again."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._queues: dict[int, _Queue] = {}
        self.desk: Desk | None = None

    def route(self, path: str) -> Route:
        return Route(path, self._receive, methods=["POST"], name="telegram")

    async def _receive(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), self._secret):
            return _turned_away("secret", "This address is for Telegram only.", 401)
        if not _is_json(request):
            return _turned_away("content_type", "An update comes as application/json.", 415)
        body = await _body(request)
        if body is None:
            return _turned_away("size", "That is more than an update can be.", 413)
        raw = _update(body)
        if raw is None:
            return _turned_away("json", "That is not an update in JSON.", 400)
        return await self._settle(raw)

    async def _settle(self, raw: Mapping[str, Any]) -> Response:
        if self.desk is None:
            return PlainTextResponse("Not open; please send it again.", 503)
        update = self.desk.parsed(raw)
        if update is None or await self._in_order(self.desk, update) is Outcome.DONE:
            return Response(status_code=200)
        return PlainTextResponse("Not handled; please send it again.", 500)

    async def _in_order(self, desk: Desk, update: Update) -> Outcome:
        """After whatever came from the same chat before; other chats do not wait."""
        async with self._turn_of(place_of(update)):
            return await desk.settle(update)

    @asynccontextmanager
    async def _turn_of(self, place: int) -> AsyncIterator[None]:
        queue = self._queues.setdefault(place, _Queue())
        queue.waiting += 1
        try:
            async with queue.turn:
                yield
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                self._queues.pop(place, None)


def _turned_away(why: str, words: str, status: int) -> Response:
    """One line in the log, with nothing of what was sent."""
    log.warning("telegram.turned_away why=%s status=%s", why, status)
    return PlainTextResponse(words, status)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def _body(request: Request) -> bytes | None:
    """None as soon as it is known to be more than we take."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BODY:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            return None
    return bytes(body)


def _update(body: bytes) -> Mapping[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and type(raw.get("update_id")) is int else None

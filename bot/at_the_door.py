"""What holds for every request, whichever door it is for: a body comes in time, an answer is guarded."""

import asyncio
from collections.abc import MutableSequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

IN_TIME = 20.0  # seconds for a whole body: Slack and Telegram take milliseconds
TOO_SLOW = "The request took too long to arrive."
GUARDS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
}
"""Put on every answer that does not say otherwise."""


class Guarded:
    """An application of Starlette's with these guards around it."""

    def __init__(self, app: ASGIApp, in_time: float = IN_TIME) -> None:
        self._app = app
        self._in_time = in_time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _Body(receive, self._in_time), _Answer(send))


class _Body:
    """Messages of a request, its body before the deadline. Raises what is answered where it is too late."""

    def __init__(self, receive: Receive, in_time: float) -> None:
        self._receive = receive
        self._deadline = asyncio.get_running_loop().time() + in_time
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, TOO_SLOW, {"connection": "close"}) from None
        self._whole = not message.get("more_body", False)
        return message


class _Answer:
    """Sends on, with what is missing among the headers."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: MutableSequence[Any] = list(message.get("headers", []))
            there = {bytes(name).lower() for name, _ in headers}
            missing = [(name, value) for name, value in GUARDS.items() if name not in there]
            message = {**message, "headers": [*headers, *missing]}
        await self._send(message)

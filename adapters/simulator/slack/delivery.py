"""Bringing events, clicks and commands to the bot, signed and on time, as Slack does."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from adapters.simulator.faults import Faults
from adapters.simulator.slack.answers import Acknowledged, Answer, NotAcknowledged
from adapters.simulator.slack.inspector import Inspector
from adapters.simulator.slack.sockets import Sockets
from adapters.simulator.slack.workspace import Json

FORM = "application/x-www-form-urlencoded"


@dataclass(kw_only=True)
class Delivery:
    """`retry_delays` are seconds before each repeat of an event that was not acknowledged."""

    request_url: str | None
    signing_secret: str
    ack_seconds: float
    retry_delays: tuple[float, ...]
    sockets: Sockets
    faults: Faults
    inspector: Inspector
    transport: httpx.AsyncBaseTransport | None = None
    _client: httpx.AsyncClient | None = None
    given_up: int = 0
    """Events that nobody acknowledged, until there was no repeat left, or one was forbidden."""
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def start(self) -> None:
        self._client = httpx.AsyncClient(transport=self.transport, trust_env=False, follow_redirects=False)

    async def stop(self) -> None:
        """Repeats that are still due are given up."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.drop_all()
        if self._client:
            await self._client.aclose()

    async def settled(self) -> None:
        """Wait until no repeat is due any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def repeating(self) -> int:
        """Events that are brought again, until somebody acknowledges them."""
        return len(self._tasks)

    async def event(self, payload: Json) -> None:
        """Deliver an event; what fails is repeated in the background."""
        answer = await self._attempt("events_api", payload, number=0, reason="")
        if self.faults.take_duplicate():
            await self._attempt("events_api", payload, number=1, reason="http_timeout")
        if isinstance(answer, NotAcknowledged) and answer.retry:
            self._own(self._repeat(payload, answer))
        self.given_up += isinstance(answer, NotAcknowledged) and not answer.retry

    async def interactive(self, payload: Json) -> Answer:
        """Deliver a click, a form or a shortcut; once only."""
        return await self._attempt("interactive", payload, number=0, reason="")

    async def command(self, payload: Json) -> Answer:
        """Deliver a slash command; once only."""
        return await self._attempt("slash_commands", payload, number=0, reason="")

    def _own(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _repeat(self, payload: Json, failure: NotAcknowledged) -> None:
        for number, seconds in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(seconds)
            answer = await self._attempt("events_api", payload, number=number, reason=failure.reason)
            if isinstance(answer, Acknowledged):
                return
            failure = answer
            if not answer.retry:
                break
        self.given_up += 1

    async def _attempt(self, kind: str, payload: Json, *, number: int, reason: str) -> Answer:
        if self.request_url:
            answer = await self._post(kind, payload, number, reason)
        else:
            extra = {"retry_attempt": number, "retry_reason": reason} if kind == "events_api" else {}
            answer = await self.sockets.deliver(kind, payload, extra, self.ack_seconds)
        self.inspector.record("to_bot", _name(kind, payload), payload, _told(answer))
        return answer

    async def _post(self, kind: str, payload: Json, number: int, reason: str) -> Answer:
        if not self._client:
            raise RuntimeError("Start the stand-in before anybody acts: `async with stand_in:`.")
        content_type, body = _encoded(kind, payload)
        headers = {"Content-Type": content_type, **self._signature(body), **_retry_headers(number, reason)}
        try:
            async with asyncio.timeout(self.ack_seconds):
                response = await self._client.post(
                    str(self.request_url), content=body, headers=headers, timeout=self.ack_seconds
                )
        except (TimeoutError, httpx.TimeoutException):
            return NotAcknowledged(reason="http_timeout")
        except httpx.TransportError:
            return NotAcknowledged(reason="connection_failed")
        return _read(response)

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        signed = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: str, payload: Json) -> tuple[str, bytes]:
    match kind:
        case "events_api":
            return "application/json", json.dumps(payload).encode()
        case "interactive":
            return FORM, urlencode({"payload": json.dumps(payload)}).encode()
        case _:
            return FORM, urlencode(payload).encode()


def _retry_headers(number: int, reason: str) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}


def _read(response: httpx.Response) -> Answer:
    if not response.is_success:
        return NotAcknowledged(reason="http_error", retry=response.headers.get("x-slack-no-retry") != "1")
    if not response.content:
        return Acknowledged()
    if "application/json" in response.headers.get("content-type", ""):
        return _read_json(response)
    return Acknowledged(body={"text": response.text})


def _read_json(response: httpx.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        body = None
    return Acknowledged(body=body) if isinstance(body, dict) else NotAcknowledged(reason="http_error")


def _name(kind: str, payload: Json) -> str:
    if kind == "slash_commands":
        return str(payload["command"])
    return str(payload["event"]["type"] if kind == "events_api" else payload["type"])


def _told(answer: Answer) -> Json:
    return answer.body if isinstance(answer, Acknowledged) else {"not_acknowledged": answer.reason}

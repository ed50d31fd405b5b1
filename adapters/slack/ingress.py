"""Slack's payloads in: one route for everything, refused unless signed, or a Socket Mode connection.

Slack is told "received" only after the commit, which is why Bolt processes before it responds.
"""

import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.desk import Payload
from adapters.slack.limits import MOST_AGE, MOST_REQUEST
from adapters.slack.paths import EVENTS_PATH

log = logging.getLogger(__name__)

Settle = Callable[[Payload], Awaitable[BoltResponse]]

_STAMP = re.compile(r"\d{1,12}", re.ASCII)
_ANYTHING = re.compile(r"(?s).*")


def bolt(*, secret: str, api_url: str, settle: Settle) -> AsyncApp:
    """Bolt, with one answer to every kind of payload.

    Always with an `authorize` of ours: without it, Bolt changes to OAuth when it finds a client id in the
    environment, and drops every event. Bolt itself gets no token: it has nothing to say in any workspace.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None)

    app = AsyncApp(
        name="makegood",
        logger=quiet_logger(),
        client=AsyncWebClient(base_url=api_url, retry_handlers=[]),
        signing_secret=secret,
        authorize=authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    _listen(app, settle)
    return app


def _listen(app: AsyncApp, settle: Settle) -> None:
    async def on_payload(body: Payload) -> BoltResponse:
        return await settle(body)

    async def on_trouble(error: Exception) -> BoltResponse:
        """Only for kinds of payloads that we never ask for: the desk itself raises nothing."""
        log.error("slack.unhandled error=%s", type(error).__name__)
        return BoltResponse(status=404, body="")

    app.event(_ANYTHING)(on_payload)
    app.command(_ANYTHING)(on_payload)
    app.shortcut(_ANYTHING)(on_payload)
    app.action(_ANYTHING)(on_payload)
    app.view(_ANYTHING)(on_payload)
    app.view_closed(_ANYTHING)(on_payload)
    app.error(on_trouble)


def quiet_logger() -> logging.Logger:
    """For the libraries, which write payloads, addresses and tickets into what they log."""
    logger = logging.getLogger("adapters.slack.libraries")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


def quieten() -> None:
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Door:
    """The route. Until Bolt is there it answers 503, and events come again."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self.app: AsyncApp | None = None

    def route(self) -> Route:
        return Route(EVENTS_PATH, self._receive, methods=["POST"], name="slack")

    async def _receive(self, request: Request) -> Response:
        """The cheap checks first: nothing is read of a request that is old, and no more than we take."""
        if reason := self._untimely(request):
            return _refused(reason, 401)
        body = await _body(request)
        if body is None:
            return _refused("size", 413)
        if not self._signed(request, body):
            return _refused("signature", 401)
        if self.app is None:
            return PlainTextResponse("Not open; please send it again.", 503)
        if not _readable(request, body):
            return _refused("unreadable", 400)
        return await _dispatched(self.app, request, body)

    def _untimely(self, request: Request) -> str:
        """What is wrong with the stamp; empty if nothing is."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        if not _STAMP.fullmatch(stamp):
            return "stamp"
        return "age" if abs(self._clock() - int(stamp)) > MOST_AGE else ""

    def _signed(self, request: Request, body: bytes) -> bool:
        expected = signature(self._secret, request.headers["x-slack-request-timestamp"], body)
        given = request.headers.get("x-slack-signature", "")
        return hmac.compare_digest(expected.encode(), given.encode())


_WORDS = {
    400: "That is not a payload of Slack.",
    401: "This address is for Slack only.",
    413: "That is more than Slack sends.",
}


def _refused(reason: str, status: int) -> Response:
    log.warning("slack.refused reason=%s", reason)
    return PlainTextResponse(_WORDS[status], status)


def _readable(request: Request, body: bytes) -> bool:
    """An object: in JSON, or in a form as JSON, or the fields of a command."""
    try:
        text = body.decode()
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            fields = dict(parse_qsl(text, keep_blank_values=True))
            return isinstance(json.loads(fields["payload"]), dict) if "payload" in fields else bool(fields)
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    """As Slack signs a request, over its raw body."""
    digest = hmac.new(secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


async def _body(request: Request) -> bytes | None:
    """None as soon as it is more than we take, or says that it will be."""
    said = request.headers.get("content-length", "0")
    if not said.isascii() or not said.isdigit() or int(said) > MOST_REQUEST:
        return None
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MOST_REQUEST:
            return None
    return bytes(found)


async def _dispatched(app: AsyncApp, request: Request, body: bytes) -> Response:
    try:
        answer = await app.async_dispatch(to_async_bolt_request(request, body))
    except Exception as error:  # noqa: BLE001 - the edge: signed, and still nothing that Bolt can read
        log.error("slack.undispatched error=%s", type(error).__name__)
        return PlainTextResponse(_WORDS[400], 400)
    return to_starlette_response(answer)

"""Slack's payloads in: one route for everything, refused unless signed, or a Socket Mode connection.

Slack is told "received" only after the commit, which is why Bolt processes before it responds.
"""

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable

from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.desk import Desk, Payload
from adapters.slack.limits import MOST_AGE, MOST_REQUEST
from adapters.slack.paths import EVENTS_PATH
from adapters.slack.read import Me

log = logging.getLogger(__name__)

_STAMP = re.compile(r"\d{1,12}", re.ASCII)
_ANYTHING = re.compile(r"(?s).*")


def bolt(*, me: Me, token: str, secret: str, api_url: str, desk: Desk) -> AsyncApp:
    """Bolt with the desk behind every kind of payload.

    Always with an `authorize` of ours: without it, Bolt changes to OAuth when it finds a client id in the
    environment, and drops every event.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot, bot_token=token
        )

    app = AsyncApp(
        name="makegood",
        logger=quiet_logger(),
        client=AsyncWebClient(base_url=api_url, retry_handlers=[]),
        signing_secret=secret,
        authorize=authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    _listen(app, desk)
    return app


def _listen(app: AsyncApp, desk: Desk) -> None:
    async def on_payload(body: Payload) -> BoltResponse:
        return await desk.settle(body)

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
        body = await _body(request)
        if body is None:
            return PlainTextResponse("That is more than Slack sends.", 413)
        if reason := self._forged(request, body):
            log.warning("slack.refused reason=%s", reason)
            return PlainTextResponse("This address is for Slack only.", 401)
        if self.app is None:
            return PlainTextResponse("Not open; please send it again.", 503)
        return await _dispatched(self.app, request, body)

    def _forged(self, request: Request, body: bytes) -> str:
        """Why this is not from Slack; empty if it is."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        if not _STAMP.fullmatch(stamp):
            return "stamp"
        if abs(self._clock() - int(stamp)) > MOST_AGE:
            return "age"
        expected = signature(self._secret, stamp, body)
        given = request.headers.get("x-slack-signature", "")
        return "" if hmac.compare_digest(expected.encode(), given.encode()) else "signature"


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    """As Slack signs a request, over its raw body."""
    digest = hmac.new(secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


async def _body(request: Request) -> bytes | None:
    """None as soon as it is more than we take."""
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
        return PlainTextResponse("That is not a payload of Slack.", 400)
    return to_starlette_response(answer)

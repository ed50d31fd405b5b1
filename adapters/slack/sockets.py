"""Socket Mode: we dial in, and Slack sends payloads down the line. No public address is needed."""

import asyncio
import logging
import time

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.ingress import quiet_logger
from adapters.slack.limits import (
    SOCKET_CLOSE_SECONDS,
    SOCKET_LOOK_SECONDS,
    SOCKET_RENEW_SECONDS,
    SOCKET_SICK_SECONDS,
    START_SECONDS,
)
from bot.chat.ports import Unavailable

log = logging.getLogger(__name__)


class Line:
    """One connection, watched: the client can get stuck for ever, so a dead one is replaced by a new one."""

    def __init__(self, app: AsyncApp, app_token: str, api_url: str) -> None:
        self._app = app
        self._token = app_token
        self._api_url = api_url
        self._handler: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None
        self._seen = time.monotonic()

    async def open(self) -> None:
        """Raises Unavailable when Slack does not take the call."""
        self._handler = self._new_handler()
        try:
            await _connected(self._handler)
        except TimeoutError:
            await self._hang_up()
            raise Unavailable("no Socket Mode connection") from None
        self._seen = time.monotonic()
        self._watch = asyncio.create_task(self._watched(), name="slack.watch")

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._hang_up()

    def healthy(self) -> bool:
        """Connected, not long ago at least."""
        watching = self._watch is not None and not self._watch.done()
        return watching and time.monotonic() - self._seen < SOCKET_SICK_SECONDS

    def _new_handler(self) -> AsyncSocketModeHandler:
        client = AsyncWebClient(token=self._token, base_url=self._api_url)
        return AsyncSocketModeHandler(self._app, self._token, logger=quiet_logger(), web_client=client)

    async def _watched(self) -> None:
        while True:
            await asyncio.sleep(SOCKET_LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the watch outlives any trouble
                log.error("slack.watch_failed error=%s", type(error).__name__)

    async def _look(self) -> None:
        if self._handler is not None and await self._handler.client.is_connected():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > SOCKET_RENEW_SECONDS:
            log.warning("slack.dialling_anew")
            await self._hang_up()
            self._handler = self._new_handler()
            await _connected(self._handler)

    async def _hang_up(self) -> None:
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            await asyncio.wait_for(handler.client.close(), SOCKET_CLOSE_SECONDS)  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - it is given up in any case
            log.info("slack.hung_up_badly error=%s", type(error).__name__)


async def _connected(handler: AsyncSocketModeHandler) -> None:
    """The client itself tries for ever. Raises TimeoutError."""
    await asyncio.wait_for(handler.client.connect(), START_SECONDS)  # type: ignore[no-untyped-call]

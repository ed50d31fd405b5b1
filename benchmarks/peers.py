"""The peers: the smallest listeners there are, on the same libraries and behind the same server."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from adapters.slack.ingress import quiet_logger
from benchmarks.events import SECRET
from bot.stage import SLACK_BOT_TOKEN, TELEGRAM_TOKEN


def nothing() -> BaseRoute:
    """Reads the request and says 200: what the server and the client cost by themselves."""

    async def door(request: Request) -> Response:
        await request.body()
        return Response()

    return Route("/nothing", door, methods=["POST"])


def bare_bolt(api_url: str) -> BaseRoute:
    """Acknowledges events, commands and presses.

    Like ours it responds when the listener is done: by default Bolt looks every hundredth of a second
    whether it has been, which would make a slow peer.
    """
    client = AsyncWebClient(token=SLACK_BOT_TOKEN, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=SECRET, logger=quiet_logger(), process_before_response=True)

    async def acknowledged(ack: AsyncAck) -> None:
        await ack()

    app.event("message")(acknowledged)
    app.command("/makegood")(acknowledged)
    app.action("a:1")(acknowledged)
    handler = AsyncSlackRequestHandler(app)

    async def door(request: Request) -> Response:
        return await handler.handle(request)

    return Route("/bare/slack", door, methods=["POST"])


@asynccontextmanager
async def bare_telegram(api_url: str, path: str, *, answers: bool) -> AsyncIterator[BaseRoute]:
    """Behind a webhook like ours; with `answers`, presses are answered, as Telegram asks of everybody."""
    application = ApplicationBuilder().token(TELEGRAM_TOKEN).base_url(api_url).updater(None).build()
    application.add_handler(MessageHandler(filters.ALL, _nothing))
    application.add_handler(CallbackQueryHandler(_answer if answers else _nothing))

    async def door(request: Request) -> Response:
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return Response()

    async with application:
        yield Route(path, door, methods=["POST"])


async def _nothing(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    return None


async def _answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    with contextlib.suppress(TelegramError):  # the stand-in saw no such press and says so, to ours as well
        await update.callback_query.answer()

"""A Bolt app in a process of its own, so that a test can kill it: `python -m ... API_URL PORT`."""

import asyncio
import sys
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.simulator.serve import serving
from tests.adapters.simulator_slack.conftest import bolt_app


async def main(api_url: str, port: int) -> None:
    app = bolt_app(api_url)

    @app.event("message")
    async def on_message(say: Any) -> None:
        await say("Got it.")

    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    served = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    async with serving(served, port=port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))

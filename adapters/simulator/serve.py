"""Serving an ASGI application on a loopback port for as long as a block runs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 10.0


class _Server(uvicorn.Server):
    """A server that leaves signals to the process that hosts it."""

    async def run_on(self, listener: socket.socket) -> None:
        await self._serve([listener])


@asynccontextmanager
async def serving(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Yield the base URL, e.g. "http://127.0.0.1:40123"; port 0 lets the system choose a free one."""
    listener = socket.create_server((host, port))
    server = _Server(_settings(app))
    task = asyncio.create_task(server.run_on(listener))
    try:
        await asyncio.wait_for(_started(server, task), START_SECONDS)
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def _settings(app: ASGIApp) -> uvicorn.Config:
    """Quiet, leaves the host's logging as it is, and waits at most a second for open requests."""
    return uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=1
    )


async def _started(server: _Server, task: "asyncio.Task[None]") -> None:
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError("The server stopped before it started.")
        await asyncio.sleep(0.005)  # uvicorn offers no event for this

"""Serving an ASGI application on a loopback port for as long as a block runs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 10.0
STOP_SECONDS = 1.0


class _Server(uvicorn.Server):
    """A server that leaves signals to its host process, and stops at once rather than at the next tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    async def run_on(self, listener: socket.socket) -> None:
        await self._serve([listener])

    def stop(self) -> None:
        self._stopping.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._at_rest(), STOP_SECONDS)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    async def _at_rest(self) -> None:
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Yield the base URL, e.g. "http://127.0.0.1:40123"; port 0 lets the system choose a free one."""
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer comes 40 ms late
    server = _Server(_settings(app))
    task = asyncio.create_task(server.run_on(listener))
    try:
        await asyncio.wait_for(_started(server, task), START_SECONDS)
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.stop()
        await task
        listener.close()


def _settings(app: ASGIApp) -> uvicorn.Config:
    """Quiet, and leaves the host's logging as it is; a date header would never be refreshed."""
    return uvicorn.Config(app, log_config=None, log_level="warning", access_log=False, date_header=False)


async def _started(server: _Server, task: "asyncio.Task[None]") -> None:
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError("The server stopped before it started.")
        await asyncio.sleep(0.005)  # uvicorn offers no event for this

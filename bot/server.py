"""The one door to the network: a socket, a server, and the signal to stop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.at_the_door import Guarded

CLOSED_WITHIN = 2  # seconds that requests under way may take at the very end, of the eight of an ending


def listening(host: str, port: int) -> socket.socket:
    """A bound socket, so that the address is known before anything is built on it. Raises CannotListen."""
    try:
        listener = socket.create_server((host, port), reuse_port=False)
    except OSError:
        raise CannotListen(host, port) from None
    _at_once(listener)
    return listener


def _at_once(listener: socket.socket) -> None:
    """Its connections send what is written without waiting for more.

    An answer is written in two pieces, and the second would wait for the other side's delayed word that
    the first came: 40 ms. asyncio asks for this by itself only where a socket names its protocol.
    """
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


@asynccontextmanager
async def served(routes: list[BaseRoute], listener: socket.socket) -> AsyncIterator[None]:
    """One server for every door."""
    config = uvicorn.Config(
        Guarded(Starlette(routes=routes)),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        timeout_graceful_shutdown=CLOSED_WITHIN,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="server")
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110 - it has no event for that
            await asyncio.sleep(0.005)
        yield
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """Leaves signals to us: the platforms must stop before the door closes."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class CannotListen(RuntimeError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Nobody can listen on port {port} of {host}: it is taken, or not this machine's. "
            "Change PORT or HOST, or stop what uses it."
        )


async def until_told_to_stop() -> None:
    """Returns at SIGTERM or SIGINT."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    await told.wait()

"""The one door to the network: a socket, a server, and the signal to stop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import cast

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.at_the_door import Guarded

CLOSED_WITHIN = 2.0  # seconds that requests under way may take at the very end, where nobody says less


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
async def served(
    routes: list[BaseRoute], listener: socket.socket, closing: Callable[[], float] = lambda: CLOSED_WITHIN
) -> AsyncIterator[None]:
    """One server for every door. `closing`: asked in the end for how many seconds it may take to close."""
    config = uvicorn.Config(
        Guarded(Starlette(routes=routes)),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="server")
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110 - it has no event for that
            await asyncio.sleep(0.005)
        yield
    finally:
        config.timeout_graceful_shutdown = cast("int", closing())  # a part of a second will do
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


async def until_told_to_stop(at_once: Callable[[], None] = lambda: None) -> None:
    """Returns at SIGTERM or SIGINT. `at_once` is called before that, between any two steps of the program,
    whether or not the event loop comes round to it.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(_signal: int, _frame: object) -> None:
        at_once()
        loop.call_soon_threadsafe(told.set)

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, lambda: None)  # so that the signal wakes the loop
        signal.signal(each, stop)
    await told.wait()

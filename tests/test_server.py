"""The door to the network."""

import asyncio
import socket

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.at_the_door import Guarded
from bot.server import address_of, listening, served


def test_an_answer_in_two_pieces_is_sent_without_a_wait_between_them() -> None:
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_address_names_the_port_that_was_found() -> None:
    with listening("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


async def _read(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def test_every_answer_carries_its_guards_also_one_of_a_door_that_is_not_there() -> None:
    listener = listening("127.0.0.1", 0)
    async with served([Route("/", _read, methods=["POST"])], listener), httpx.AsyncClient() as client:
        for path, status in (("/", 200), ("/nowhere", 404)):
            answer = await client.post(address_of(listener) + path, content=b"hello")

            assert answer.status_code == status
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_body_that_never_ends_is_not_waited_for() -> None:
    sent: list[dict[str, object]] = []

    async def never() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    async def keep(message: dict[str, object]) -> None:
        sent.append(message)

    async def door(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    app = Starlette(routes=[Route("/", door, methods=["POST"])])
    await Guarded(app, in_time=0.01)(scope, never, keep)  # type: ignore[arg-type]

    assert sent[0]["status"] == 408

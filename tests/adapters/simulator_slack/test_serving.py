"""Serving an application for as long as a block runs."""

import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.simulator.serve import serving


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/", hello)])


async def test_it_answers_inside_the_block_and_is_gone_at_once_after_it() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        async with serving(APP) as url:
            inside = await http.get(url)
            left = time.monotonic()

        assert inside.text == "hello"
        assert time.monotonic() - left < 0.5
        with pytest.raises(httpx.ConnectError):
            await http.get(url)


async def test_a_port_can_be_used_again_straight_away() -> None:
    async with serving(APP) as url:
        port = int(url.rsplit(":", 1)[1])
    async with serving(APP, port=port) as again, httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(again)

    assert (again, answer.status_code) == (url, 200)


async def test_a_taken_port_is_said_at_once() -> None:
    async with serving(APP) as url:
        port = int(url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            async with serving(APP, port=port):
                pass

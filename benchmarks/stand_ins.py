"""Both platforms' stand-ins as a process of their own, so that their work does not count as the bot's.

    python -m benchmarks.stand_ins PEOPLE [--strict] [--away MILLISECONDS] [--spoiled SHARE]

Prints its address, and ends when its standard input does. With --strict both keep the platforms' sending
rates and refuse with 429 what comes faster. With --away every answer takes about so long, from half of it to
half as much again, as if the platform were far. With --spoiled that share of the calls that say something is
refused with 429, the same with 500, and the same is cut off, half of these after their effect. Under /record
stands what the bot called, when, how often it was refused for its haste, and how much went wrong.
What is posted to /updates waits for the bot to fetch it from Telegram.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.simulator.faults import Faults
from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from benchmarks.events import SECRET
from bot.main import real_clock
from bot.stage import CHANNEL, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN

GROUPS = range(-7_000_020, -7_000_000)
"""Telegram groups that the bot is in."""
SAYING = frozenset({"chat.postMessage", "chat.update", "views.publish", "sendMessage", "editMessageText"})
_SLOW_DOWN = JSONResponse(
    {
        "ok": False,
        "error": "ratelimited",
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    },
    status_code=429,
    headers={"Retry-After": "1"},
)


async def _unheard(message: Message) -> None:
    """An answer that reaches nobody."""


@asynccontextmanager
async def stand_ins(
    people: int, *, strict: bool = False, away: float = 0, spoiled: float = 0
) -> AsyncIterator[str]:
    """The address under which /sim/slack and /sim/telegram stand, with so many people on each."""
    asked = [str(people), *(["--strict"] if strict else []), *(["--away", str(away)] if away else [])]
    asked += ["--spoiled", str(spoiled)] if spoiled else []
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.stand_ins",
        *asked,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        yield (await asyncio.wait_for(program.stdout.readline(), 60)).decode().strip()
    finally:
        program.stdin.close()
        await program.wait()


@dataclass
class Record:
    """Every call of the bot as it arrived: (seconds of the machine's clock, method, where to)."""

    away: float = 0  # seconds
    calls: list[tuple[float, str, str]] = field(default_factory=list)
    too_fast: int = 0
    spoiled: float = 0  # the share of calls that go wrong in each of three ways
    gone_wrong: int = 0
    unanswered: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    async def on_its_way(self, method: str, params: Mapping[str, Any]) -> None:
        """There and back take a part each, and neither the same every time."""
        await self._travel()
        place = params.get("chat_id") or params.get("channel") or params.get("callback_query_id") or ""
        self.calls.append((time.monotonic(), method, str(place)))

    async def on_its_way_back(self, method: str, params: Mapping[str, Any]) -> None:
        await self._travel()

    async def _travel(self) -> None:
        if self.away:
            await asyncio.sleep(self.away / 2 * self._chance.uniform(0.5, 1.5))

    def watching(self, app: ASGIApp) -> ASGIApp:
        """Counts the answers that say 429."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                self.too_fast += message.get("status") == 429
                await send(message)

            await app(scope, receive, sent)

        return watched

    def spoiling(self, app: ASGIApp) -> ASGIApp:
        """Some calls are refused, some cut off; of these, some after their effect."""

        async def spoiled(scope: Scope, receive: Receive, send: Send) -> None:
            said = str(scope.get("path", "")).rpartition("/")[2] in SAYING
            drawn = self._chance.random() if said else 1.0
            if drawn >= 3 * self.spoiled:
                await app(scope, receive, send)
                return
            self.gone_wrong += 1
            if drawn < 2 * self.spoiled:
                slow = drawn < self.spoiled
                await (_SLOW_DOWN if slow else Response(status_code=500))(scope, receive, send)
                return
            if self._chance.random() < 0.5:
                self.unanswered += 1
                await app(scope, receive, _unheard)
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})

        return spoiled

    async def told(self, request: Request) -> JSONResponse:
        """And forgotten, so that each answer is of what happened since the last."""
        found = {
            "calls": self.calls,
            "too_fast": self.too_fast,
            "spoiled": self.gone_wrong,
            "unanswered": self.unanswered,
        }
        self.calls, self.too_fast = [], 0
        return JSONResponse(found)


async def serve(people: int, *, strict: bool, away: float, spoiled: float) -> None:
    record = Record(away=away, spoiled=spoiled)
    hooks = {"before": record.on_its_way, "after": record.on_its_way_back}
    slack = SlackStandIn(
        bot_token=SLACK_BOT_TOKEN,
        app_token=SLACK_APP_TOKEN,
        signing_secret=SECRET,
        now=real_clock,
        faults=Faults(**hooks),
        limit_messages=strict,
    )
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN, faults=Faults(**hooks), keep_rates=strict)
    slack.add_channel(CHANNEL, "volunteering-desk", ["U0BOT"])
    for person in range(people):
        slack.add_user(f"U{person:04d}", f"Person {person}")
        telegram.add_user(7000 + person, f"Person {person}")
        telegram.say(7000 + person, "/start")  # a bot may write only to those who began
    for group in GROUPS:
        telegram.add_group(group, "A large group", [7000])
    mounts = [Mount("/sim/slack", slack.app), Mount("/sim/telegram", telegram.app)]
    own = [Route("/record", record.told), Route("/updates", _waiting_at(telegram), methods=["POST"])]
    app = record.spoiling(Starlette(routes=[*mounts, *own]))
    async with slack, serving(record.watching(app)) as address:
        slack.base_url = f"{address}/sim/slack"
        await _greetings_forgotten(f"{address}/sim/telegram/bot{TELEGRAM_TOKEN}")
        print(address, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await telegram.aclose()


def _waiting_at(telegram: TelegramStandIn) -> Callable[[Request], Awaitable[JSONResponse]]:
    """An update lies ready to be fetched, under the number that is answered."""

    async def put(request: Request) -> JSONResponse:
        update = await request.json()
        kind, content = next((kind, content) for kind, content in update.items() if kind != "update_id")
        return JSONResponse({"update_id": telegram.deliver(kind, content, int(content["from"]["id"]))})

    return put


async def _greetings_forgotten(api: str) -> None:
    """Nobody is to receive them: they are not part of what is measured."""
    async with httpx.AsyncClient(timeout=60) as client:
        answer = await client.post(f"{api}/deleteWebhook", json={"drop_pending_updates": True})
        answer.raise_for_status()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("people", type=int)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--away", type=float, default=0)
    parser.add_argument("--spoiled", type=float, default=0)
    asked = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(asked.people, strict=asked.strict, away=asked.away / 1000, spoiled=asked.spoiled))

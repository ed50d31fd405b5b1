"""The real program in a process of its own, under stand-ins that outlive it, and killed at will."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.simulator.actors import OnSlack, OnTelegram
from adapters.simulator.faults import CutOff
from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn

MAKEGOOD = Path(sys.executable).with_name("makegood")
CHANNEL = "C0COORD"
TELEGRAM_TOKEN = "100200300:SIMULATED-simulated-simulated-simul"
QUICK_NUDGES = """
[[step]] # both are asked at once whether it is still on
code = "N6"
states = ["scheduled"]
anchor = "entered"
after = "0.3s"
to = ["volunteer", "host"]
then = "remind"

[[step]] # and the host whether it was delivered
code = "N7"
states = ["scheduled", "confirmed"]
anchor = "entered"
after = "1.5s"
to = ["host"]
then = "remind"

[[step]]
code = "N9"
states = ["closed", "closed_part"]
anchor = "entered"
after = "0.3s"
to = ["volunteer"]
then = "remind"
"""


WAITING = frozenset({"getupdates"})  # a long poll holds up nobody


class When(Enum):
    """The moment of an outbound call at which the process dies."""

    BEFORE = "before its effect"
    AFTER = "after its effect, before its answer"
    NEVER = "never"


@dataclass(kw_only=True)
class Program:
    """`makegood run`, started again whenever it dies."""

    env: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None
    starts: int = 0

    async def start(self) -> None:
        with self.log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                MAKEGOOD, "run", env=dict(self.env), stderr=log
            )
        self.starts += 1

    async def kill(self) -> None:
        """As hard as can be."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def ready(self) -> None:
        """Until it receives: a process that is told to stop while it starts has nothing to finish."""
        async with httpx.AsyncClient() as client, asyncio.timeout(15):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.get(f"http://127.0.0.1:{self.env['PORT']}/healthz")
                    if answer.status_code == 200:
                        await asyncio.sleep(0.2)  # between receiving and listening for signals
                        return
                await asyncio.sleep(0.05)

    async def stop(self) -> int:
        assert self.process is not None
        await self.ready()
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 15)


@dataclass(kw_only=True)
class Town:
    """Both stand-ins, the people, and the program; kills it at every outbound call not seen before."""

    slack: SlackStandIn
    telegram: TelegramStandIn
    program: Program
    folder: Path
    when: When
    kills: list[str] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def priya(self) -> OnSlack:
        return OnSlack(stand_in=self.slack, user="U0PRIYA", name="Priya")

    @property
    def sam(self) -> OnSlack:
        return OnSlack(stand_in=self.slack, user="U0SAM", name="Sam")

    @property
    def maria(self) -> OnTelegram:
        return OnTelegram(stand_in=self.telegram, user=5001, name="Maria")

    def watch(self) -> None:
        """From now on calls take effect one after the other, so that a death loses the answer of one."""
        for faults in (self.slack.faults, self.telegram.faults):
            if self.when is not When.NEVER:
                faults.before, faults.after = self._before, self._after

    async def _before(self, method: str, params: Mapping[str, Any]) -> None:
        caller = self.program.starts
        if method.lower() not in WAITING:
            await self.turn.acquire()
        if self.program.starts != caller:
            self._done(method)
            raise CutOff  # the process that called is dead
        if self.when is When.BEFORE:
            await self._die_once(method, params)

    async def _after(self, method: str, params: Mapping[str, Any]) -> None:
        if self.when is When.AFTER:
            await self._die_once(method, params)
        self._done(method)

    async def _die_once(self, method: str, params: Mapping[str, Any]) -> None:
        call = fingerprint(method, params)
        if call in self.kills:
            return
        self.kills.append(call)
        await self.program.kill()
        await self.program.start()
        self._done(method)
        raise CutOff

    def _done(self, method: str) -> None:
        if method.lower() not in WAITING:
            self.turn.release()


def fingerprint(method: str, params: Mapping[str, Any]) -> str:
    """What makes a call the same call when it is made again: its method, its chat, and its words."""
    if method.lower() == "getupdates":
        return method
    words = str(params.get("text", ""))[:70]
    place = params.get("channel") or params.get("chat_id") or params.get("user_id") or ""
    return f"{method} {place} {words}"


@asynccontextmanager
async def town(folder: Path, when: When) -> AsyncIterator[Town]:
    """Everything started, the coordinator's code in hand."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    slack = SlackStandIn(
        bot_token="xoxb-simulated-0000",
        app_token="xapp-simulated-0000",
        signing_secret="simulated-signing-secret",
        now=lambda: datetime.now(UTC),
        request_url=f"http://127.0.0.1:{port}/slack/events",
        retry_delays=(0.3,) * 40,
    )
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN, callback_seconds=1.0)
    slack.add_user("U0PRIYA", "Priya Shah")
    slack.add_user("U0SAM", "Sam Okafor")
    slack.add_channel(CHANNEL, "desk", ["U0SAM", "U0BOT"])
    telegram.add_user(5001, "Maria", "Kowalska")
    app = Starlette(routes=[Mount("/sim/slack", slack.app), Mount("/sim/telegram", telegram.app)])
    async with slack, serving(app) as base:
        slack.base_url = f"{base}/sim/slack"
        program = Program(env=_environment(folder, base, port), log=folder / "program.log")
        place = Town(slack=slack, telegram=telegram, program=program, folder=folder, when=when)
        await program.start()
        try:
            yield place
        finally:
            await program.kill()
            await telegram.aclose()


def _environment(folder: Path, base: str, port: int) -> Mapping[str, str]:
    nudges = folder / "nudges.toml"
    nudges.write_text(QUICK_NUDGES, "utf-8")
    return {
        **os.environ,
        "SLACK_BOT_TOKEN": "xoxb-simulated-0000",
        "SLACK_SIGNING_SECRET": "simulated-signing-secret",
        "SLACK_MODE": "http",
        "SLACK_API_URL": f"{base}/sim/slack/api/",
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_URL": f"{base}/sim/telegram",
        "DATA_DIR": str(folder / "var"),
        "PORT": str(port),
        "UNDO_MINUTES": "0",
        "NUDGES_FILE": str(nudges),
        "COORDINATORS_SLACK_CHANNEL": CHANNEL,
    }


async def invite(env: Mapping[str, str]) -> str:
    """A coordinator's one-time code, made by the program itself."""
    made = await asyncio.create_subprocess_exec(
        MAKEGOOD, "invite", "coordinator", env=dict(env), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await made.communicate()
    return out.decode().split()[0]

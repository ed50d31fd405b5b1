"""Both stand-ins and their people, who outlive the program, and a death at every outbound call."""

import asyncio
import contextlib
import html
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.simulator.actors import OnSlack, OnTelegram
from adapters.simulator.faults import CutOff
from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from bot.stage import CHANNEL, SIGNING_SECRET, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN
from bot.texts.drawing import drawn
from bot.texts.locales import ENGLISH, locale
from tests.system.dying import Dying
from tests.system.program import Forked, Program, Source, Started
from tests.system.surroundings import environment, free_port, left_in

PRIYA, SAM, MARIA = "U0PRIYA", "U0SAM", 5001
STILL = 1.0  # seconds without a call after which nothing more comes by itself
GIVEN_UP = 9.0  # seconds of waiting for a turn, which only this city has: then its caller is about to hang up
AHEAD = "ahead"
ON_ITS_WAY = 0.05  # seconds before a death in which earlier answers arrive and are kept
QUICK_NUDGES = """
rehearsal = true # the real clock may stand at night

[[step]] # both are reminded of the date at once
code = "N6"
states = ["scheduled"]
anchor = "entered"
after = "0.3s"
to = ["volunteer", "host"]
then = "remind"

[[step]] # the host is asked as soon as it has begun
code = "N7"
states = ["in_delivery"]
anchor = "starts"
after = "1s"
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


class When(Enum):
    """When the program is killed."""

    BEFORE = "before the effect of every outbound call"
    AFTER = "after the effect of every outbound call, before its answer"
    BETWEEN = "between any two acts"
    COMMIT = "before and after a commit of every kind"


class Call(NamedTuple):
    """What makes an outbound call the same call when it is made again."""

    method: str
    place: str
    words: str


def call_of(method: str, params: Mapping[str, Any]) -> Call:
    named = ("channel", "channel_id", "chat_id", "user_id")
    place = next((str(params[each]) for each in named if params.get(each)), "")
    if place.startswith("U0"):
        place = f"D0{place[2:]}"  # a person's id will do for their direct messages
    match method.lower():
        case "getupdates":
            return Call(method, "", str(params.get("offset") or 0))
        case "answercallbackquery":
            return Call(method, "", str(params["callback_query_id"]))
        case "views.open":
            return Call(method, place, _titled(params["view"]))
        case _:
            return Call(method, place, words_of(params))


def words_of(params: Mapping[str, Any]) -> str:
    """Of a message, or of what stands beside a file."""
    return next((str(params[each]) for each in ("text", "caption", "initial_comment") if each in params), "")


def _titled(view: Any) -> str:
    shown = json.loads(view) if isinstance(view, str) else view
    return str(shown["title"]["text"])


def _waits(method: str) -> bool:
    """A long poll holds up nobody."""
    return method.lower() == "getupdates"


@dataclass(frozen=True, kw_only=True)
class Death:
    """What a killed program left behind on Telegram: what it had shown, and what it did not know of."""

    shown: tuple[str, ...]
    unanswered: tuple[str, ...]

    def lost(self, beginnings: tuple[str, ...]) -> bool:
        """Whether a message that begins so was shown, and the program never came to know it."""
        return any(text.startswith(beginnings) for text in {*self.shown} & {*self.unanswered})


@dataclass(kw_only=True)
class City:
    """The platforms, the people, and the program; calls take effect one after the other."""

    slack: SlackStandIn
    telegram: TelegramStandIn
    program: Program
    env: Mapping[str, str]
    folder: Path
    when: When
    kills: list[Call] = field(default_factory=list)
    """The calls at which it died; two that are under way at once share a death."""
    deaths: list[Death] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """Messages on Telegram since the program's last start."""
    last_call: float = field(default_factory=time.monotonic)
    polling: int = 0
    """Which start of the program was the latest to ask for updates."""
    peace: bool = True
    given_up: list[str] = field(default_factory=list)
    """Calls whose caller had given up waiting for its turn."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _dying: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def priya(self) -> OnSlack:
        return OnSlack(stand_in=self.slack, user=PRIYA, name="Priya")

    @property
    def sam(self) -> OnSlack:
        return OnSlack(stand_in=self.slack, user=SAM, name="Sam")

    @property
    def maria(self) -> OnTelegram:
        return OnTelegram(stand_in=self.telegram, user=MARIA, name="Maria")

    def goes_ahead(self, to: datetime) -> None:
        """The program's clock shows this moment now, and goes on from there."""
        fresh, since = self.folder / f"{AHEAD}.new", datetime.now(UTC)
        fresh.write_text(str((to - since).total_seconds()))
        fresh.replace(self.folder / AHEAD)
        self.slack.workspace.now = lambda: to + (datetime.now(UTC) - since)  # else it is looked for in vain

    async def killed(self) -> None:
        """Killed, and started again at once; one death at a time."""
        start = self.program.starts
        async with self._dying:
            if self.program.starts == start:
                await self.program.kill()
                self.noted()
                await self.program.start()

    def noted(self) -> None:
        """What a death left behind."""
        unanswered = tuple(under_way(self.folder, str(MARIA)))
        self.deaths.append(Death(shown=tuple(self.shown), unanswered=unanswered))
        self.shown.clear()

    async def still(self, seen: Callable[[], bool] = lambda: False, seconds: float = STILL) -> None:
        """Until `seen`, or until the program runs and has said nothing more for so long."""
        while not seen():
            quiet = time.monotonic() - self.last_call > seconds and not self._turn.locked()
            if quiet and self.polling == self.program.starts:
                return
            await asyncio.sleep(0.02)

    async def before(self, method: str, params: Mapping[str, Any]) -> None:
        caller, asked = self.program.starts, time.monotonic()
        if not _waits(method):
            await self._turn.acquire()
        late = time.monotonic() - asked > GIVEN_UP
        if late:
            self.given_up.append(method)
        if late or self.program.starts != caller:
            self._done(method)
            raise CutOff  # whoever called is dead, or hangs up, and asks once more
        if _waits(method) and self.polling != caller:
            self.polling, self.last_call = caller, time.monotonic()  # it has only just begun to speak
        if self.when is When.BEFORE:
            await self._die_once(method, params)

    async def after(self, method: str, params: Mapping[str, Any]) -> None:
        if method.lower() in ("sendmessage", "senddocument"):
            self.shown.append(as_read(words_of(params)))
        if self.when is When.AFTER:
            await self._die_once(method, params)
        self._done(method)

    async def _die_once(self, method: str, params: Mapping[str, Any]) -> None:
        call = call_of(method, params)
        if self.peace or call in self.kills:
            return
        self.kills.append(call)
        await asyncio.sleep(ON_ITS_WAY)
        await self.killed()
        self._done(method)
        raise CutOff

    def _done(self, method: str) -> None:
        if not _waits(method):
            self.last_call = time.monotonic()
            self._turn.release()


def under_way(folder: Path, chat: str) -> Iterator[str]:
    """The words of the letters to a chat that the program was sending when it died."""
    with left_in(folder / "var") as database:
        query = "select outgoing from outbox where state = 'sending' and chat = ?"
        for (outgoing,) in database.execute(query, (chat,)).fetchall():
            yield as_read(words_of_letter(json.loads(outgoing)))


def words_of_letter(letter: Mapping[str, Any]) -> str:
    """Of a message, or of what stands beside a file."""
    words = _words(letter["card"]) if "card" in letter else str(letter["caption"])
    return drawn(words, locale(ENGLISH))


def _words(card: Mapping[str, Any]) -> str:
    lines = [
        _said(line["text"]) if "text" in line else f"{line['label']}: {_said(line['value'])}"
        for line in card["lines"]
    ]
    return "\n".join([str(card["title"]), *lines])


def _said(spans: list[Mapping[str, str]]) -> str:
    return "".join(span["text"] for span in spans)


def as_read(text: str) -> str:
    """Without markup and empty lines."""
    plain = html.unescape(re.sub("<[^>]*>", "", text))
    return re.sub("\n+", "\n", plain).strip()


@asynccontextmanager
async def city(
    folder: Path, when: When, one_of: int = 1, *, script: bool = False, schedule: str = QUICK_NUDGES
) -> AsyncIterator[City]:
    """Everything started, and at peace. `one_of`: at commits of every so manyth kind it dies. `script`: the
    console script is started anew each time, in place of a fork. `schedule`: of the follow-up.
    """
    port = free_port()
    slack = _slack(f"http://127.0.0.1:{port}/slack/events")
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN)
    telegram.add_user(MARIA, "Maria", "Kowalska")
    app = Starlette(routes=[Mount("/sim/slack", slack.app), Mount("/sim/telegram", telegram.app)])
    async with slack, serving(app) as base, contextlib.AsyncExitStack() as ending:
        slack.base_url = f"{base}/sim/slack"
        env = _environment(folder, base, port, schedule)
        source = Source(env=env, folder=folder)
        ending.push_async_callback(source.close)
        program = Started(env=env, folder=folder) if script else _program(when, source, one_of)
        place = City(slack=slack, telegram=telegram, program=program, env=env, folder=folder, when=when)
        if isinstance(program, Dying):
            program.died = place.noted
        for faults in (slack.faults, telegram.faults):
            faults.before, faults.after = place.before, place.after
        ending.push_async_callback(telegram.aclose)
        ending.push_async_callback(program.close)
        await program.start()
        yield place


def _program(when: When, source: Source, one_of: int) -> Program:
    match when:
        case When.COMMIT:
            record = {"DIES_AT_COMMITS": str(source.folder / "commits"), "DIES_AT_ONE_OF": str(one_of)}
            return Dying(source=source, more=record)
        case _:
            return Forked(source=source)


def _slack(request_url: str) -> SlackStandIn:
    slack = SlackStandIn(
        bot_token=SLACK_BOT_TOKEN,
        app_token=SLACK_APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        now=lambda: datetime.now(UTC),
        request_url=request_url,
        retry_delays=(0.3,) * 60,
    )
    slack.add_user(PRIYA, "Priya Shah")
    slack.add_user(SAM, "Sam Okafor")
    slack.add_channel(CHANNEL, "desk", [SAM, "U0BOT"])
    return slack


def _environment(folder: Path, base: str, port: int, schedule: str) -> Mapping[str, str]:
    nudges = folder / "nudges.toml"
    nudges.write_text(schedule, "utf-8")
    (folder / AHEAD).write_text("0")
    return {
        **environment(base),
        "AHEAD": str(folder / AHEAD),
        "MATCHER_MODEL": "none",  # words are enough to match what is said here, and it starts sooner
        "DATA_DIR": str(folder / "var"),
        "PORT": str(port),
        "UNDO_MINUTES": "0",
        "NUDGES_FILE": str(nudges),
        "COORDINATORS_SLACK_CHANNEL": CHANNEL,
    }

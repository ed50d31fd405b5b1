"""A small simulated city: one Slack workspace, one Telegram, a few people, and a clock to move."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from starlette.routing import BaseRoute, Mount

from adapters.simulator.clock import MovableClock
from adapters.simulator.controls import Controls
from adapters.simulator.faults import Faults
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from bot.chat.address import Account

Json = dict[str, Any]
WORKSPACE = "T0LEEDS"
KEPT_EVERY = 0.5  # seconds between two writings of what is kept


class City:
    """Both stand-ins and what the page needs of them.

    `keep` is the file in which everything survives a restart; None keeps nothing. `invite` is the code with
    which the coordinator becomes one.
    """

    SLACK_BOT_TOKEN: ClassVar = "xoxb-simulated-0000"
    SLACK_APP_TOKEN: ClassVar = "xapp-simulated-0000"
    SLACK_SIGNING_SECRET: ClassVar = "simulated-signing-secret"
    TELEGRAM_TOKEN: ClassVar = "100200300:SIMULATED-simulated-simulated-simul"
    COORDINATORS_CHANNEL: ClassVar = "C0COORD"
    COORDINATORS_CHAT: ClassVar = -1001000000001

    def __init__(self, *, clock: MovableClock, keep: Path | None, invite: str = "") -> None:
        self.clock = clock
        self.invite = invite
        self._keep = keep
        self._keeping: asyncio.Task[None] | None = None
        self._dirty = False
        self.open = True
        self._watchers: set[Callable[[], None]] = set()
        self.slack, self.telegram = self._platforms()
        self._settle_people()

    def slack_api_url(self, base_url: str) -> str:
        return f"{base_url}/sim/slack/api/"

    def telegram_api_url(self, base_url: str) -> str:
        return f"{base_url}/sim/telegram"

    def routes(self, controls: Controls) -> list[BaseRoute]:
        """The page, its interface, and the two stand-ins."""
        from adapters.simulator.page import Page

        page = Page(self, controls)
        mounts = [Mount("/sim/slack", self.slack.app), Mount("/sim/telegram", self.telegram.app)]
        return [*mounts, *page.routes()]

    async def start(self, base_url: str) -> None:
        """Call it when the address is known; the stand-ins deliver from now on."""
        self.slack.request_url = f"{base_url}/slack/events"
        self.slack.base_url = f"{base_url}/sim/slack"
        await self.slack.start()
        self._keeping = asyncio.create_task(self._keep_going(), name="keeping the simulated city")

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        await self.slack.stop()
        await self.telegram.aclose()
        self.open = False
        self.changed()  # whoever watches goes home
        self._write()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """`watcher` is called at every change, until the returned function is called."""
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    def changed(self) -> None:
        self._dirty = True
        for watcher in tuple(self._watchers):
            watcher()

    def add_volunteer(self, name: str) -> str:
        """Somebody new in the workspace."""
        id = f"U0NEW{len(self.slack.people()):03d}"
        self.slack.add_user(id, name)
        self.changed()
        return id

    def join_channel(self, user: str) -> None:
        """Somebody of the workspace comes into the coordinators' channel."""
        members = self.slack.workspace.channel(self.COORDINATORS_CHANNEL)["members"]
        if user in self.slack.workspace.users and user not in members:
            members.append(user)
        self.changed()

    def neighbour(self, name: str, *, offers: bool) -> Account:
        """Somebody who has been here for a while: on Slack who offers, on Telegram who asks for help."""
        if offers:
            return Account(platform="slack", tenant=WORKSPACE, user=self.add_volunteer(name))
        id = self.add_group_person(name)
        self.telegram.world.people[id].started = True
        return Account(platform="telegram", tenant=str(self.telegram.world.bot_id), user=str(id))

    def add_group_person(self, name: str) -> int:
        """Somebody new on Telegram."""
        id = 5100 + len(self.telegram.world.people)
        first, _, last = name.partition(" ")
        self.telegram.add_user(id, first or name, last or None)
        self.changed()
        return id

    def _platforms(self) -> tuple[SlackStandIn, TelegramStandIn]:
        """Both stand-ins, with nobody there yet."""
        slack = SlackStandIn(
            bot_token=self.SLACK_BOT_TOKEN,
            app_token=self.SLACK_APP_TOKEN,
            signing_secret=self.SLACK_SIGNING_SECRET,
            now=self.clock,
            team_id=WORKSPACE,
            faults=Faults(),
            on_change=self.changed,
            retry_delays=(0.2, 2.0, 10.0),
        )
        telegram = TelegramStandIn(
            token=self.TELEGRAM_TOKEN, now=self.clock, faults=Faults(), on_change=self.changed
        )
        return slack, telegram

    def _settle_people(self) -> None:
        """Whoever was kept; if nothing was, or not in a shape that can be read, the usual people."""
        try:
            if self._restored():
                return
        except (ValueError, KeyError, TypeError, AttributeError):
            self._put_aside()
        self.slack, self.telegram = self._platforms()
        self.slack.add_user("U0PRIYA", "Priya Shah")
        self.slack.add_user("U0TOM", "Tom Bright")
        self.slack.add_user("U0SAM", "Sam Okafor")
        self.slack.add_channel(self.COORDINATORS_CHANNEL, "volunteering-desk", ["U0SAM", "U0BOT"])
        self.telegram.add_user(5001, "Maria", "Kowalska")
        self.telegram.add_user(5002, "Joseph", "Adeyemi")
        self.telegram.add_user(5003, "Sam", "Okafor")
        self.telegram.add_group(self.COORDINATORS_CHAT, "Brokerage desk", [5003], [5003])

    def _restored(self) -> bool:
        if self._keep is None or not self._keep.is_file():
            return False
        kept: Json = json.loads(self._keep.read_text("utf-8"))
        offset = timedelta(seconds=kept["clock"])
        self.slack.restore(kept["slack"])
        self.telegram.restore(kept["telegram"])
        self.clock.offset = offset
        return True

    def _put_aside(self) -> None:
        """The simulator always starts; what could not be read stays for whoever wants to look."""
        if self._keep is not None:
            self._keep.replace(self._keep.with_suffix(".unreadable"))

    async def _keep_going(self) -> None:
        while True:
            await asyncio.sleep(KEPT_EVERY)
            if self._dirty:
                self._write()

    def _write(self) -> None:
        """Whole or not at all."""
        self._dirty = False
        if self._keep is None:
            return
        kept = {
            "clock": self.clock.offset.total_seconds(),
            "slack": self.slack.snapshot(),
            "telegram": self.telegram.snapshot(),
        }
        fresh = self._keep.with_suffix(".new")
        fresh.write_text(json.dumps(kept), "utf-8")
        fresh.replace(self._keep)

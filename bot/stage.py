"""A stage for `makegood story` and for system tests: both stand-ins, the real bot, a clock to move."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.routing import Mount

from adapters.simulator.actors import Actor, OnSlack, OnTelegram
from adapters.simulator.clock import MovableClock
from adapters.simulator.faults import Faults
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from bot.ids import new_code, new_id
from bot.main import Bot, running, wired
from bot.server import address_of, listening, served
from bot.services import roles
from bot.settings import Settings, SlackSettings, TelegramSettings, read_settings
from bot.texts.locales import Languages

SLACK_BOT_TOKEN = "xoxb-simulated-0000"
SLACK_APP_TOKEN = "xapp-simulated-0000"
SIGNING_SECRET = "simulated-signing-secret"
CONTACT_KEY = "c2ltdWxhdGVkLXNpbXVsYXRlZC1zaW11bGF0ZWQtc2k="
TELEGRAM_TOKEN = "100200300:SIMULATED-simulated-simulated-simul"
CHANNEL = "C0COORD"
SELDOM = 3600.0  # seconds between two ticks: time is moved by hand here


@dataclass(kw_only=True)
class Stage:
    """Priya and Sam on Slack, Maria on Telegram. `settle` waits until nothing is left to do right now."""

    clock: MovableClock
    slack: SlackStandIn
    telegram: TelegramStandIn
    bot: Bot
    zone: ZoneInfo
    code: str
    priya: Actor
    sam: Actor
    maria: Actor

    async def settle(self) -> None:
        await self.bot.settle()

    async def forward(self, by: timedelta) -> None:
        """Moves the clock and lets everything happen that is due by then."""
        self.clock.forward(by)
        await self.settle()

    async def until(self, moment: datetime) -> None:
        await self.forward(moment - self.clock())


def simulated(address: str, data_dir: Path, undo_minutes: int) -> Settings:
    """Settings that point both platforms at stand-ins mounted under this address."""
    plain = read_settings({"DATA_DIR": str(data_dir), "UNDO_MINUTES": str(undo_minutes)})
    slack = SlackSettings(
        bot_token=SLACK_BOT_TOKEN,
        app_token=SLACK_APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        mode="http",
        api_url=f"{address}/sim/slack/api/",
        coordinators=CHANNEL,
    )
    telegram = TelegramSettings(
        token=TELEGRAM_TOKEN,
        mode="polling",
        api_url=f"{address}/sim/telegram",
        webhook_url="",
        webhook_secret="",
        coordinators="",
    )
    return replace(plain, slack=slack, telegram=telegram, contact_key=CONTACT_KEY)


@asynccontextmanager
async def stage(  # noqa: PLR0913 - each is said by its name
    data_dir: Path,
    *,
    database_url: str = "",
    starts: datetime | None = None,
    undo_minutes: int = 10,
    ids: Callable[[], str] = new_id,
    desk: int = 0,
    languages: Languages | None = None,
    public: bool = False,
) -> AsyncIterator[Stage]:
    """Everything real but the two companies' servers. `starts`: what the clock shows at the beginning;
    `desk`: a group of the coordinators on Telegram, beside their channel on Slack. `languages`: those that
    are switched on; the usual ones if none are named. `public`: whether links in chats lead to the pages.
    """
    clock = MovableClock()
    if starts is not None:
        clock.offset = starts - clock()
    listener = listening("127.0.0.1", 0)
    address = address_of(listener)
    slack, telegram = _stand_ins(clock, address)
    settings = replace(simulated(address, data_dir, undo_minutes), database_url=database_url)
    settings = replace(settings, languages=languages or settings.languages)
    if public:
        settings = replace(settings, public_url=address)
    if desk and settings.telegram is not None:
        telegram.add_group(desk, "Volunteering desk", [5001])
        settings = replace(settings, telegram=replace(settings.telegram, coordinators=str(desk)))
    code = new_code()
    async with wired(settings, clock=clock, ids=ids) as bot, slack:
        bot.relay.hurry()
        mounts = [Mount("/sim/slack", slack.app), Mount("/sim/telegram", telegram.app)]
        async with served([*mounts, *bot.routes()], listener):
            async with bot.storage.begin() as tx:
                await roles.invite(tx, code, clock())
                await tx.commit()
            try:
                async with running(bot, tick=SELDOM):
                    yield _cast(clock, (slack, telegram), bot, settings.zone, code)
            finally:
                await telegram.aclose()


def _stand_ins(clock: MovableClock, address: str) -> tuple[SlackStandIn, TelegramStandIn]:
    slack = SlackStandIn(
        bot_token=SLACK_BOT_TOKEN,
        app_token=SLACK_APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        now=clock,
        request_url=f"{address}/slack/events",
        base_url=f"{address}/sim/slack",
        faults=Faults(),
    )
    slack.add_user("U0PRIYA", "Priya Shah")
    slack.add_user("U0SAM", "Sam Okafor")
    slack.add_channel(CHANNEL, "volunteering-desk", ["U0SAM", "U0BOT"])
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN, now=clock, faults=Faults())
    telegram.add_user(5001, "Maria", "Kowalska")
    return slack, telegram


def _cast(
    clock: MovableClock, stand_ins: tuple[SlackStandIn, TelegramStandIn], bot: Bot, zone: ZoneInfo, code: str
) -> Stage:
    slack, telegram = stand_ins
    return Stage(
        clock=clock,
        slack=slack,
        telegram=telegram,
        bot=bot,
        zone=zone,
        code=code,
        priya=OnSlack(stand_in=slack, user="U0PRIYA", name="Priya Shah"),
        sam=OnSlack(stand_in=slack, user="U0SAM", name="Sam Okafor"),
        maria=OnTelegram(stand_in=telegram, user=5001, name="Maria Kowalska"),
    )

"""`makegood simulate`: the real bot under local stand-ins of both platforms, with a page to click through."""

from dataclasses import replace
from functools import partial

import structlog

from adapters.simulator.city import City
from adapters.simulator.clock import MovableClock
from adapters.simulator.controls import Controls
from bot.demo import fill
from bot.ids import new_code
from bot.main import Bot, running, wired
from bot.server import address_of, listening, served, until_told_to_stop
from bot.services import roles
from bot.settings import Settings, SlackSettings, TelegramSettings
from bot.stage import CONTACT_KEY

log = structlog.get_logger()


class RealTokens(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "There are real tokens in the environment or in .env, so the simulator does not start: "
            "nobody shall mistake one for the other. Take SLACK_* and TELEGRAM_* away, or use: makegood run"
        )


async def simulate(settings: Settings) -> None:
    """Until it is told to stop. Everything it keeps lies in DATA_DIR; delete that to begin anew."""
    if settings.slack is not None or settings.telegram is not None:
        raise RealTokens
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    clock, code = MovableClock(), new_code()
    city = City(clock=clock, keep=settings.data_dir / "simulator.json", invite=code)
    listener = listening(settings.host, settings.port)
    address = address_of(listener)
    async with wired(with_city(settings, city, address), clock=clock) as bot:
        bot.relay.hurry()  # the stand-ins on the page keep no rates, and people there do not want to wait
        await _prepare(bot, city, code)
        controls = Controls(next_due=bot.next_due, settle=partial(_settle, bot))
        routes = [*city.routes(controls), *bot.routes()]
        async with served(routes, listener):
            await city.start(address)
            try:
                async with running(bot):
                    _welcome(address)
                    await until_told_to_stop()
            finally:
                await city.stop()


async def _settle(bot: Bot) -> None:
    """With the coordinators' morning, if it is that time by the clock that is moved."""
    await bot.ticker.morning()
    await bot.settle()


def with_city(settings: Settings, city: City, address: str) -> Settings:
    """The settings with both platforms pointing at the stand-ins."""
    return replace(
        settings,
        public_url=settings.public_url or address,
        contact_key=settings.contact_key or CONTACT_KEY,
        slack=SlackSettings(
            bot_token=city.SLACK_BOT_TOKEN,
            app_token=city.SLACK_APP_TOKEN,
            signing_secret=city.SLACK_SIGNING_SECRET,
            mode="http",
            api_url=city.slack_api_url(address),
            coordinators=city.COORDINATORS_CHANNEL,
        ),
        telegram=TelegramSettings(
            token=city.TELEGRAM_TOKEN,
            mode="polling",
            api_url=city.telegram_api_url(address),
            webhook_url="",
            webhook_secret="",
            coordinators=str(city.COORDINATORS_CHAT),
        ),
    )


async def _prepare(bot: Bot, city: City, code: str) -> None:
    """A code for the first coordinator, and on the first start the example listings."""
    async with bot.storage.begin() as tx:
        await roles.invite(tx, code, bot.clock())
        await tx.commit()
    await fill(bot.storage, city, bot.clock())


def _welcome(address: str) -> None:
    print(f"\nMakegood is running: {address}/sim\n")  # noqa: T201 - what the person came for
    print("  1. Left, as Priya: press Offer help, or write what you can do.")  # noqa: T201
    print("  2. Middle, as Maria: write /need, or what the pantry needs.")  # noqa: T201
    print("  3. Right, as Sam: become a coordinator, then decide with the buttons.\n")  # noqa: T201
    print("Ctrl-C stops it; what you did is kept.", flush=True)  # noqa: T201

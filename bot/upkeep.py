"""What an operator does beside a bot that runs: migrating, inviting, tuning."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TextIO

import structlog

from bot.chat.ports import Refused
from bot.command_tune import tune_matcher
from bot.domain.people import By, Role
from bot.ids import new_code, new_id
from bot.main import database_url, house_of, reached, real_clock, storage_beside
from bot.services import claims, commissioners, roles
from bot.services.market import Market
from bot.services.turn import Turn
from bot.settings import Settings
from bot.texts.catalogue import words
from bot.texts.drawing import english
from matching.standard import wordless_matcher
from matching.weights import WITH_MODEL, WITHOUT_MODEL
from storage.engine import open_engine
from storage.migrate import upgrade

log = structlog.get_logger()


async def tune(settings: Settings, *, switch: bool, as_json: bool, out: TextIO) -> int:
    """Learns weights from the decisions in the database; the exit code."""
    standard = WITHOUT_MODEL if settings.matcher_model == "none" else WITH_MODEL
    async with storage_beside(settings) as storage:
        return await tune_matcher(
            storage.begin, standard, now=real_clock(), switch=switch, as_json=as_json, out=out
        )


async def migrate(settings: Settings) -> None:
    """Brings the database up to date and says from which version to which."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(database_url(settings))
    try:
        before, after = await reached(upgrade(engine))
    finally:
        await engine.dispose()
    log.info("migrated", before=before or "nothing", after=after)


async def invite(settings: Settings, role: str, commissioner: str = "") -> str:
    """Makes a one-time code for that role; of a commissioner with the name of whom they buy for."""
    code = new_code()
    async with storage_beside(settings) as storage, storage.begin() as tx:
        await roles.invite(tx, code, real_clock(), Role(role), commissioner)
        await tx.commit()
    return code


async def poster(settings: Settings, id: str, *, username: str, folder: Path) -> Sequence[Path]:
    """Writes the poster of that need or group; without the bot's name, Telegram is asked for it."""
    from adapters.telegram.checkup import username_of
    from bot.command_poster import write_poster

    if not username:
        if settings.telegram is None:
            raise Refused("Say the bot's name with --bot, or set TELEGRAM_BOT_TOKEN.")
        username = await username_of(settings.telegram.token, settings.telegram.api_url)
    async with storage_beside(settings) as storage:
        return await write_poster(storage.begin, id, username.lstrip("@"), folder)


async def remove_coordinator(settings: Settings, name: str) -> str:
    """What is to be said about it. They hear of it, and so do the others, each privately."""
    async with _as_operator(settings) as turn:
        gone = await claims.remove_coordinator(turn, name)
    return english(words("coordinator.removed", name=gone.name))


async def remove_commissioner(settings: Settings, name: str) -> str:
    """What is to be said about it."""
    async with _as_operator(settings) as turn:
        gone = await commissioners.remove(turn, name)
    return english(words("commissioner.removed", name=gone.name))


@asynccontextmanager
async def _as_operator(settings: Settings) -> AsyncIterator[Turn]:
    """Whoever has the console may take roles away; committed when the block ends well."""
    market = Market(wordless_matcher())
    async with storage_beside(settings) as storage, storage.begin() as tx:
        by = By(person="", name=english(words("operator.name")), platform="console", coordinates=True)
        house = house_of(settings, (), market)
        yield Turn(tx=tx, now=real_clock(), new_id=new_id, house=house, by=by)
        await tx.commit()


async def nudge_stats(settings: Settings, *, as_json: bool, out: TextIO) -> int:
    """What the reminders of this database did."""
    from bot.command_nudges import nudge_stats as tell

    async with storage_beside(settings) as storage:
        return await tell(storage.begin, settings.schedule, as_json=as_json, out=out)


async def report(settings: Settings, year: str, out: Path) -> None:
    """Writes the annual report in the format that the file's name ends with."""
    from bot.command_report import write_report

    async with _looking(settings) as turn:
        await write_report(turn, year, out)


async def claims_of_pledges(settings: Settings, out: Path) -> None:
    """What was delivered for each pledge, to be handed on."""
    from bot.command_claims import write_claims

    async with _looking(settings) as turn:
        await write_claims(turn, out)


async def providers_out(settings: Settings, out: Path) -> int:
    """The provider list as it is now, for other directories; how many lines."""
    from bot.command_providers import write_providers

    async with _looking(settings) as turn:
        return await write_providers(turn, out)


@asynccontextmanager
async def _looking(settings: Settings) -> AsyncIterator[Turn]:
    """For whoever has the console, to read only."""
    house = house_of(settings, (), Market(wordless_matcher()))
    by = By(person="", name=english(words("operator.name")), platform="console")
    async with storage_beside(settings) as storage, storage.begin_reading() as tx:
        yield Turn(tx=tx, now=real_clock(), new_id=new_id, house=house, by=by)


async def take_in_pledges(settings: Settings, file: Path, *, as_json: bool, out: TextIO) -> int:
    """Pledges from a file, by whoever runs this installation; the exit code."""
    from bot.command_pledges import import_pledges

    house = house_of(settings, (), Market(wordless_matcher()))
    by = By(person="", name="Makegood", platform="file", coordinates=True)
    async with storage_beside(settings) as storage, storage.begin() as tx:
        turn = Turn(tx=tx, now=real_clock(), new_id=new_id, house=house, by=by)
        code = await import_pledges(turn, file, as_json=as_json, out=out)
        await tx.commit()
    return code

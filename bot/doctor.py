"""`makegood doctor`: looks at everything the bot needs, and says the next step where something is wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import TextIO

from adapters.slack.checkup import SlackPatient, check_slack
from adapters.slack.stores import Sealed
from adapters.telegram.checkup import TelegramPatient, check_telegram
from bot.chat.checkup import Found, unwell, well
from bot.chat.vault import Vault, WrongKey
from bot.command_backup import file_of
from bot.main import NoDatabase, database_url, embedded, reached, real_clock
from bot.setting_reader import BadSettings
from bot.settings import Settings, SlackSettings, read_settings
from matching.standard import best_matcher
from storage.engine import open_engine
from storage.migrate import pending
from storage.unit_of_work import Storage
from storage.walls import binds

SLOW = 2.0  # seconds without a finding, after which we say that we are still looking


async def examine(env: Mapping[str, str], *, as_json: bool, out: TextIO, beside: TextIO) -> int:
    """Prints each finding as it comes; 1 if anything is wrong, else 0."""
    findings: list[Found] = []
    steps = _findings(env)
    while (found := await _next(steps, beside)) is not None:
        findings.append(found)
        if not as_json:
            out.write(_line(found))
            out.flush()
    wrong = [found for found in findings if not found.ok]
    if as_json:
        out.write(f"{json.dumps({'ok': not wrong, 'checks': [asdict(found) for found in findings]})}\n")
    else:
        out.write(f"\n{len(wrong)} of {len(findings)} checks failed.\n" if wrong else "\nAll is well.\n")
    return 1 if wrong else 0


async def _next(steps: AsyncIterator[Found], beside: TextIO) -> Found | None:
    asking = asyncio.ensure_future(anext(steps, None))
    while not (await asyncio.wait({asking}, timeout=SLOW))[0]:
        beside.write("... still looking\n")
        beside.flush()
    return asking.result()


def _line(found: Found) -> str:
    line = f"{'ok    ' if found.ok else 'FAILED'}  {found.check}: {found.said}\n"
    return line if found.ok else f"{line}        Next: {found.todo}\n"


async def _findings(env: Mapping[str, str]) -> AsyncIterator[Found]:
    try:
        settings = read_settings(env)
    except BadSettings as bad:
        for problem in bad.problems:
            yield unwell("Settings", problem, "Correct it in the environment or in .env; see .env.example.")
        return
    yield well("Settings", "They can be read.")
    yield well("Time zone", f"{settings.zone.key}: {real_clock().astimezone(settings.zone):%H:%M} there.")
    yield await asyncio.to_thread(_model, settings)
    yield _contacts(settings)
    database, stored = await _database(settings)
    yield database
    if database.ok and not embedded(settings):
        yield await _role(settings)
    async for found in _platforms(settings, stored):
        yield found


async def _platforms(settings: Settings, stored: bool | None) -> AsyncIterator[Found]:
    if settings.slack is None and settings.telegram is None:
        yield unwell("Platforms", "None is switched on.", "Set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN.")
    if settings.slack is not None:
        async for found in _slack(settings, settings.slack, stored):
            yield found
    if settings.telegram is not None:
        telegram = settings.telegram
        patient = TelegramPatient(
            token=telegram.token,
            mode=telegram.mode,
            api_url=telegram.api_url,
            webhook_url=telegram.webhook_url,
        )
        async for found in check_telegram(patient):
            yield found


async def _slack(settings: Settings, slack: SlackSettings, stored: bool | None) -> AsyncIterator[Found]:
    """`stored`: whether there is anything in the database; None where that cannot be known."""
    token, channel = slack.bot_token, slack.coordinators
    if slack.mode == "oauth" and channel and stored is not None:
        tenant, _, channel = channel.partition("/")
        try:
            token = await _kept_token(settings, slack, tenant) if stored else ""
        except WrongKey as wrong:
            yield unwell("Tokens at rest", f"{wrong}.", "Set TOKEN_KEY to the key with which they were kept.")
        else:
            if not token:
                todo = f"Start the bot, and add the app to that workspace: {slack.public_url}/slack/install"
                yield unwell("Coordinators' workspace", "The app is not installed there.", todo)
    patient = SlackPatient(
        bot_token=token,
        app_token=slack.app_token,
        signing_secret=slack.signing_secret,
        mode=slack.mode,
        api_url=slack.api_url,
        public_url=slack.public_url,
        channel=channel,
        client_id=slack.client_id,
        client_secret=slack.client_secret,
    )
    async for found in check_slack(patient, real_clock()):
        yield found


async def _kept_token(settings: Settings, slack: SlackSettings, tenant: str) -> str:
    """Of the workspace where coordinators decide; empty if the app is not there. Raises WrongKey."""
    storage = Storage(open_engine(database_url(settings)))
    try:
        async with storage.begin() as tx:
            there = await tx.installations.get("slack", tenant)
    finally:
        await storage.close()
    if there is None or not there.sealed:
        return ""
    return str(Sealed(Vault(slack.token_key)).open(there.sealed).bot_token)


def _model(settings: Settings) -> Found:
    _, note = best_matcher(settings.matcher_model)
    if settings.matcher_model == "none":
        return well("Sentence model", "Switched off: matching goes by words alone.")
    if note:
        todo = "Install the program again, or correct the folder in MATCHER_MODEL."
        return unwell("Sentence model", f"It cannot be used: {note}.", todo)
    return well("Sentence model", "It loads.")


def _contacts(settings: Settings) -> Found:
    """Without a key all else works, so that is no failure."""
    check = "Contacts at rest"
    if settings.contact_key:
        return well(check, "Phone numbers and e-mail addresses that people keep are encrypted.")
    return well(check, "CONTACT_KEY is empty: nobody can keep a phone number or an e-mail address here.")


async def _role(settings: Settings) -> Found:
    engine, check = open_engine(database_url(settings)), "Database role"
    try:
        bound = await binds(engine)
    finally:
        await engine.dispose()
    if bound:
        return well(check, "The database keeps private rows apart for it.")
    todo = "Give the bot an ordinary role of its own; see docs/deploy.md."
    return unwell(check, "It is a superuser, or may bypass row-level security.", todo)


async def _database(settings: Settings) -> tuple[Found, bool | None]:
    """And whether anything can be in it; None where nobody knows. Nothing is made or changed."""
    url, check = database_url(settings), "Database"
    if embedded(settings) and not file_of(url).exists():
        return well(check, "There is none yet; the bot makes it when it starts."), False
    engine = open_engine(url)
    try:
        old = await reached(pending(engine))
    except NoDatabase as trouble:
        return unwell(check, str(trouble), "Check DATABASE_URL, and that the database runs."), None
    finally:
        await engine.dispose()
    if old and embedded(settings):
        said = "It is older than this program; the bot brings it up to date when it starts."
        return well(check, said), None
    if old:
        return unwell(check, "It is older than this program.", "Run: makegood migrate"), None
    return well(check, "It answers, and is up to date."), True

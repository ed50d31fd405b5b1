"""The environment, typed. Everything wrong with it is said at once, at start, each with what to do."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import outcome_list
from bot.domain.measures import MeasureList
from bot.domain.nudges import Schedule
from bot.domain.outcomes import Outcome
from bot.domain.retention import Retention
from bot.keep_settings import KEEP, kept
from bot.measure_list import BadMeasures, read_measures, shipped
from bot.nudge_schedule import DEFAULT, BadSchedule, read_schedule
from bot.setting_reader import BadSettings, Reader, keys
from bot.texts import pseudo
from bot.texts.locales import ENGLISH, Languages, codes

USUAL_LANGUAGES = "en,en-easy"
SLACK = "https://slack.com/api/"
TELEGRAM = "https://api.telegram.org"


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    """`mode` oauth: many workspaces, which add the app by themselves; the last four are for that.

    `coordinators` is a channel's id, in that mode with its workspace's before it: T0123456/C0123456.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    mode: Literal["http", "socket", "oauth"]
    api_url: str
    coordinators: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_key: str = field(default="", repr=False)
    public_url: str = ""


@dataclass(frozen=True, kw_only=True)
class TelegramSettings:
    token: str = field(repr=False)
    mode: Literal["polling", "webhook"]
    api_url: str
    webhook_url: str
    webhook_secret: str = field(repr=False)
    coordinators: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A platform that is not configured is None."""

    slack: SlackSettings | None
    telegram: TelegramSettings | None
    database_url: str = field(repr=False)  # empty for the embedded SQLite
    data_dir: Path
    host: str
    port: int
    zone: ZoneInfo
    schedule: Schedule
    measures: MeasureList
    outcomes: tuple[Outcome, ...]
    undo: timedelta
    languages: Languages
    privacy_url: str  # of the whole privacy notice; may be empty
    public_url: str  # how the world reaches our pages; may be empty
    matcher_model: str  # "none", the folder of a model, or empty for the packaged one
    log_format: Literal["text", "json"]
    keep: Retention = field(default_factory=Retention)
    contact_key: str = field(default="", repr=False)


NAMES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_MODE",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_API_URL",
    "COORDINATORS_SLACK_CHANNEL",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_MODE",
    "TELEGRAM_API_URL",
    "TELEGRAM_WEBHOOK_URL",
    "TELEGRAM_WEBHOOK_SECRET",
    "COORDINATORS_TELEGRAM_CHAT",
    "PUBLIC_URL",
    "TOKEN_KEY",
    "PRIVACY_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "HOST",
    "PORT",
    "TIMEZONE",
    "NUDGES_FILE",
    "MEASURES_FILE",
    "OUTCOMES_FILE",
    "UNDO_MINUTES",
    "LANGUAGES",
    "MATCHER_MODEL",
    "LOG_FORMAT",
    "CONTACT_KEY",
    *KEEP,
)
"""Every setting there is; `.env.example` explains each."""


def read_settings(env: Mapping[str, str]) -> Settings:
    """The settings in `env`. Raises BadSettings with everything that is wrong."""
    reader = Reader(env=env)
    settings = Settings(
        slack=_slack(reader),
        telegram=_telegram(reader),
        database_url=_database(reader),
        data_dir=_data_dir(reader),
        host=reader.text("HOST", "127.0.0.1"),
        port=reader.whole("PORT", 8000, 0, 65535),
        zone=_zone(reader),
        schedule=_schedule(reader),
        measures=_measures(reader),
        outcomes=_outcomes(reader),
        undo=timedelta(minutes=reader.number("UNDO_MINUTES", 10, 0, 24 * 60)),
        languages=_languages(reader),
        privacy_url=reader.url("PRIVACY_URL"),
        public_url=reader.text("PUBLIC_URL").rstrip("/"),
        matcher_model=_model(reader),
        keep=kept(reader),
        contact_key=keys(reader, "CONTACT_KEY"),
        log_format="json" if reader.one_of("LOG_FORMAT", "text", "text", "json") == "json" else "text",
    )
    if reader.problems:
        raise BadSettings(reader.problems)
    return settings


def _languages(reader: Reader) -> Languages:
    """The first is for everybody whose own is not among them."""
    wanted = [each.strip() for each in reader.text("LANGUAGES", USUAL_LANGUAGES).split(",") if each.strip()]
    unknown = [each for each in wanted if each not in (*codes(), *pseudo.CHANGES)]
    if unknown:
        reader.problems.append(
            f"LANGUAGES: there is no file for {', '.join(unknown)}. There are: {', '.join(codes())}."
        )
    return Languages(on=tuple(dict.fromkeys(each for each in wanted if each not in unknown)) or (ENGLISH,))


def _data_dir(reader: Reader) -> Path:
    path = Path(reader.text("DATA_DIR", "./var"))
    if path.exists() and not path.is_dir():
        reader.problems.append(f"DATA_DIR must be a folder; {path} is a file.")
    elif path.exists() and not os.access(path, os.W_OK | os.X_OK):
        reader.problems.append(f"DATA_DIR: nothing can be written in {path}. Change its owner, or DATA_DIR.")
    return path


def _model(reader: Reader) -> str:
    name = reader.text("MATCHER_MODEL")
    if name not in ("", "none") and not Path(name).is_dir():
        reader.problems.append(f"MATCHER_MODEL must be none or the folder of a model; {name!r} is no folder.")
    return name


def _slack(reader: Reader) -> SlackSettings | None:
    token = reader.secret("SLACK_BOT_TOKEN", "xoxb-")
    mode = reader.one_of("SLACK_MODE", "socket", "socket", "http", "oauth")
    app_token, secret = reader.secret("SLACK_APP_TOKEN", "xapp-"), reader.text("SLACK_SIGNING_SECRET")
    url = reader.url("SLACK_API_URL", SLACK)
    if not url.rstrip("/").endswith("/api"):
        reader.problems.append(f"SLACK_API_URL must end with /api/, as {SLACK} does; it is {url!r}.")
    public = reader.url("PUBLIC_URL").rstrip("/")
    if mode == "oauth":
        return _slack_of_many(reader, secret, url, public)
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "TOKEN_KEY"):
        if reader.text(name):
            reader.problems.append(f"{name} is for SLACK_MODE=oauth only. Set that, or take {name} away.")
    if not token:
        for name in ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "COORDINATORS_SLACK_CHANNEL"):
            reader.only_with(name, "SLACK_BOT_TOKEN")
        return None
    if mode == "socket" and not app_token:
        reader.problems.append(
            "SLACK_APP_TOKEN (xapp-...) is missing: Socket Mode needs it. Or set SLACK_MODE=http."
        )
    if mode == "http" and not secret:
        reader.problems.append("SLACK_SIGNING_SECRET is missing: without it nobody knows who is calling.")
    return SlackSettings(
        bot_token=token,
        app_token=app_token,
        signing_secret=secret,
        mode="http" if mode == "http" else "socket",
        api_url=url,
        coordinators=_channel(reader),
        public_url=public,
    )


def _channel(reader: Reader) -> str:
    channel = reader.text("COORDINATORS_SLACK_CHANNEL")
    if channel and not re.fullmatch(r"[CG][A-Z0-9]+", channel, re.ASCII):
        reader.problems.append(
            "COORDINATORS_SLACK_CHANNEL must be the channel's id, such as C0123456789, and not its name: "
            "Slack shows it when you press the channel's name, at the bottom of About."
        )
    return channel


OF_MANY = {
    "SLACK_CLIENT_ID": "It is on the app's page, Basic Information.",
    "SLACK_CLIENT_SECRET": "It is on the app's page, Basic Information.",
    "SLACK_SIGNING_SECRET": "Without it nobody knows who is calling.",
    "PUBLIC_URL": "Slack sends whoever adds the app back to that address.",
    "TOKEN_KEY": "Slack's tokens are kept encrypted with it. Make one: makegood keys new",
}
"""What SLACK_MODE=oauth needs."""


def _slack_of_many(reader: Reader, secret: str, url: str, public: str) -> SlackSettings:
    for name, why in OF_MANY.items():
        if not reader.text(name):
            reader.problems.append(f"{name} is missing: SLACK_MODE=oauth needs it. {why.rstrip('.')}.")
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        if reader.text(name):
            reader.problems.append(f"{name} is for one workspace; SLACK_MODE=oauth keeps the tokens of all.")
    if public and not public.startswith("https://"):
        reader.problems.append("PUBLIC_URL must begin with https:// for SLACK_MODE=oauth.")
    key = keys(reader, "TOKEN_KEY")
    channel = reader.text("COORDINATORS_SLACK_CHANNEL")
    if channel and not re.fullmatch(r"[TE]\w+/[CG]\w+", channel, re.ASCII):
        reader.problems.append(
            "COORDINATORS_SLACK_CHANNEL needs its workspace before it with many: T0123456/C0123456."
        )
    return SlackSettings(
        bot_token="",
        app_token="",
        signing_secret=secret,
        mode="oauth",
        api_url=url,
        coordinators=channel,
        client_id=reader.text("SLACK_CLIENT_ID"),
        client_secret=reader.text("SLACK_CLIENT_SECRET"),
        token_key=key,
        public_url=public,
    )


def _telegram(reader: Reader) -> TelegramSettings | None:
    token = reader.text("TELEGRAM_BOT_TOKEN")
    mode = reader.one_of("TELEGRAM_MODE", "polling", "polling", "webhook")
    url, secret = reader.url("TELEGRAM_WEBHOOK_URL"), reader.text("TELEGRAM_WEBHOOK_SECRET")
    api_url = reader.url("TELEGRAM_API_URL", TELEGRAM).rstrip("/")
    if api_url.endswith("/bot"):
        reader.problems.append("TELEGRAM_API_URL must not end with /bot: that is added by itself.")
    if not token:
        for name in ("TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET", "COORDINATORS_TELEGRAM_CHAT"):
            reader.only_with(name, "TELEGRAM_BOT_TOKEN")
        return None
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        reader.problems.append("TELEGRAM_BOT_TOKEN must look like 123456:ABC-...; @BotFather shows it.")
    if mode == "webhook" and not url:
        reader.problems.append(
            "TELEGRAM_WEBHOOK_URL is missing: TELEGRAM_MODE=webhook needs a public address."
        )
    if mode == "webhook" and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        reader.problems.append("TELEGRAM_WEBHOOK_SECRET must be 1 to 256 letters, digits, _ or -.")
    chat = reader.text("COORDINATORS_TELEGRAM_CHAT")
    if chat and not re.fullmatch(r"-?\d+", chat):
        reader.problems.append(
            "COORDINATORS_TELEGRAM_CHAT must be the chat's number, such as -1001234567890."
        )
    return TelegramSettings(
        token=token,
        mode="webhook" if mode == "webhook" else "polling",
        api_url=api_url,
        webhook_url=url,
        webhook_secret=secret,
        coordinators=chat,
    )


def _database(reader: Reader) -> str:
    url = reader.text("DATABASE_URL")
    if url and not url.startswith(("sqlite:", "sqlite+aiosqlite:", "postgresql:", "postgresql+psycopg:")):
        reader.problems.append(
            "DATABASE_URL must begin with postgresql:// or sqlite:///. Empty: SQLite in DATA_DIR."
        )
    return url


def _zone(reader: Reader) -> ZoneInfo:
    name = reader.text("TIMEZONE", "Europe/London")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.problems.append(f"TIMEZONE: there is no zone {name!r}. For the United Kingdom: Europe/London.")
        return ZoneInfo("UTC")


def _schedule(reader: Reader) -> Schedule:
    path = reader.text("NUDGES_FILE")
    try:
        return read_schedule(Path(path) if path else DEFAULT)
    except BadSchedule as bad:
        reader.problems += bad.problems
        return Schedule(steps=(), lasts={})


def _measures(reader: Reader) -> MeasureList:
    path = reader.text("MEASURES_FILE")
    try:
        return read_measures(Path(path)) if path else shipped()
    except BadMeasures as bad:
        reader.problems += bad.problems
        return MeasureList(version="", measures=(), values=())


def _outcomes(reader: Reader) -> tuple[Outcome, ...]:
    path = reader.text("OUTCOMES_FILE")
    try:
        return outcome_list.read_outcomes(Path(path)) if path else outcome_list.shipped()
    except outcome_list.BadOutcomes as bad:
        reader.problems += bad.problems
        return ()


def environment(file: Path = Path(".env")) -> Mapping[str, str]:
    """The process's environment, over the settings of a `.env` file where there is one.

    Raises BadSettings for a file that cannot be read.
    """
    from dotenv import dotenv_values

    try:
        read = dotenv_values(file) if file.is_file() else {}
    except (OSError, UnicodeDecodeError):
        raise BadSettings([f"{file} cannot be read. Make it a text file (UTF-8) of your own."]) from None
    return {**{name: value or "" for name, value in read.items()}, **os.environ}

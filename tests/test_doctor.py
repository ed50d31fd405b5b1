"""`makegood doctor` against both stand-ins: what is well, and the next step for what is not."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_bolt import BoltResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from adapters.simulator.faults import Faults
from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.slack.company import SlackCompany
from adapters.simulator.telegram import TelegramStandIn
from adapters.slack.ingress import Door, bolt
from adapters.slack.manifest import scopes
from adapters.slack.paths import EVENTS_PATH
from bot.chat.vault import new_key
from bot.doctor import examine

TOKENS = ("xoxb-1-right", "xapp-1-right", "123456:RIGHT-right-right-right-right-right")
SECRET = "signing-secret"
CLIENT = ("1.2", "app-secret")


def now() -> datetime:
    return datetime.now(UTC)


async def nothing_else(payload: object) -> BoltResponse:
    raise AssertionError("the doctor knocks, and does no more")


async def echo(request: Request) -> Response:
    """Something that answers whatever comes, and is not the bot."""
    return Response("OK")


@dataclass
class Ward:
    slack: SlackStandIn
    telegram: TelegramStandIn
    door: Door
    url: str
    env: dict[str, str] = field(default_factory=dict)
    out: str = ""

    async def examined(self, **env: str) -> tuple[int, dict[str, dict[str, object]]]:
        """The exit code, and the findings by name."""
        out, beside = io.StringIO(), io.StringIO()
        code = await examine(self.env | env, as_json=True, out=out, beside=beside)
        self.out = out.getvalue() + beside.getvalue()
        return code, {found["check"]: found for found in json.loads(out.getvalue())["checks"]}


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    slack = SlackStandIn(bot_token=TOKENS[0], app_token=TOKENS[1], signing_secret=SECRET, now=now)
    slack.tokens.install(scopes())
    slack.add_user("U0ANA", "Ana")
    slack.add_channel("C0COORD", "desk", ["U0ANA", "U0BOT"])
    slack.add_channel("C0OTHER", "other", ["U0ANA"])
    telegram = TelegramStandIn(token=TOKENS[2], now=now, faults=Faults())
    company = SlackCompany(
        client_id=CLIENT[0], client_secret=CLIENT[1], redirect_urls=[], scopes=scopes(), workspaces={}
    )
    door = Door(SECRET)
    proxies = [
        Route(f"/elsewhere{EVENTS_PATH}", lambda request: RedirectResponse(EVENTS_PATH), methods=["POST"]),
        Route(f"/echo{EVENTS_PATH}", echo, methods=["POST"]),
    ]
    mounts = [
        Mount("/slack-api", slack.app),
        Mount("/company", company.app),
        Mount("/telegram", telegram.app),
    ]
    async with serving(Starlette(routes=[*mounts, *proxies, door.route()])) as url:
        door.app = bolt(secret=SECRET, api_url=f"{url}/slack-api/api/", settle=nothing_else)
        env = {
            "SLACK_BOT_TOKEN": TOKENS[0],
            "SLACK_APP_TOKEN": TOKENS[1],
            "SLACK_API_URL": f"{url}/slack-api/api/",
            "COORDINATORS_SLACK_CHANNEL": "C0COORD",
            "TELEGRAM_BOT_TOKEN": TOKENS[2],
            "TELEGRAM_API_URL": f"{url}/telegram",
            "DATA_DIR": str(tmp_path / "var"),
            "MATCHER_MODEL": "none",
        }
        yield Ward(slack, telegram, door, url, env)
    await telegram.aclose()


async def test_all_is_well(ward: Ward):
    code, found = await ward.examined()

    assert [each for each in found.values() if not each["ok"]] == []
    assert code == 0
    assert set(found) == {
        "Settings", "Time zone", "Sentence model", "Contacts at rest", "Database", "Slack token",
        "Slack scopes", "Clock",
        "Coordinators' channel", "Slack socket", "Telegram token", "Telegram polling",
    }  # fmt: skip


HTTP = {"SLACK_MODE": "http", "SLACK_SIGNING_SECRET": SECRET}
WRONG = {
    "a setting": ("Settings", lambda ward: {"PORT": "many"}, "PORT"),
    "another token": ("Slack token", lambda ward: {"SLACK_BOT_TOKEN": "xoxb-2-wrong"}, "OAuth & Permissions"),
    "no Slack there": (
        "Slack token",
        lambda ward: {"SLACK_API_URL": "http://127.0.0.1:9/api/"},
        "network",
    ),
    "another app token": (
        "Slack socket",
        lambda ward: {"SLACK_APP_TOKEN": "xapp-2-wrong"},
        "connections:write",
    ),
    "not in the channel": (
        "Coordinators' channel",
        lambda ward: {"COORDINATORS_SLACK_CHANNEL": "C0OTHER"},
        "/invite",
    ),
    "no such channel": (
        "Coordinators' channel",
        lambda ward: {"COORDINATORS_SLACK_CHANNEL": "C0NONE"},
        "/invite",
    ),
    "no address": ("Public address", lambda ward: HTTP, "PUBLIC_URL"),
    "nobody at the address": (
        "Public address",
        lambda ward: HTTP | {"PUBLIC_URL": "http://127.0.0.1:9"},
        "proxy",
    ),
    "somebody else at the address": (
        "Public address",
        lambda ward: HTTP | {"PUBLIC_URL": f"{ward.url}/telegram"},
        "proxy",
    ),
    "an address that sends callers on": (
        "Public address",
        lambda ward: HTTP | {"PUBLIC_URL": f"{ward.url}/elsewhere"},
        "where the bot itself answers",
    ),
    "an address that says yes to everything": (
        "Public address",
        lambda ward: HTTP | {"PUBLIC_URL": f"{ward.url}/echo"},
        "proxy",
    ),
    "another signing secret than the bot's": (
        "Public address",
        lambda ward: HTTP | {"PUBLIC_URL": ward.url, "SLACK_SIGNING_SECRET": "not-the-same"},
        "SLACK_SIGNING_SECRET",
    ),
    "a channel by its name": (
        "Settings",
        lambda ward: {"COORDINATORS_SLACK_CHANNEL": "#coordinators"},
        "C0123456789",
    ),
    "another Telegram token": (
        "Telegram token",
        lambda ward: {"TELEGRAM_BOT_TOKEN": "123456:WRONG-wrong-wrong-wrong-wrong"},
        "@BotFather",
    ),
    "no webhook": (
        "Telegram webhook",
        lambda ward: {
            "TELEGRAM_MODE": "webhook",
            "TELEGRAM_WEBHOOK_URL": "https://makegood.example/t",
            "TELEGRAM_WEBHOOK_SECRET": "s",
        },
        "Start the bot",
    ),
    "no database": (
        "Database",
        lambda ward: {"DATABASE_URL": "postgresql://makegood:hidden@127.0.0.1:1/none"},
        "DATABASE_URL",
    ),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_said_with_the_next_step(ward: Ward, what: str):
    check, wrong, todo = WRONG[what]

    code, found = await ward.examined(**wrong(ward))

    assert code == 1
    assert not found[check]["ok"]
    assert todo in f"{found[check]['said']} {found[check]['todo']}"
    assert found[check]["todo"]


async def test_a_scope_that_was_not_granted_is_named(ward: Ward):
    ward.slack.tokens.install(set(scopes()) - {"im:write"})

    code, found = await ward.examined()

    assert code == 1
    assert "im:write" in str(found["Slack scopes"]["said"])


async def test_an_address_at_which_the_bot_answers_is_well(ward: Ward):
    code, found = await ward.examined(**HTTP, PUBLIC_URL=ward.url)

    assert code == 0
    assert found["Public address"]["ok"] and found["Slack signing secret"]["ok"]
    assert "signed" in str(found["Public address"]["said"])


async def test_a_bot_that_has_not_reached_slack_yet_is_told_from_one_that_is_not_there(ward: Ward):
    ward.door.app = None

    code, found = await ward.examined(**HTTP, PUBLIC_URL=ward.url)

    assert code == 1
    assert "not ready" in str(found["Public address"]["said"])


def of_many(ward: Ward, **changed: str) -> dict[str, str]:
    """The settings of an app that many employers add, on a machine where the bot never ran."""
    taken_away = dict.fromkeys(("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"), "")
    return {
        **taken_away,
        "SLACK_MODE": "oauth",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{ward.url}/company/api/",
        "SLACK_CLIENT_ID": CLIENT[0],
        "SLACK_CLIENT_SECRET": CLIENT[1],
        "TOKEN_KEY": new_key(),
        "PUBLIC_URL": "https://127.0.0.1:9",
        "COORDINATORS_SLACK_CHANNEL": "T0A/C0COORD",
    } | changed


async def test_before_the_first_start_an_app_of_many_hears_what_to_do_and_nothing_is_made(
    ward: Ward, tmp_path: Path
):
    code, found = await ward.examined(**of_many(ward))

    assert code == 1
    assert {name for name, each in found.items() if not each["ok"]} == {
        "Coordinators' workspace",
        "Public address",
    }
    assert "/slack/install" in str(found["Coordinators' workspace"]["todo"])
    assert found["Slack app"]["ok"] and found["Clock"]["ok"]
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240


@pytest.mark.parametrize("wrong", [{"SLACK_CLIENT_ID": "3.4"}, {"SLACK_CLIENT_SECRET": "no"}])
async def test_an_app_whose_secret_is_wrong_is_said_before_any_employer_finds_out(
    ward: Ward, wrong: dict[str, str]
):
    code, found = await ward.examined(**of_many(ward, **wrong))

    assert code == 1
    assert "SLACK_CLIENT_SECRET" in str(found["Slack app"]["todo"])
    assert CLIENT[1] not in ward.out and SECRET not in ward.out


async def test_a_folder_that_is_there_and_empty_is_no_failure_and_stays_empty(ward: Ward, tmp_path: Path):
    (tmp_path / "var").mkdir()

    code, _ = await ward.examined()

    assert code == 0
    assert list((tmp_path / "var").iterdir()) == []


async def test_a_clock_that_is_wrong_is_seen(ward: Ward, monkeypatch):
    monkeypatch.setattr("bot.doctor.real_clock", lambda: now() - timedelta(minutes=4))

    code, found = await ward.examined()

    assert code == 1
    assert "NTP" in str(found["Clock"]["todo"])


@pytest.mark.parametrize("what", WRONG)
async def test_no_secret_is_ever_printed(ward: Ward, what: str):
    env = ward.env | WRONG[what][1](ward)

    await ward.examined(**env)

    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "TELEGRAM_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        assert env.get(name, "not-set") not in ward.out
    assert "hidden" not in ward.out


async def test_people_read_lines_with_what_to_do(ward: Ward):
    out = io.StringIO()

    code = await examine(ward.env | {"SLACK_APP_TOKEN": "xapp-2-wrong"}, as_json=False, out=out, beside=out)

    assert code == 1
    assert "FAILED  Slack socket: " in out.getvalue()
    assert "        Next: Make an app-level token" in out.getvalue()
    assert "1 of 12 checks failed." in out.getvalue()

"""Two employers add the app by themselves: the real bot, and one Slack whose workspaces share every id."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from re import search

import httpx
import pytest
import sqlalchemy
from starlette.routing import Mount

from adapters.simulator.clock import MovableClock
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.slack.company import SlackCompany
from adapters.slack.manifest import scopes
from bot.chat.address import Account
from bot.chat.vault import new_key
from bot.main import Bot, database_url, running, wired
from bot.server import address_of, listening, served
from bot.settings import Settings, SlackSettings, read_settings
from storage.engine import open_engine

SECRET = "simulated-signing-secret"
PUBLIC = "https://makegood.example"
ANA = "U0ANA"
KEY = new_key()


@dataclass(kw_only=True)
class City:
    address: str
    company: SlackCompany
    bot: Bot
    settings: Settings
    browser: httpx.AsyncClient
    a: SlackStandIn = field(init=False)
    b: SlackStandIn = field(init=False)

    def __post_init__(self) -> None:
        self.a, self.b = self.company.workspaces["T0A"], self.company.workspaces["T0B"]

    async def begins(self) -> str:
        """Opens the page and returns where its button leads."""
        page = await self.browser.get("/slack/install")
        assert page.status_code == 200
        found = search(r'href="([^"]+authorize[^"]+)"', page.text)
        assert found
        return unescape(found[1])

    async def returns(self, redirect: str) -> httpx.Response:
        return await self.browser.get(redirect.removeprefix(PUBLIC))

    async def adds(self, team: str) -> httpx.Response:
        return await self.returns(self.company.approve(await self.begins(), team, ANA))

    async def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of the database."""
        engine = open_engine(database_url(self.settings))
        async with engine.connect() as connection:
            names = await connection.run_sync(lambda c: sqlalchemy.inspect(c).get_table_names())
            rows = {
                name: (await connection.exec_driver_sql(f'SELECT * FROM "{name}"')).all() for name in names
            }
        await engine.dispose()
        return {name: [tuple(row) for row in found] for name, found in rows.items()}


def workspace(clock: MovableClock, team: str, name: str, address: str) -> SlackStandIn:
    made = SlackStandIn(
        bot_token="",
        app_token="xapp-none",
        signing_secret=SECRET,
        now=clock,
        team_id=team,
        team_name=name,
        request_url=f"{address}/slack/events",
    )
    made.add_user(ANA, f"Ana of {name}")
    made.add_channel("C0COORD", "desk", [ANA, "U0BOT"])
    return made


@asynccontextmanager
async def city(folder: Path, *, token_seconds: int | None = 43_200) -> AsyncIterator[City]:
    async with AsyncExitStack() as stack:
        clock = MovableClock()
        listener = listening("127.0.0.1", 0)
        address = address_of(listener)
        company = SlackCompany(
            client_id="1.2",
            client_secret="hidden-app-secret",
            redirect_urls=[f"{PUBLIC}/slack/oauth_redirect"],
            scopes=scopes(),
            workspaces={
                "T0A": workspace(clock, "T0A", "Aire Engineering", address),
                "T0B": workspace(clock, "T0B", "Beck Bakery", address),
            },
            token_seconds=token_seconds,
        )
        company.served_at(f"{address}/sim")
        slack = SlackSettings(
            bot_token="",
            app_token="",
            signing_secret=SECRET,
            mode="oauth",
            api_url=f"{address}/sim/api/",
            coordinators="",
            client_id="1.2",
            client_secret="hidden-app-secret",
            token_key=KEY,
            public_url=PUBLIC,
        )
        plain = read_settings({"DATA_DIR": str(folder), "MATCHER_MODEL": "none"})
        settings = replace(plain, slack=slack)
        bot = await stack.enter_async_context(wired(settings, clock=clock))
        for there in company.workspaces.values():
            await stack.enter_async_context(there)
        await stack.enter_async_context(served([Mount("/sim", company.app), *bot.routes()], listener))
        await stack.enter_async_context(running(bot, tick=3600))
        browser = httpx.AsyncClient(transport=httpx.ASGITransport(app=_Https(address)), base_url=PUBLIC)
        await stack.enter_async_context(browser)
        yield City(address=address, company=company, bot=bot, settings=settings, browser=browser)


class _Https:
    """The proxy that speaks TLS in front of the bot: cookies are for https only."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def __call__(self, scope, receive, send) -> None:
        async with httpx.AsyncClient() as client:
            query = scope["query_string"].decode()
            answer = await client.get(f"{self._address}{scope['path']}?{query}", headers=scope["headers"])
        headers = [(k, v) for k, v in answer.headers.raw if k.lower() != b"content-length"]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": answer.content})


async def test_an_employer_adds_the_app_and_its_people_are_answered(tmp_path: Path):
    async with city(tmp_path) as there:
        page = await there.adds("T0A")
        await there.a.say(ANA, "help")
        await there.bot.settle()

        assert page.status_code == 200 and "Makegood is added" in page.text
        assert there.a.messages(there.a.dm(ANA))[-1]["user"] == "U0BOT"
        (employer,) = (await there.everything())["organisations"]
        assert "Aire Engineering" in employer and "pending" in employer


async def test_no_token_lies_readable_on_the_disk(tmp_path: Path):
    async with city(tmp_path) as there:
        await there.adds("T0A")
        await there.bot.settle()

        kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.db*"))  # noqa: ASYNC240
        assert there.company.issued
        for secret in (*there.company.issued, "xoxe", "hidden-app-secret", KEY):
            assert secret.encode() not in kept


async def test_the_same_ids_in_two_workspaces_never_meet(tmp_path: Path):
    """One user id, one channel id, the same message stamps: people, listings, cards, presses, home."""
    async with city(tmp_path) as there:
        await there.adds("T0A")
        await there.adds("T0B")
        for place in (there.a, there.b):
            await place.say(ANA, "mine")
            await place.open_home(ANA)
        await there.bot.settle()
        await there.a.say(ANA, "I can do knitting on Fridays, LS11 or remote, 3 hours")
        await there.bot.settle()

        assert "knitting" in " ".join(there.a.everything_ever_shown(ANA))
        assert "knitting" not in " ".join(there.b.everything_ever_shown(ANA))
        assert "Beck" not in " ".join(there.a.everything_ever_shown(ANA))
        assert "Aire" not in " ".join(there.b.everything_ever_shown(ANA))
        async with there.bot.storage.begin() as tx:
            first = await tx.people.of(Account(platform="slack", tenant="T0A", user=ANA))
            second = await tx.people.of(Account(platform="slack", tenant="T0B", user=ANA))
        assert first and second and first.id != second.id
        assert first.organisation != second.organisation


def buttons(place: SlackStandIn) -> list[tuple[str, dict]]:
    """(message's ts, button) of everything that can be pressed in the bot's chat with Ana."""
    return [
        (message["ts"], element)
        for message in place.messages(place.dm(ANA))
        for block in message.get("blocks", [])
        if block["type"] == "actions"
        for element in block["elements"]
    ]


async def test_a_press_with_the_ids_of_another_workspace_changes_nothing_there(tmp_path: Path):
    async with city(tmp_path) as there:
        await there.adds("T0A")
        await there.adds("T0B")
        await there.b.say(ANA, "help")
        await there.a.say(ANA, "I can do knitting on Fridays, LS11 or remote, 3 hours")
        await there.bot.settle()
        before = await there.everything()
        shown = there.a.messages(there.a.dm(ANA))
        assert buttons(there.a)

        for ts, button in buttons(there.a):
            press = {
                "type": "block_actions",
                "team": {"id": "T0B", "domain": "b"},
                "user": {"id": ANA, "username": "ana", "team_id": "T0B"},
                "api_app_id": "A0MAKEGOOD",
                "container": {"type": "message", "message_ts": ts, "channel_id": there.a.dm(ANA)},
                "channel": {"id": there.a.dm(ANA), "name": "directmessage"},
                "trigger_id": f"T-{ts}-{button['action_id']}",
                "actions": [{**button, "action_ts": ts, "type": "button"}],
            }
            await there.b.delivery.interactive(press)
        await there.bot.settle()

        after = await there.everything()
        for table in ("listings", "matches", "organisations"):
            assert after[table] == before[table]
        assert [row for row in after["conversations"] if "T0A" in row] == [
            row for row in before["conversations"] if "T0A" in row
        ]
        assert there.a.messages(there.a.dm(ANA)) == shown
        assert "knitting" not in " ".join(there.b.everything_ever_shown(ANA))


async def test_a_removed_app_is_told_nothing_more_until_it_is_back(tmp_path: Path):
    async with city(tmp_path) as there:
        await there.adds("T0A")
        await there.adds("T0B")
        await there.a.say(ANA, "help")
        await there.bot.settle()
        before = len(there.a.faults.calls)

        await there.a.uninstall()
        await there.bot.settle()

        rows = await there.everything()
        gone = {row[1]: (row[3], row[5]) for row in rows["installations"]}
        assert gone["T0A"][0] == "" and gone["T0A"][1] is not None
        assert gone["T0B"][0] != "" and gone["T0B"][1] is None
        assert len(there.a.faults.calls) == before
        await there.b.say(ANA, "help")
        await there.adds("T0A")
        await there.a.say(ANA, "help")
        await there.bot.settle()
        assert len(there.a.faults.calls) > before


async def test_a_token_is_renewed_before_it_runs_out(tmp_path: Path):
    async with city(tmp_path, token_seconds=3600) as there:
        await there.adds("T0A")
        await there.a.say(ANA, "help")
        await there.bot.settle()

        assert len(there.company.issued) >= 2
        assert there.a.messages(there.a.dm(ANA))[-1]["user"] == "U0BOT"


REFUSALS = {
    "declined": (lambda there, url: there.company.decline(url), 200, "declined"),
    "another state": (lambda there, url: f"{PUBLIC}/slack/oauth_redirect?code=x&state=guess", 400, "browser"),
    "no state": (lambda there, url: f"{PUBLIC}/slack/oauth_redirect?code=x", 400, "browser"),
    "no code": (
        lambda there, url: f"{PUBLIC}/slack/oauth_redirect?state={search(r'state=([^&]+)', url)[1]}",
        401,
        "which workspace",
    ),
    "a code of nobody": (
        lambda there, url: f"{PUBLIC}/slack/oauth_redirect?code=x&state={search(r'state=([^&]+)', url)[1]}",
        401,
        "did not confirm",
    ),
}


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_what_is_not_confirmed_adds_nothing(tmp_path: Path, refusal: str, caplog):
    redirect, status, words = REFUSALS[refusal]
    async with city(tmp_path) as there:
        page = await there.returns(redirect(there, await there.begins()))

        assert page.status_code == status
        assert words in page.text and "Begin again" in page.text
        assert (await there.everything())["installations"] == []


async def test_a_way_back_works_once_and_in_the_same_browser_only(tmp_path: Path):
    async with city(tmp_path) as there:
        redirect = there.company.approve(await there.begins(), "T0A", ANA)
        assert (await there.returns(redirect)).status_code == 200
        assert (await there.returns(redirect)).status_code == 401

        elsewhere = there.company.approve(await there.begins(), "T0B", ANA)
        there.browser.cookies.clear()
        assert (await there.returns(elsewhere)).status_code == 400
        assert len((await there.everything())["installations"]) == 1


async def test_a_workspace_that_has_not_the_app_is_refused_before_any_work(tmp_path: Path, caplog):
    async with city(tmp_path) as there:
        await there.adds("T0A")

        await there.b.say(ANA, "help")
        await there.bot.settle()

        refused = [r.getMessage() for r in caplog.records if "slack.refused" in r.getMessage()]
        assert refused == ["slack.refused reason=workspace"]
        assert len((await there.everything())["people"]) == 0

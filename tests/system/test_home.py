"""Home and the forms of an offer on the strict stand-in of Slack, with the real adapter and bot behind it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.chat.address import Account
from bot.domain.listings import Side
from bot.stage import CHANNEL, Stage, stage

TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
PRIYA = "U0PRIYA"
WORK = ("bookkeeping", "gardening", "painting")
Json = dict[str, Any]
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, starts=TUESDAY) as on:
        yield on


def shown(on: Stage) -> str:
    home = on.slack.home(PRIYA) or {"blocks": []}
    return "\n".join(_texts(home["blocks"]))


def _texts(found: object) -> list[str]:
    if isinstance(found, list):
        return [text for each in found for text in _texts(each)]
    if isinstance(found, dict):
        own = [found["text"]] if isinstance(found.get("text"), str) else []
        return own + [text for key in ("text", "elements") for text in _texts(found.get(key))]
    return []


def published(on: Stage) -> int:
    return sum(1 for each in on.slack.history_raw() if each["what"] == "views.publish")


async def seconds_until(holds: Callable[[], bool]) -> float:
    began = time.monotonic()
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - Slack shows the page when it is there
            await asyncio.sleep(0.01)
    return time.monotonic() - began


async def types(on: Stage, answers: dict[str, Any]) -> None:
    """Into the form on top, as far as there are such questions."""
    view = on.slack.views(PRIYA)[-1]
    blocks = {
        each["block_id"].rsplit(":", 1)[0]: each["block_id"] for each in view["blocks"] if "element" in each
    }
    values = {blocks[name]: {"answer": given} for name, given in answers.items()}
    await on.slack.type_in(PRIYA, view["id"], values)


def filled_in(on: Stage) -> Json:
    """What stands in the fields of the form on top."""
    state: Json = {}
    for block, inputs in on.slack.views(PRIYA)[-1]["state"]["values"].items():
        entry = inputs["answer"]
        chosen = entry.get("selected_option") or {}
        state[block.rsplit(":", 1)[0]] = entry.get("value") or chosen.get("value")
    return state


async def close(on: Stage) -> None:
    await on.slack.close_view(PRIYA, on.slack.views(PRIYA)[-1]["id"])


async def fresh_after(on: Stage, change: Callable[[], Awaitable[None]]) -> float:
    """Seconds from a change until the page that is shown differs."""
    before = shown(on)
    await change()
    return await seconds_until(lambda: shown(on) != before)


async def test_the_page_is_fresh_within_a_second_of_what_one_does(on: Stage):
    """The quickest of some: a machine that does other things can be slow once."""
    await on.slack.open_home(PRIYA)
    await seconds_until(lambda: "Welcome to Makegood" in shown(on))

    took = [await fresh_after(on, partial(posts, on, what)) for what in WORK]

    assert min(took) < 1.0
    assert all(what in shown(on) for what in WORK)


async def test_the_page_is_fresh_within_a_second_of_what_somebody_else_does(on: Stage):
    await on.sam.commands(f"coordinate {on.code}")
    await on.settle()
    for what in WORK:
        await posts(on, what)
        await on.settle()
    await on.slack.open_home(PRIYA)
    await seconds_until(lambda: WORK[-1] in shown(on))

    approve = partial(on.sam.presses, "Approve", CHANNEL, "New offer")
    took = [await fresh_after(on, approve) for _ in WORK]

    assert min(took) < 1.0


async def posts(on: Stage, what: str) -> None:
    await on.priya.says(f"I can do {what} two Fridays a month, 4 hours, LS11 or remote")
    await seconds_until(lambda: on.priya.offers("My own time"))
    await on.priya.presses("My own time")
    await seconds_until(lambda: on.priya.offers("Post it"))
    await on.priya.presses("Post it")


async def test_ten_changes_make_one_publish(on: Stage):
    await on.slack.open_home(PRIYA)
    await seconds_until(lambda: published(on) == 1)
    await asyncio.sleep(0.5)
    before = published(on)

    await asyncio.gather(*(on.priya.commands(word) for word in ("stop", "resume") * 5))
    await asyncio.sleep(1)

    assert published(on) - before == 1


async def test_what_was_typed_is_there_when_the_form_is_opened_again(on: Stage):
    await on.priya.commands("offer")
    await types(on, {"kind": "skills", "what": "bookkeeping", "where": "the moon", "hours": "4"})
    await close(on)
    await on.settle()
    assert "Your draft is kept" in on.priya.sees()[-1]
    assert "the moon" in on.priya.sees()[-1]

    await on.priya.commands("offer")

    found = filled_in(on)
    assert (found["kind"], found["what"], found["hours"]) == ("skills", "bookkeeping", "4 hours")
    assert found["where"] == "the moon"


async def test_a_form_closed_empty_leaves_nothing_behind(on: Stage):
    await on.priya.commands("offer")
    await close(on)
    await on.settle()

    assert not [text for text in on.priya.sees() if "draft" in text]


async def test_errors_stand_under_their_fields_and_the_rest_stays(on: Stage):
    await on.priya.commands("offer")
    answers = {"kind": "skills", "what": "bookkeeping", "where": "the moon", "when": "any time"}

    errors = await on.priya.fills({**answers, "hours": "4", "leave": "own"})

    assert list(errors) == ["where"]
    assert filled_in(on)["what"] == "bookkeeping"


async def test_a_team_day_has_a_second_page_with_the_size_of_the_team(on: Stage):
    await on.priya.commands("offer")
    answers = {"kind": "team_day", "what": "painting", "where": "LS9, LS11", "when": "any time"}
    assert await on.priya.fills({**answers, "hours": "6", "leave": "agreed"}) == {}
    view = on.slack.views(PRIYA)[-1]
    assert [b["block_id"].rsplit(":", 1)[0] for b in view["blocks"] if "element" in b] == ["people"]

    assert await on.priya.fills({"people": "8"}) == {}
    await on.priya.fills({})
    await on.settle()

    async with on.bot.storage.begin() as tx:
        (offer,) = await tx.listings.of_owner((await tx.people.of(_account(on))).id)  # type: ignore[union-attr]
    assert (offer.side, offer.terms.people, offer.terms.areas) == (Side.OFFER, 8, ("LS9", "LS11"))


def _account(on: Stage) -> Account:
    return Account(platform="slack", tenant=on.slack.workspace.team_id, user=PRIYA)


async def test_a_message_is_turned_into_an_offer_with_what_it_says_filled_in(on: Stage):
    ts = await on.slack.say(PRIYA, "hello")
    channel = on.slack.dm(PRIYA)
    on.slack.workspace.message(channel, ts)["text"] = (
        "I could do bookkeeping two Fridays a month, 4 hours, LS9, LS11"
    )

    await on.slack.message_shortcut(PRIYA, "turn_into_offer", channel, ts)

    found = filled_in(on)
    assert (found["kind"], found["what"], found["hours"]) == ("skills", "bookkeeping", "4 hours")
    assert found["where"] == "LS9, LS11"
    assert "Friday" in found["when"]


@pytest.mark.parametrize("way", ["command", "shortcut", "home"])
async def test_every_door_opens_the_same_form(on: Stage, way: str):
    if way == "command":
        await on.priya.commands("offer")
    elif way == "shortcut":
        await on.slack.shortcut(PRIYA, "offer_help")
    else:
        await on.slack.open_home(PRIYA)
        await seconds_until(lambda: published(on) == 1)
        home = on.slack.home(PRIYA) or {}
        buttons = [e for b in home["blocks"] if b["type"] == "actions" for e in b["elements"]]
        [offer] = [e["action_id"] for e in buttons if e["text"]["text"] == "Offer help"]
        await on.slack.press_in_view(PRIYA, "home", offer)

    view = on.slack.views(PRIYA)[-1]
    questions = [b["block_id"].rsplit(":", 1)[0] for b in view["blocks"] if "element" in b]
    assert questions == ["kind", "what", "where", "when", "hours", "leave", "languages", "checks"]
    assert all(b["dispatch_action"] for b in view["blocks"] if "element" in b)

"""Rubbish at every door: a sentence for the person, nothing refused by the platforms, nothing broken."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.stage import CHANNEL, Stage, stage

pytestmark = pytest.mark.timeout(120)

HOSTILE = (
    "<b>*_@everyone|=cmd()",
    "</b><a href='https://x.example'>click</a>",
    "<!channel> <!everyone> <@U0SAM> <https://x.example|bank>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "*bold* _it_ ~no~ `code` ```pre```",
    "\u202egnp.exe\u202c \u200b\u200d\ufeff",
    "😀" * 300,
    "مرحبا بكم في ليدز",
    "0",
    "-1",
    "NaN",
    "31/02/2027",
    "tomorrow yesterday next never",
    '=HYPERLINK("https://x.example")',
    "'; drop table people; --",
    "{name} {0} %s ${x}",
    "c.post:ABC:1",
    "a" * 3_900,
)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, starts=datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC), undo_minutes=0) as opened:
        yield opened


def refusals(on: Stage) -> list[object]:
    """What either platform would not take from us."""
    answered = [each for each in on.slack.history_raw() if each["direction"] == "from_bot"]
    slack = [(each["what"], each["answer"]) for each in answered if each["answer"]["body"]["ok"] is not True]
    telegram = [
        (each["method"], each["answer"])
        for each in on.telegram.history_raw()
        if each.get("kind") == "call" and each["status"] >= 400
    ]
    return [*slack, *telegram, *on.slack.problems("U0PRIYA"), *on.slack.problems("U0SAM")]


@pytest.mark.parametrize("flow", ["need", "offer"])
async def test_every_question_survives_everything_that_can_be_typed(on: Stage, flow: str) -> None:
    with capture_logs() as logs:
        await on.maria.commands(flow)
        await on.settle()
        for text in HOSTILE:
            before = len(on.maria.sees())
            await on.maria.says(text)
            await on.settle()
            assert len(on.maria.sees()) > before, text
        for word in ("back", "help", "cancel", "mine"):
            await on.maria.says(word)
            await on.settle()

    assert [each for each in logs if each["log_level"] in ("error", "critical")] == []
    assert refusals(on) == []


async def test_slack_survives_everything_that_can_be_typed_or_filled_in(on: Stage) -> None:
    with capture_logs() as logs:
        for text in HOSTILE:
            await on.priya.says(text)
            await on.priya.commands(text)
            await on.sam.commands(text, CHANNEL)
            await on.settle()
        await on.priya.commands("offer")
        for text in HOSTILE:
            answers = dict.fromkeys(("where", "when", "hours"), text[:200])
            errors = await on.priya.fills({**answers, "kind": "skills", "what": text[:300], "leave": "own"})
            assert set(errors) <= {"where", "when", "hours", "what"}
            if on.priya.form_title() != "Offer help":
                break
        await on.settle()

    assert [each for each in logs if each["log_level"] in ("error", "critical")] == []
    assert refusals(on) == []


async def test_a_hostile_group_name_travels_unharmed_through_every_card(on: Stage) -> None:
    name, what = "<b>*_@everyone|=cmd()", "somebody to fix <!channel> & </b> our sink"
    await on.sam.commands(f"coordinate {on.code}")
    await on.maria.commands("need")
    for text in (
        "skills",
        what,
        "LS9",
        "any time",
        "2",
        "1",
        "skip",
        "skip",
        "skip",
        name,
        "none of these",
        "post it",
    ):
        await on.maria.says(text)
        await on.settle()

    cards = "\n".join(on.sam.sees(CHANNEL))

    assert any(name in text for text in on.maria.sees())
    shown = cards.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert name in shown
    assert what in shown
    assert "<!channel>" not in cards
    assert refusals(on) == []

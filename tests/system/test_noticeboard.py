"""What is needed, posted in a channel of Slack: once, and in blocks that Slack takes."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.stage import CHANNEL, stage
from tests.system.posting import need_is_posted

TOWN_HALL = "C0TOWN"
THURSDAY = datetime(2026, 12, 3, 10, tzinfo=ZoneInfo("Europe/London"))


async def test_a_channel_that_chose_it_reads_the_menu_on_the_first_monday_and_a_press_answers_in_private(
    tmp_path: Path,
):
    async with stage(tmp_path, starts=THURSDAY, undo_minutes=0) as on:
        on.slack.add_channel(TOWN_HALL, "town-hall", ["U0SAM", "U0PRIYA", "U0BOT"])
        await on.slack.command("U0SAM", f"/makegood coordinate {on.code}")
        await on.settle()
        await need_is_posted(on)
        for button in ("Verify", "Approve"):
            await on.sam.presses(button, CHANNEL)
            await on.settle()

        await on.slack.command("U0SAM", "/makegood menu here", TOWN_HALL)
        await on.settle()
        await on.until(THURSDAY + timedelta(days=4, hours=1))  # Monday the 7th
        await on.bot.ticker.morning()
        await on.settle()

        said = [each["text"] for each in on.slack.messages(TOWN_HALL)]
        [post] = [each for each in on.slack.messages(TOWN_HALL) if "What you can do" in each["text"]]
        assert len(said) == 2 and "sort out our accounts" in post["text"] and "Maria" not in post["text"]
        [press] = [
            each["action_id"]
            for block in post["blocks"]
            for each in block.get("elements", ())
            if each.get("action_id", "").find("notice.open") >= 0
        ]
        await on.slack.press("U0PRIYA", TOWN_HALL, post["ts"], press)
        await on.settle()
        assert any("sort out our accounts" in text for text in on.priya.sees())
        assert len(on.slack.messages(TOWN_HALL)) == 2

"""What the bot posts is what people see, and what it can read back."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.simulator.slack import SlackStandIn
from tests.adapters.simulator_slack.conftest import NOW, stand_in

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*A group* needs &lt;you&gt;"}}


async def test_posting_to_a_person_opens_the_conversation(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    posted = await client.chat_postMessage(channel="U0BEN", text="hello")
    opened = await client.conversations_open(users="U0BEN")

    assert posted["channel"] == opened["channel"]["id"] == slack.dm("U0BEN")
    assert [m["text"] for m in slack.messages(slack.dm("U0BEN"))] == ["hello"]


async def test_text_without_blocks_takes_the_blocks_away(client: AsyncWebClient, slack: SlackStandIn) -> None:
    posted = await client.chat_postMessage(channel="C0COORD", text="card", blocks=[SECTION])
    await client.chat_update(channel="C0COORD", ts=posted["ts"], text="decided")

    shown = slack.messages("C0COORD")[0]
    assert shown["text"] == "decided"
    assert "blocks" not in shown
    assert shown["edited"]["user"] == "U0BOT"


async def test_everything_shown_is_remembered_as_it_was_displayed(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    posted = await client.chat_postMessage(channel="C0COORD", text="card", blocks=[SECTION])
    await client.chat_update(channel="C0COORD", ts=posted["ts"], text="decided")
    await client.chat_delete(channel="C0COORD", ts=posted["ts"])

    assert slack.messages("C0COORD") == []
    assert {"card", "*A group* needs <you>", "decided"} <= set(slack.everything_ever_shown("U0ANA"))
    assert slack.everything_ever_shown("U0BEN") == []


async def test_a_lost_message_can_be_found_by_its_metadata(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"id": "42"}}
    await client.chat_postMessage(channel="C0COORD", text="a", metadata=metadata)

    with_it = await client.conversations_history(channel="C0COORD", include_all_metadata=True)
    without = await client.conversations_history(channel="C0COORD")

    assert with_it["messages"][0]["metadata"] == metadata
    assert "metadata" not in without["messages"][0]


async def test_history_is_newest_first_in_pages_and_without_replies(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    first = await client.chat_postMessage(channel="C0COORD", text="1")
    await client.chat_postMessage(channel="C0COORD", text="2")
    await client.chat_postMessage(channel="C0COORD", text="1a", thread_ts=first["ts"])
    await client.chat_postMessage(channel="C0COORD", text="3")

    texts: list[str] = []
    async for page in await client.conversations_history(channel="C0COORD", limit=2):
        texts += [m["text"] for m in page["messages"]]
    thread = await client.conversations_replies(channel="C0COORD", ts=first["ts"])
    after = await client.conversations_history(channel="C0COORD", oldest=first["ts"])

    assert texts == ["3", "2", "1"]
    assert [m["text"] for m in thread["messages"]] == ["1", "1a"]
    assert thread["messages"][0]["reply_count"] == 1
    assert [m["text"] for m in after["messages"]] == ["3", "2"]


async def test_people_have_time_zones_and_languages(client: AsyncWebClient) -> None:
    ben = (await client.users_info(user="U0BEN", include_locale=True))["user"]
    plain = (await client.users_info(user="U0BEN"))["user"]
    listed = (await client.users_list())["members"]

    assert (ben["tz"], ben["tz_offset"], ben["locale"]) == ("Europe/Paris", 3600, "fr-FR")
    assert "locale" not in plain
    assert {m["id"]: m["is_bot"] for m in listed} == {"U0BOT": True, "U0ANA": False, "U0BEN": False}


async def test_the_bot_knows_itself_and_its_channels(client: AsyncWebClient) -> None:
    me = await client.auth_test()
    team = await client.team_info()
    channel = await client.conversations_info(channel="C0COORD")
    members = await client.conversations_members(channel="C0COORD")
    dnd = await client.dnd_info(user="U0ANA")

    assert (me["user_id"], me["bot_id"], me["team_id"]) == ("U0BOT", "B0BOT", "T0LEEDS")
    assert team["team"]["id"] == "T0LEEDS"
    assert (channel["channel"]["name"], channel["channel"]["is_member"]) == ("coordinators", True)
    assert members["members"] == ["U0ANA", "U0BOT"]
    assert dnd["dnd_enabled"] is False


async def test_a_reaction_and_a_link_belong_to_a_message(client: AsyncWebClient, slack: SlackStandIn) -> None:
    posted = await client.chat_postMessage(channel="C0COORD", text="a")
    await client.reactions_add(channel="C0COORD", timestamp=posted["ts"], name="eyes")
    link = await client.chat_getPermalink(channel="C0COORD", message_ts=posted["ts"])

    assert slack.messages("C0COORD")[0]["reactions"][0]["name"] == "eyes"
    assert link["permalink"].endswith(f"/C0COORD/p{posted['ts'].replace('.', '')}")


async def test_a_file_arrives_in_the_conversation(client: AsyncWebClient, slack: SlackStandIn) -> None:
    await client.files_upload_v2(
        channel="C0COORD", filename="report.csv", content="a,b", initial_comment="Here it is"
    )

    shown = slack.messages("C0COORD")[0]
    assert (shown["text"], shown["files"][0]["name"], shown["files"][0]["size"]) == (
        "Here it is", "report.csv", 3,
    )  # fmt: skip


async def test_time_stamps_follow_the_clock_but_never_go_back() -> None:
    clock = [NOW]
    slack = stand_in(now=lambda: clock[0])
    slack.events = frozenset()
    stamps: list[str] = []
    for moment in (NOW, NOW + timedelta(days=3), NOW):
        clock[0] = moment
        stamps.append(await slack.say("U0ANA", "x"))

    assert stamps == sorted(set(stamps), key=float)
    assert int(float(stamps[1])) == int((NOW + timedelta(days=3)).timestamp())


async def test_everything_survives_a_restart(client: AsyncWebClient, slack: SlackStandIn) -> None:
    posted = await client.chat_postMessage(channel="U0ANA", text="before")
    again = stand_in()

    again.restore(slack.snapshot())

    assert again.messages(again.dm("U0ANA")) == slack.messages(slack.dm("U0ANA"))
    again.events = frozenset()
    assert float(await again.say("U0ANA", "after")) > float(posted["ts"])


async def test_a_snapshot_is_json_and_independent(client: AsyncWebClient, slack: SlackStandIn) -> None:
    kept = slack.snapshot()
    await client.chat_postMessage(channel="U0ANA", text="later")

    assert json.loads(json.dumps(kept)) == kept
    assert kept["said"] == {}


async def test_the_inspector_keeps_the_json_and_no_tokens(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    await client.chat_postMessage(channel="C0COORD", text="xoxb-pasted-by-mistake")

    kept: list[Any] = slack.history_raw()
    assert (kept[0]["direction"], kept[0]["what"]) == ("from_bot", "chat.postMessage")
    assert kept[0]["answer"]["body"]["ok"] is True
    assert datetime.fromisoformat(kept[0]["at"]) == NOW
    assert "xoxb" not in str(kept)


async def test_watchers_hear_of_every_change(client: AsyncWebClient, slack: SlackStandIn) -> None:
    changes: list[int] = []
    slack.workspace.on_change = lambda: changes.append(1)

    posted = await client.chat_postMessage(channel="C0COORD", text="a")
    await client.chat_delete(channel="C0COORD", ts=posted["ts"])

    assert len(changes) == 2


async def test_a_picture_keeps_its_bytes_over_a_restart(client: AsyncWebClient, slack: SlackStandIn) -> None:
    await client.files_upload_v2(channel="C0COORD", filename="impact.png", content=b"\x89PNG")

    again = stand_in()
    again.restore(slack.snapshot())

    shown = again.messages("C0COORD")[0]["files"][0]
    assert (shown["mimetype"], again.file(shown["id"])) == ("image/png", b"\x89PNG")


async def test_a_picture_is_described_in_at_most_1000_characters(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="alt_txt_too_large"):
        await client.files_getUploadURLExternal(filename="a.png", length=1, alt_txt="x" * 1001)


async def test_a_file_that_was_never_uploaded_is_not_found(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": "F0", "title": "x"}], channel_id="C0COORD")


async def test_once_uninstalled_the_token_is_dead(client: AsyncWebClient, slack: SlackStandIn) -> None:
    await slack.uninstall()

    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.chat_postMessage(channel="C0COORD", text="a")

"""Where a chat chose it: what groups need, once a week, with the menu once a month; and nobody's name."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.address import Chat
from bot.domain.refusal import Refusal
from bot.services import listings, noticeboards
from tests.services.test_pledges import with_champion
from tests.services.world import World

CHANNEL = Chat(platform="chat", tenant="t", id="channel")


async def pinned(world: World) -> None:
    async with world.turn("Sam") as turn:
        await noticeboards.pin(turn, CHANNEL)


async def with_needs(world: World, count: int = 1) -> list[str]:
    """Of the pantry, approved; the menu is posted since Tuesday 1 December."""
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    needs = [await world.need("Maria", f"bookkeeping for stall {number}") for number in range(count)]
    await world.approves(*needs)
    await pinned(world)
    return needs


async def days(world: World, count: int) -> list[str]:
    """What was posted there in so many working days."""
    for _ in range(count):
        await world.morning()
        await world.passes(timedelta(hours=5))
    return await world.told("channel")


async def test_the_menu_is_posted_once_a_month_and_what_is_needed_every_week_in_one_message(world: World):
    await with_needs(world, 7)

    posts = await days(world, 23)  # until Wednesday 6 January

    assert ["What you can do" in text for text in posts] == [False, True, False, False, False, True]
    second, first, *_ = posts
    assert "Team days: 4 to 12 people, 3 to 7 hours each; agreed 10 days before" in first
    assert "Money and fundraising, needed now: 7." in first
    for post in posts:
        assert "Needed now: 7." in post
        assert "1. bookkeeping for stall 0 LS9; " in post and "6. " not in post
        assert "Seacroft" not in post and "Maria" not in post
    assert len(second.splitlines()) < 10


async def test_nothing_is_posted_where_nothing_is_needed_or_nobody_chose_it(world: World):
    await world.meets("Sam")
    await pinned(world)
    assert await days(world, 6) == []

    async with world.turn("Sam") as turn:
        await noticeboards.unpin(turn, CHANNEL)
    await world.meets("Maria", "Seacroft Pantry")
    await world.approves(await world.need("Maria"))
    assert await days(world, 6) == []


async def test_a_week_is_posted_once_however_often_it_is_planned_and_late_after_a_downtime(world: World):
    await with_needs(world)
    world.now = datetime(2026, 12, 9, 8, tzinfo=UTC)  # a Wednesday: nobody was there on Monday

    assert len(await days(world, 3)) == 1

    async with world.turn() as turn:
        await noticeboards.plan(turn)
    await world.passes(timedelta(days=1))
    assert len(await world.told("channel")) == 1


async def test_what_a_coordinator_can_still_take_back_and_what_is_gone_is_not_posted(world: World):
    world.undo = timedelta(days=20)
    gone, _ = await with_needs(world, 2)
    async with world.turn("Maria") as turn:
        await listings.withdraw(turn, gone)

    assert await days(world, 6) == []


async def test_a_chat_that_is_gone_gets_nothing_and_one_that_moved_goes_on(world: World):
    await with_needs(world)
    moved = Chat(platform="chat", tenant="t", id="moved")
    async with world.begin() as tx:
        await tx.chats.moved(CHANNEL, moved)
        await tx.commit()
    assert await days(world, 1) == []
    assert len(await world.told("moved")) == 1

    async with world.begin() as tx:
        await tx.chats.moved(moved, None)
        await tx.commit()
    await days(world, 6)
    assert len(await world.told("moved")) == 1


async def test_champions_and_coordinators_choose_and_nobody_else(world: World):
    await with_champion(world)
    await world.meets("Maria", "Seacroft Pantry")
    async with world.turn("Chris") as turn:
        board = await noticeboards.pin(turn, CHANNEL)
        assert await noticeboards.pin(turn, CHANNEL) == board

    with pytest.raises(Refusal) as found:
        async with world.turn("Maria") as turn:
            await noticeboards.unpin(turn, CHANNEL)

    assert found.value.key == "noticeboard.who"

"""Never over the allowed rate, wherever within a call the platform counts it; and near to it."""

import itertools
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.address import Account, Chat
from bot.chat.outgoing import Post, ShowHome
from bot.chat.pace import Over, Rate, Sending, Sent
from bot.pacer import Pacer
from storage.unit_of_work import Storage
from tests.flows.world import TUESDAY, hasty_storage
from tests.test_relay import card

OVERALL = Rate(over=Over.TENANT, most=5, seconds=1)
IN_A_CHAT = Rate(over=Over.CHAT, most=1, seconds=1)
IN_A_GROUP = Rate(over=Over.CHAT, most=4, seconds=10)
EDITS = Rate(over=Over.KIND, most=3, seconds=10)
LEASE = timedelta(seconds=30)


def pace(chat: str, sending: Sending) -> tuple[Rate, ...]:
    if sending is not Sending.POST:
        return (OVERALL, EDITS)
    return (OVERALL, IN_A_CHAT, IN_A_GROUP) if chat.startswith("-") else (OVERALL, IN_A_CHAT)


def chat(name: str, tenant: str = "B1") -> Chat:
    return Chat(platform="phone", tenant=tenant, id=name)


def at(seconds: float) -> datetime:
    return TUESDAY + timedelta(seconds=seconds)


def pacer() -> Pacer:
    return Pacer({"phone": pace})


def most_in(arrivals: list[float], seconds: float) -> int:
    """The most arrivals in any stretch of that length, its end not included."""
    return max((sum(one <= each < one + seconds for each in arrivals) for one in arrivals), default=0)


@given(st.integers(0, 10_000), st.floats(0.001, 3))
@settings(max_examples=60, deadline=None)
def test_no_stretch_of_time_holds_more_than_a_rate_allows(seed: int, slowest: float):
    chance, pacing = random.Random(seed), pacer()
    now, number = 0.0, itertools.count()
    under_way: list[tuple[float, str]] = []
    arrived: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(400):
        now += chance.uniform(0, 0.1)
        for end, id in [each for each in under_way if each[0] <= now]:
            pacing.ended(id, at(end))
            under_way.remove((end, id))
        pacing.learn([], at(now))
        name = chance.choice(("-1", "-2", "ana", "ben", "cem", "dee", "eve"))
        id = str(next(number))
        if pacing.admits(id, chat(name), Sending.POST):
            took = chance.uniform(0, slowest)
            under_way.append((now + took, id))
            arrived[name].append(now + chance.uniform(0, took))

    assert most_in(sorted(itertools.chain.from_iterable(arrived.values())), 1) <= OVERALL.most
    assert all(most_in(sorted(each), 1) <= 1 for each in arrived.values())
    assert all(most_in(sorted(arrived[name]), 10) <= IN_A_GROUP.most for name in ("-1", "-2"))


def test_a_quick_platform_is_used_nearly_to_the_full():
    pacing, now, sent = pacer(), 0.0, 0
    while now < 60:
        pacing.learn([], at(now))
        while pacing.admits(str(sent), chat(f"c{sent}"), Sending.POST):
            pacing.ended(str(sent), at(now + 0.01))
            sent += 1
        now += pacing.wait(at(now)) or 1

    assert 0.97 * 5 * 60 <= sent <= 5 * 60 + 5


def test_a_platform_that_is_far_is_used_nearly_to_the_full_too():
    pacing, now, sent = pacer(), 0.0, 0
    under_way: list[tuple[float, str]] = []
    while now < 120:
        for end, id in [each for each in under_way if each[0] <= now]:
            pacing.ended(id, at(end))
            under_way.remove((end, id))
        pacing.learn([], at(now))
        while pacing.admits(str(sent), chat(f"c{sent}"), Sending.POST):
            under_way.append((now + 0.2, str(sent)))
            sent += 1
        now += 0.002

    assert 0.95 * 5 * 120 <= sent <= 5 * 120 + 5


@given(st.integers(0, 10_000), st.floats(0, 0.3), st.floats(0, 0.3), st.floats(0, 0.2))
@settings(max_examples=60, deadline=None)
def test_what_every_journey_takes_is_given_back_and_no_more(
    seed: int, there: float, back: float, varies: float
):
    chance, pacing = random.Random(seed), pacer()
    now, sent = 0.0, 0
    under_way: list[tuple[float, str]] = []
    arrived: list[float] = []
    while now < 60:
        for end, id in [each for each in under_way if each[0] <= now]:
            pacing.ended(id, at(end))
            under_way.remove((end, id))
        pacing.learn([], at(now))
        while pacing.admits(str(sent), chat(f"c{sent}"), Sending.POST):
            counted = now + there + chance.uniform(0, varies)
            arrived.append(counted)
            under_way.append((counted + back + chance.uniform(0, varies), str(sent)))
            sent += 1
        now += chance.uniform(0, 0.02)

    assert most_in(sorted(arrived), 1) <= OVERALL.most


def test_an_edit_does_not_count_as_a_message_in_its_chat():
    pacing = pacer()
    pacing.learn([], at(0))

    assert pacing.admits("1", chat("ana"), Sending.POST)
    assert pacing.admits("2", chat("ana"), Sending.EDIT)
    assert not pacing.admits("3", chat("ana"), Sending.POST)


def test_tenants_and_other_platforms_do_not_count_together():
    pacing = pacer()
    pacing.learn([], at(0))
    for number in range(5):
        assert pacing.admits(str(number), chat(f"c{number}"), Sending.POST)

    assert not pacing.admits("5", chat("c5"), Sending.POST)
    assert pacing.admits("6", chat("c5", tenant="B2"), Sending.POST)
    assert pacing.admits("7", Chat(platform="office", tenant="B1", id="c5"), Sending.POST)


def test_what_another_sends_counts_until_it_is_over_or_its_sender_is_dead():
    pacing = pacer()
    sending = Sent(id="1", chat=chat("ana"), sending=Sending.POST, ended_at=None)

    resting = pacing.learn([sending], at(0))
    assert resting.chats == {("phone", "B1", "ana")}
    assert pacing.learn([sending], at(5)).chats
    pacing.learn([], at(6))

    assert not pacing.admits("2", chat("ana"), Sending.POST)
    assert pacing.learn([], at(7.01)).chats == frozenset()
    assert pacing.admits("2", chat("ana"), Sending.POST)


def test_the_first_time_all_that_may_still_count_is_asked_for():
    pacing = pacer()

    assert at(0) - pacing.since(at(0)) == timedelta(seconds=60)
    pacing.learn([], at(0))
    assert at(1) - pacing.since(at(1)) == timedelta(seconds=3)


def test_a_letter_tried_again_after_a_minute_still_counts():
    pacing = pacer()
    pacing.learn([], at(0))
    pacing.admits("1", chat("ana"), Sending.POST)
    pacing.ended("1", at(0))
    pacing.learn([], at(59))
    pacing.admits("1", chat("ana"), Sending.POST)
    pacing.learn([], at(61))
    pacing.ended("1", at(61))

    assert pacing.learn([], at(61.5)).chats == {("phone", "B1", "ana")}
    assert pacing.learn([], at(63)).chats == frozenset()


@pytest.fixture
async def storage(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    opened = hasty_storage(sqlite_template, tmp_path)
    yield opened
    await opened.close()


async def queue(storage: Storage, *names: str) -> None:
    async with storage.begin() as tx:
        for name in names:
            for number in range(2):
                post = Post(chat=chat(name), card=card(f"{name}{number}"))
                await tx.outbox.put(post, dedupe=f"{name}{number}", now=at(0))
        await tx.commit()


async def claimed(storage: Storage, pacing: Pacer, seconds: float, owner: str = "one") -> list[str]:
    """The chats of what may be sent now; it is sent at once."""
    async with storage.begin() as tx:
        letters = await tx.outbox.claim(owner, now=at(seconds), lease=LEASE, most=9, pacing=pacing)
        for letter in letters:
            pacing.ended(letter.id, at(seconds))
            await tx.outbox.sent(letter, f"r{letter.id}", at(seconds))
        await tx.commit()
    return [each.outgoing.chat.id for each in letters if isinstance(each.outgoing, Post)]


async def put(storage: Storage, name: str, *, unasked: bool) -> None:
    async with storage.begin() as tx:
        if unasked:
            tx.outbox.unasked()
        post = Post(chat=chat(name), card=card(name))
        await tx.outbox.put(post, dedupe=f"{name}:{unasked}", now=at(0))
        await tx.commit()


async def test_an_answer_overtakes_what_nobody_asked_for_and_takes_its_own_chat_along(storage: Storage):
    for name in ("c1", "c2", "c3", "c4", "c5", "c6", "ben"):
        await put(storage, name, unasked=True)
    await put(storage, "ana", unasked=False)
    await put(storage, "ben", unasked=False)
    pacing = pacer()

    assert await claimed(storage, pacing, 0) == ["ben", "ana", "c1", "c2", "c3"]
    assert await claimed(storage, pacing, 1.1) == ["ben", "c4", "c5", "c6"]


async def test_a_chat_that_rests_does_not_stand_before_the_others(storage: Storage):
    await queue(storage, "ana", "ben", "cem", "dee", "eve", "fay")
    pacing = pacer()

    assert await claimed(storage, pacing, 0) == ["ana", "ben", "cem", "dee", "eve"]
    assert await claimed(storage, pacing, 0.5) == []
    assert await claimed(storage, pacing, 1.1) == ["ana", "ben", "cem", "dee", "eve"]
    assert await claimed(storage, pacing, 2.2) == ["fay"]
    assert await claimed(storage, pacing, 2.3) == []


async def test_a_second_replica_and_a_restarted_one_know_what_was_sent(storage: Storage):
    await queue(storage, "ana", "-1")
    await claimed(storage, pacer(), 0)

    assert await claimed(storage, pacer(), 0.5, "two") == []
    assert await claimed(storage, pacer(), 1.1, "two") == ["ana", "-1"]


async def test_a_home_page_is_of_its_own_kind(storage: Storage):
    async with storage.begin() as tx:
        for number in range(5):
            home = ShowHome(account=Account(platform="phone", tenant="B1", user=f"U{number}"))
            await tx.outbox.put(home, dedupe=f"home{number}", now=at(0))
        await tx.commit()
    pacing = pacer()
    async with storage.begin() as tx:
        first = await tx.outbox.claim("one", now=at(0), lease=LEASE, most=9, pacing=pacing)
        await tx.commit()

    assert len(first) == EDITS.most


async def test_a_claim_that_was_undone_leaves_no_trace(storage: Storage):
    await queue(storage, "ana")
    pacing = pacer()
    async with storage.begin() as tx:
        await tx.outbox.claim("one", now=at(0), lease=LEASE, most=9, pacing=pacing)
    for id in pacing.admitted:
        pacing.ended(id, at(0))

    assert await claimed(storage, pacing, 1.1) == ["ana"]

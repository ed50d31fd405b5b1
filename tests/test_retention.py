"""What is not needed any more is forgotten by itself, and nothing before its time."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.address import Chat
from bot.chat.outgoing import Post
from bot.chat.ports import Unavailable
from bot.domain.matches import MatchState
from bot.domain.people import By
from bot.domain.retention import DAY, MONTH, Retention
from bot.retention import Sweeper
from bot.services import matches
from bot.services.listings import withdraw
from bot.services.retention import sweep
from bot.services.rights import FAREWELL
from bot.services.rights_ports import Shown
from bot.services.turn import Turn
from bot.setting_reader import BadSettings
from bot.settings import read_settings
from bot.spool import Spool
from bot.texts.cards import note
from tests.flows.test_rights import forgets
from tests.flows.test_talking import says
from tests.flows.world import Someone, World, introduced, posted_both
from tests.test_stuck import fails, queue

KEEP = Retention()


async def later(world: World, by: timedelta) -> int:
    """Only the sweeping, as the clock does it: no reminder stands between."""
    return await sweep(world.begin, KEEP, world.now + by)


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "makegood.db")) as opened:
        return opened.execute(query).fetchall()


def count(folder: Path, table: str) -> int:
    ((found,),) = asked(folder, f"SELECT count(*) FROM {table}")
    return int(found)


def stored(folder: Path) -> str:
    return "".join(file.read_bytes().decode(errors="replace") for file in folder.glob("makegood.db*"))


async def test_nothing_is_forgotten_before_its_time(world: World, sam: Someone):
    priya, _ = await introduced(world, sam)
    await says(priya, "the kettle is blue")
    await priya.commands("offer")

    assert await later(world, 29 * DAY) == 0


async def test_numbers_of_events_and_what_is_stuck_go_after_a_month(
    world: World, sam: Someone, tmp_path: Path
):
    world.place("phone")
    await fails(world, queue(world.host(), "poison", "my private words"))
    assert count(tmp_path, "inbox") > 1

    await later(world, 31 * DAY)

    assert count(tmp_path, "inbox") == 1  # the one that failed, and is not over
    assert count(tmp_path, "stuck") == 0
    assert "private words" not in stored(tmp_path)


async def test_words_of_messages_go_after_three_months_and_the_match_goes_on(
    world: World, sam: Someone, tmp_path: Path
):
    priya, maria = await introduced(world, sam)
    await says(priya, "the kettle is blue")
    assert "kettle" in stored(tmp_path)

    await later(world, 91 * DAY)

    assert "kettle" not in stored(tmp_path)
    assert count(tmp_path, "outbox") == 0
    await says(maria, "is anybody there?")
    assert "is anybody there?" in "\n".join(priya.sees())


async def test_a_form_that_nobody_finished_goes(world: World, sam: Someone, tmp_path: Path):
    priya = world.volunteer()
    await priya.says("I can do zither tuning on Fridays, 4 hours, LS11")

    await later(world, 14 * DAY + 31 * DAY)

    assert asked(tmp_path, "SELECT flow FROM conversations") == [("coordinate",)]  # that one was finished
    await later(world, 91 * DAY)
    assert count(tmp_path, "conversations") == 0
    assert "zither" not in stored(tmp_path)


async def test_words_of_what_came_to_nothing_go_after_six_months_and_hours_stay(
    world: World, sam: Someone, tmp_path: Path
):
    priya, _ = await posted_both(world, sam)
    async with world.begin() as tx:
        person = await tx.people.of(priya.account)
        assert person is not None
        (offer,) = await tx.listings.of_owner(person.id)
        by = By(person=person.id, name=person.name, platform="office")
        turn = Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=by)
        await withdraw(turn, offer.id)
        await tx.commit()
    async with world.begin() as tx:
        before = await tx.figures.funnel()
    await later(world, 5 * MONTH)
    assert "two Fridays" in stored(tmp_path)

    await later(world, 6 * MONTH + DAY)

    async with world.begin() as tx:
        assert await tx.figures.funnel() == before
    assert "two Fridays" not in listings(tmp_path)
    assert "accounts" in listings(tmp_path)  # the need is open


def listings(folder: Path) -> str:
    return str(asked(folder, "SELECT terms FROM listings"))


async def test_what_was_said_of_a_match_goes_two_years_after_its_end(
    world: World, sam: Someone, tmp_path: Path
):
    priya, _ = await introduced(world, sam)
    for said in ("hello", "and goodbye"):
        await says(priya, said)
    by = By(person="", name="Sam Okafor", platform="console", coordinates=True)
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
        turn = Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=by)
        await matches.cancel(turn, match.id, "her leg is broken")
        await tx.commit()

    await later(world, 23 * MONTH)
    assert decided(tmp_path) == [("Sam Okafor",)]
    assert "her leg is broken" in stored(tmp_path)
    await later(world, 25 * MONTH)

    assert decided(tmp_path) == [("",)]
    assert asked(tmp_path, "SELECT chat_id, digest FROM passed") == [("", ""), ("", "")]
    assert "her leg is broken" not in str(asked(tmp_path, "SELECT reason FROM moves"))
    async with world.begin() as tx:
        assert not (await tx.audit.verify()).faults


def decided(folder: Path) -> list[tuple[Any, ...]]:
    return asked(folder, "SELECT decided_by FROM matches")


async def test_files_that_nobody_waits_for_go_while_the_process_runs_too(world: World, tmp_path: Path):
    """Somebody was forgotten before their photo could be delivered."""
    spool = Spool(tmp_path / "spool")
    lies = await spool.fetched("t1", 3, lambda into: asyncio.to_thread(into.write_bytes, b"abc"))
    os.utime(lies, (0, 0))

    kept = {"house": world.house, "new_id": world.new_id, "files": spool.sweep}
    await Sweeper(world.begin, KEEP, lambda: world.now, **kept).once()

    assert not lies.exists()


def test_each_period_is_a_setting():
    keep = read_settings({"KEEP_MESSAGES_DAYS": "7", "KEEP_MATCHES_MONTHS": "12"}).keep

    assert (keep.messages, keep.matches, keep.events) == (7 * DAY, 12 * MONTH, KEEP.events)
    with pytest.raises(BadSettings, match="KEEP_DRAFTS_DAYS"):
        read_settings({"KEEP_DRAFTS_DAYS": "0"})


async def test_of_somebody_forgotten_not_even_the_account_is_left(world: World, sam: Someone, tmp_path: Path):
    """The names of accounts in these tests have the person's own name in them."""
    priya, _ = await introduced(world, sam)
    await priya.opens_home()
    await says(priya, "the kettle is blue")
    await forgets(priya)
    assert "I have forgotten you" in priya.last()

    await later(world, timedelta(hours=1))

    assert not [trace for trace in ("Priya", "Shah", "kettle") if trace in stored(tmp_path)]
    assert "Kowalska" in stored(tmp_path)
    await priya.commands("mine")
    assert "You have no offers" in priya.last()


async def test_a_last_edit_that_waits_still_finds_its_message(world: World, monkeypatch: pytest.MonkeyPatch):
    """The chat of somebody forgotten is forgotten when all of it was edited, and no sooner."""
    phone, gone = world.chats["phone"], Chat(platform="phone", tenant="B1", id="U-Gone")
    before, after = note("rights.forgotten"), note("details.not_shown", name="Priya")
    reference = await phone.post(gone, before, token="t", under=None)
    async with world.begin() as tx:
        await tx.rights.shows(Shown(chat=gone, key="k", reference=reference, card=before))
        for post in (Post(chat=gone, card=before), Post(chat=gone, card=after, key="k")):
            await tx.outbox.put(post, dedupe=f"{FAREWELL}p:{post.key}", now=world.now)
        await tx.commit()

    async def busy(*edit: object) -> None:
        raise Unavailable("busy")

    with monkeypatch.context() as patched:
        patched.setattr(phone, "edit", busy)
        await world.deliver()
    await later(world, timedelta())
    world.now += timedelta(minutes=10)
    await world.deliver()

    assert "does not show" in phone.shown[gone][reference].words()
    await later(world, timedelta())
    async with world.begin() as tx:
        assert await tx.details.standing([gone], "") == []

"""What people may ask for by law, and get at once."""

import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.action import Action
from bot.chat.address import Chat
from bot.chat.incoming import Said
from bot.chat.outgoing import Card
from bot.domain.matches import MatchState
from bot.domain.people import By
from bot.services import rights
from bot.services.turn import Turn
from storage.columns import Row
from storage.repositories.rights import HELD
from tests.flows.test_talking import says
from tests.flows.test_teams import joined
from tests.flows.world import FakeChat, Someone, World, introduced, posted_both
from tests.system.machine_ground import Died

PRIYAS = ("Priya", "Shah", "bookkeeping two Fridays", "I live above the baker", "07700 900123")


@pytest.mark.parametrize(("name", "rest"), [("my", "data"), ("mydata", ""), ("My", " Data ")])
async def test_everything_that_is_held_comes_as_two_files(
    world: World, sam: Someone, name: str, rest: str
) -> None:
    priya, _ = await introduced(world, sam)

    await priya.commands(name, rest)

    read, programs = world.chats["office"].files[priya.own]
    assert (read.mime, programs.mime) == ("text/plain", "application/json")
    held = json.loads(programs.content)
    assert held["you"][0]["name"] == "Priya Shah"
    assert held["offers and needs"][0]["terms"]["what"] in read.content.decode()
    assert held["matches"] and held["accounts"] and held["what you did"]
    for whole in (read.content.decode(), programs.content.decode()):
        assert "Maria" not in whole


async def test_to_be_forgotten_is_asked_twice_and_either_can_be_answered_with_no(
    world: World, sam: Someone
) -> None:
    priya, _ = await posted_both(world, sam)

    await priya.commands("forget", "me")
    assert priya.labels()[-2:] == ["Go on", "Keep everything"]
    await priya.presses("Go on")
    await priya.presses("Keep everything")

    assert "Nothing was deleted." in priya.last()
    await priya.commands("mine")
    assert "bookkeeping" in priya.last()


def nothing_is_left_of(priya: Someone, folder: Path, readers: Iterable[Someone]) -> None:
    """In what anybody sees, and in the database's files: but the account's number, which stays in what is
    edited in its own chat until that is sent."""
    for someone in readers:
        seen = "\n".join(someone.sees())
        assert not [trace for trace in PRIYAS if trace in seen], someone.name
    for file in folder.glob("makegood.db*"):
        stored = file.read_bytes().decode(errors="replace").replace(priya.account.user, "")
        assert not [trace for trace in PRIYAS if trace in stored], file.name


async def forgets(who: Someone) -> None:
    await who.says("forget me")
    await who.presses("Go on")
    await who.presses("Yes, forget me")


async def test_nothing_is_left_of_somebody_who_asked_to_be_forgotten(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    priya, maria = await introduced(world, sam)
    await says(priya, "Hello, I live above the baker, call me on 07700 900123")
    await priya.commands("offer")

    await forgets(priya)

    assert "I have forgotten you" in priya.last()
    assert "Yes, forget me" not in priya.labels() and "Are you sure" not in "\n".join(priya.sees())
    nothing_is_left_of(priya, tmp_path, (sam, maria, priya))


async def test_whoever_wrote_often_is_forgotten_and_so_are_several(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    priya, maria = await introduced(world, sam)
    for said in ("Hello, I live above the baker", "my number is 07700 900123", "see you"):
        await says(priya, said)
        await says(maria, f"Thank you, {len(said)} times")

    await forgets(priya)
    nothing_is_left_of(priya, tmp_path, (sam, maria, priya))
    await forgets(maria)

    assert "I have forgotten you" in maria.last()


async def test_whoever_was_forgotten_and_then_leaves_is_not_met_anew(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    _, maria = await introduced(world, sam)
    await forgets(maria)

    await maria.leaves()

    async with world.begin() as tx:
        assert await tx.people.of(maria.account) is None
    for file in tmp_path.glob("makegood.db*"):  # noqa: ASYNC240
        assert "Kowalska" not in file.read_bytes().decode(errors="replace").replace(maria.account.user, "")


async def test_of_a_coordinator_no_decision_keeps_the_name(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    await introduced(world, sam)
    await world.coordinator("Ana Ivic")
    await sam.commands("take", await the_match(world))

    await forgets(sam)

    assert "I have forgotten you" in sam.last()
    for file in tmp_path.glob("makegood.db*"):  # noqa: ASYNC240
        stored = file.read_bytes().decode(errors="replace").replace(sam.account.user, "")
        assert "Okafor" not in stored, file.name


async def the_match(world: World) -> str:
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    return match.id


async def test_the_other_side_is_told_kindly_and_the_search_goes_on(world: World, sam: Someone) -> None:
    priya, maria = await introduced(world, sam)

    await forgets(priya)

    told = "\n".join(maria.sees())
    assert "cannot" in told
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
        need = await tx.listings.get(match.need)
    assert match.state is MatchState.CANCELLED
    assert need.quantity.reserved == 0


async def test_what_a_group_has_open_goes_on_in_a_colleagues_hands(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    priya, maria = await introduced(world, sam)
    asha = await joined(world, maria)

    await forgets(maria)

    assert any("What they had open is in your hands now" in words for words in asha.sees())
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
        host = await tx.people.get(match.host)
    assert (match.state, host.name) == (MatchState.INTRODUCED, "Asha Patel")
    for someone in (asha, priya, sam):
        assert not any("Kowalska" in words for words in someone.sees()), someone.name
    for file in tmp_path.glob("makegood.db*"):  # noqa: ASYNC240
        assert "Kowalska" not in file.read_bytes().decode(errors="replace").replace(maria.account.user, "")


async def test_what_a_skill_is_called_stays_in_what_is_said_about_others(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    """Priya typed no more than the name of a skill, which others have typed as well."""
    _, maria = await posted_both(world, sam)
    asha = world.volunteer("Asha Patel")
    for who in (world.volunteer("Ben Lee"), asha):
        await who.commands("offer")
        given = {"where": "LS9", "when": "any time", "hours": "4", "leave": "own"}
        await who.fills(kind="skills", what="bookkeeping", **given)
        await who.fills()

    await forgets(asha)

    assert any("Lee" in words and "bookkeeping" in words for words in sam.sees())
    assert not any("Asha" in words or "Patel" in words for words in sam.sees())
    assert any("accounts" in words for words in maria.sees())
    stored = "".join(
        file.read_bytes().decode(errors="replace").replace(asha.account.user, "")
        for file in tmp_path.glob("makegood.db*")  # noqa: ASYNC240
    )
    assert '"what":"(deleted)"' in stored


async def test_words_of_others_stay_and_so_does_what_they_say_of_somebody_else(
    world: World, sam: Someone
) -> None:
    priya, maria = await introduced(world, sam)
    await says(maria, "We have a kettle, and Shahid has the key")

    await forgets(priya)

    assert any("Shahid has the key" in words for words in priya.sees())


async def test_verified_hours_stay_in_the_figures(world: World, sam: Someone) -> None:
    priya, _ = await introduced(world, sam)
    async with world.begin() as tx:
        before = await tx.figures.funnel()

    await forgets(priya)

    async with world.begin() as tx:
        after = await tx.figures.funnel()
    assert after.verified == before.verified
    assert after.promised <= before.promised


async def test_whoever_comes_back_begins_anew(world: World, sam: Someone) -> None:
    priya, _ = await posted_both(world, sam)
    await forgets(priya)

    await priya.commands("mine")

    assert "You have no offers" in priya.last()
    assert any("Before we start" in words for words in priya.sees()[-3:])


async def test_nothing_reaches_them_afterwards(world: World, sam: Someone) -> None:
    priya, _ = await introduced(world, sam)
    await forgets(priya)
    seen = len(priya.sees())

    for _ in range(30):
        await world.forward(timedelta(days=1))

    assert len(priya.sees()) == seen


async def test_the_only_coordinator_cannot_leave(world: World, sam: Someone) -> None:
    await sam.commands("forget", "me")

    assert "You are the last coordinator" in sam.last()
    async with world.begin() as tx:
        assert [each.name for each in await tx.people.coordinators()] == ["Sam Okafor"]


async def test_nobody_can_have_somebody_else_forgotten(world: World, sam: Someone) -> None:
    priya, maria = await posted_both(world, sam)
    async with world.begin() as tx:
        person = await tx.people.of(priya.account)
    assert person is not None

    await maria.forges(Action(verb="me.forget_now", subject=person.id))

    async with world.begin() as tx:
        assert (await tx.people.get(person.id)).name == "Priya Shah"


async def test_pressing_twice_is_no_trouble(world: World, sam: Someone) -> None:
    priya, _ = await posted_both(world, sam)
    await forgets(priya)

    async with world.begin() as tx:
        someone = await tx.people.of(priya.account)
    assert someone is None or someone.name != ""


IDS_ONLY = {"audit", "invites", "batches", "talks", "leases"}
"""Who did it, by a number that is nobody's any more; in a batch by a name, which goes with the decisions."""


def test_every_table_that_names_a_person_is_dealt_with() -> None:
    """A new table with somebody in it must say what becomes of it."""
    naming = {
        table.name
        for table in Row.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "people.id" for key in column.foreign_keys)
        or column.name in ("person", "owner", "user")
        or column.name.endswith("_by")
    }
    known = {each.table.name for each in HELD}
    assert known >= naming - IDS_ONLY
    assert IDS_ONLY | {"people", "commissioners", "remarks", "detail_shares"} <= naming | known


async def test_what_waits_for_the_other_side_never_goes_out_and_no_chat_without_a_number_is_written_to(
    world: World, sam: Someone
) -> None:
    priya, maria = await introduced(world, sam)
    said = Said(origin=priya.origin(), text="Hello, I live above the baker")
    await world.dispatcher().handle(said)

    await forgotten(world, priya)
    await world.deliver()

    assert "" not in maria.sees() and not any("baker" in text or "Deleted" in text for text in maria.sees())
    assert not [chat for each in world.chats.values() for chat in each.shown if not chat.id]


class Deadly(FakeChat):
    """The process dies as soon as a message that says `words` has arrived; by its token it can be found."""

    words: str = ""
    arrived: str = ""

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        reference = await super().post(chat, card, token=token, under=under, aloud=aloud)
        if self.words in card.words():
            self.arrived = reference
            raise Died
        return reference

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        return self.arrived


@pytest.mark.parametrize(
    ("words", "then"), [("behind the church", "(Deleted"), ("Delivered to Maria", "Delivered to somebody")]
)
async def test_what_arrived_as_the_process_died_is_taken_back_where_it_can_be_found(
    world: World, sam: Someone, words: str, then: str
) -> None:
    priya, maria = await introduced(world, sam)
    was = world.chats["office"]
    chat = Deadly(name="office", limits=was.limits, shown=was.shown, count=was.count, homes=was.homes)
    chat.words = words
    world.chats["office"] = chat
    await (maria.says if words == "behind the church" else priya.says)("Hello, we are behind the church")
    assert words in priya.last()

    await forgotten(world, maria)
    world.now += timedelta(minutes=1)
    await world.deliver()

    assert not [text for text in priya.sees() if words in text or "Maria" in text]
    assert sum(text.startswith(then) for text in priya.sees()) == 1


class Slow(FakeChat):
    """While a message that says `words` is under way there, something else happens."""

    words: str = ""
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        reference = await super().post(chat, card, token=token, under=under, aloud=aloud)
        if self.words in card.words() and self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return reference


def slow(world: World, platform: str, words: str, meanwhile: Callable[[], Awaitable[None]]) -> None:
    was = world.chats[platform]
    chat = Slow(name=platform, limits=was.limits, shown=was.shown, count=was.count, homes=was.homes)
    chat.words, chat.meanwhile = words, meanwhile
    world.chats[platform] = chat


async def forgotten(world: World, who: Someone) -> None:
    """At the press of a button: the question before it is not waited for."""
    async with world.begin() as tx:
        person = await tx.people.of(who.account)
        assert person is not None
        by = By(person=person.id, name=person.name, platform=who.platform)
        await rights.forget(Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=by))
        await tx.commit()


@pytest.mark.parametrize("reader", ["Maria", "Priya"])
async def test_nothing_is_left_of_what_was_being_sent_at_that_moment(
    world: World, sam: Someone, tmp_path: Path, reader: str
) -> None:
    priya, maria = await introduced(world, sam)
    if reader == "Maria":  # a message of Priya's is on its way to her
        slow(world, "phone", "above the baker", lambda: forgets(priya))
        await says(priya, "Hello, I live above the baker, call me on 07700 900123")
    else:  # a message of Maria's is on its way to Priya, whose name is in it
        slow(world, "office", "dear Priya Shah", lambda: forgotten(world, priya))
        await says(maria, "Hello, dear Priya Shah")
    await world.deliver()

    nothing_is_left_of(priya, tmp_path, (sam, maria, priya))

"""A phone number and an e-mail address: kept encrypted, shared match by match, and shown to nobody else."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.action import Action
from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.chat.ports import AnswerLost
from bot.chat.vault import new_key
from bot.domain.details import Details, Hidden
from bot.domain.history import Subject
from bot.domain.matches import MatchState
from bot.domain.people import THE_CLOCK, By
from bot.services import matches
from bot.services.details_shown import opened
from bot.services.listings import withdraw
from bot.services.ports import Tx
from bot.services.turn import Turn
from storage.engine import open_engine
from storage.notes import Notes
from storage.unit_of_work import Storage
from tests.flows.test_rights import forgets, the_match
from tests.flows.test_talking import says
from tests.flows.test_teams import joined
from tests.flows.world import FakeChat, Someone, World, introduced, posted_both
from tests.test_retention import later, stored

PHONE, EMAIL = "0113 496 0123", "priya@example.org"
BOTH = f"{PHONE} or {EMAIL}"
SHARE = "Share my phone or e-mail"


@pytest.fixture(autouse=True)
def key(world: World) -> None:
    keeps(world, new_key())


def keeps(world: World, key: str) -> None:
    world.begin.__self__.notes = Notes.of(key)  # type: ignore[attr-defined]


def shown_to(someone: Someone) -> bool:
    seen = "\n".join(someone.sees())
    return PHONE in seen or EMAIL in seen


async def shared(world: World, sam: Someone) -> tuple[Someone, Someone]:
    priya, maria = await introduced(world, sam)
    await priya.presses(SHARE)
    await priya.fills(ways=BOTH)
    assert PHONE in maria.last() and EMAIL in maria.last()
    return priya, maria


async def said_in_the_record(world: World) -> list[str]:
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
        moves = await tx.record.of(Subject.MATCH, match.id)
    return [each.move for each in moves if each.move.endswith("details")]


async def test_it_is_asked_once_and_shown_to_the_other_side_until_it_is_taken_back(
    world: World, sam: Someone, tmp_path: Path
):
    priya, maria = await shared(world, sam)
    assert "Priya Shah shares this" in maria.last()
    assert "Maria Kowalska sees the phone number" in "\n".join(priya.sees())
    assert not shown_to(sam)

    await priya.presses("Take it back")
    assert not shown_to(maria) and "does not show you" in maria.last()
    await priya.presses("Share it again")
    assert shown_to(maria) and priya.form is None
    assert await said_in_the_record(world) == ["share_details", "take_back_details", "share_details"]
    for trace in (PHONE, EMAIL):  # neither in a letter, a card or a form, nor in the clear anywhere else
        assert trace not in stored(tmp_path)


async def test_on_the_phone_it_is_asked_in_the_chat_and_not_repeated_there(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await maria.presses(SHARE)
    await maria.says("call me, please")
    assert "nothing else" in maria.last()
    await maria.says(PHONE)

    assert PHONE in priya.last() and not shown_to(sam)
    assert "noted, not shown here" in "\n".join(maria.sees())
    assert PHONE in maria.last() and "Priya Shah" in maria.last()  # their own card


async def test_it_is_hidden_when_the_match_stops_and_when_it_is_over(world: World, sam: Someone):
    priya, maria = await shared(world, sam)

    await sam.commands("hold", await the_match(world))
    assert not shown_to(maria) and "looking into something" in "\n".join(maria.sees())
    await sam.commands("thaw", await the_match(world))
    assert shown_to(maria)
    await maria.forges(Action(verb="talk.close", subject=await the_match(world)))
    assert not shown_to(maria)
    await maria.forges(Action(verb="talk.open", subject=await the_match(world)))
    assert shown_to(maria)

    await ends(world)
    assert not shown_to(maria)
    assert "This match is over: Maria Kowalska does not see" in "\n".join(priya.sees())


async def test_nothing_is_shared_before_both_have_said_yes_nor_with_anybody_else(world: World, sam: Someone):
    priya, maria = await posted_both(world, sam)
    await priya.commands("my contact", BOTH)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    match = await the_match(world)
    share = button(match)

    await priya.forges(share)
    assert "when both of you have said yes" in priya.hints[0]
    stranger = world.host("Omar")
    await stranger.forges(share)
    assert not shown_to(maria) and not shown_to(stranger) and stranger.hints

    await maria.presses("Yes")
    await priya.presses("Yes")
    await priya.presses(SHARE)
    assert shown_to(maria)
    async with world.begin() as tx:
        turn, owner = turn_of(world, tx, THE_CLOCK), (await tx.matches.get(match)).volunteer
        readers = {who.name: who.own for who in (sam, stranger, priya, maria)}
        found = {name: await opened(turn, owner, chat, match) for name, chat in readers.items()}
        alone = {name: await opened(turn, owner, chat) for name, chat in readers.items()}
        group = await opened(turn, owner, Chat(platform="phone", tenant="B1", id="desk-phone"), match)
    details = Details(phone=PHONE, email=EMAIL)
    assert {name for name, each in found.items() if each == details} == {"Maria Kowalska"}
    assert {name for name, each in alone.items() if each == details} == {"Priya Shah"}
    assert group is Hidden.NOT_THEIRS


SAM = By(person="", name="Sam", platform="phone", coordinates=True)


def turn_of(world: World, tx: Tx, by: By) -> Turn:
    return Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=by)


async def ends(world: World) -> None:
    match = await the_match(world)
    async with world.begin() as tx:
        await matches.cancel(turn_of(world, tx, SAM), match, "no_time")
        await tx.commit()
    await world.deliver()


def button(match: str) -> Action:
    return Action(verb="details.share", subject=match)


async def test_my_contact_shows_it_to_its_owner_who_can_change_and_remove_it(world: World, sam: Someone):
    priya, maria = await shared(world, sam)

    await priya.commands("my", "contact")
    assert PHONE in priya.last() and "Maria Kowalska" in priya.last()
    await priya.presses("Change it", about="How to reach you")
    await priya.fills(ways="0113 496 0999")
    assert "0113 496 0999" in "\n".join(maria.sees()) and not shown_to(maria)
    await priya.commands("mydata")
    read, programs = world.chats["office"].files[priya.own]
    assert json.loads(programs.content)["how to reach you"] == [{"phone": "0113 496 0999", "email": ""}]
    assert "0113 496 0999" in read.content.decode() and b"sealed" not in programs.content

    await priya.presses("Remove it")
    assert "0113 496 0999" not in "\n".join(maria.sees())
    await priya.commands("my", "contact")
    assert "I keep no phone number" in priya.last()


async def test_typed_as_plain_words_it_is_kept_and_passed_on_to_nobody(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await priya.says(f"My contact {BOTH}")
    assert not shown_to(maria) and PHONE in priya.last()

    await says(priya, "My contact at the bank is Omar, he is there on Fridays")
    assert "Omar" in maria.last()


@pytest.mark.parametrize("mistyped", ["My contact 0113 49", "my contact ana@", "/mycontact 0113-4960"])
async def test_a_mistyped_one_is_passed_on_to_nobody_either(world: World, sam: Someone, mistyped: str):
    priya, maria = await introduced(world, sam)
    before = len(maria.sees())

    await says(priya, mistyped)

    assert len(maria.sees()) == before
    assert not any(part in "\n".join(maria.sees()) for part in ("0113", "ana@"))


async def test_in_a_chat_of_several_people_it_is_neither_asked_nor_shown(world: World, sam: Someone):
    _, maria = await introduced(world, sam)
    place = world.place("phone")

    await maria.commands("mycontact", PHONE, chat=place)
    await maria.forges(button(await the_match(world)), chat=place)

    assert PHONE not in "\n".join(maria.sees(place)) and PHONE in maria.last()
    assert "in your own chat" in maria.hints[0]


async def test_a_colleague_sees_what_is_shared_with_the_group_until_they_leave_it(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    asha = await joined(world, maria)
    await priya.presses(SHARE)
    await priya.fills(ways=BOTH)
    assert shown_to(asha) and shown_to(maria)

    await asha.commands("leave")

    assert shown_to(maria) and not shown_to(asha)


async def test_a_colleague_who_comes_later_sees_it_when_they_look_at_the_match(world: World, sam: Someone):
    priya, maria = await shared(world, sam)
    asha, place = await joined(world, maria), world.place("phone")
    assert not shown_to(asha)

    await asha.commands("mine", chat=place)  # which is answered in their own chat
    await asha.commands("mine")
    assert PHONE not in "\n".join(asha.sees(place))
    assert sum(PHONE in said for said in asha.sees()) == 1 and not shown_to(sam)

    await priya.presses("Take it back")
    assert not shown_to(asha)
    await asha.commands("mine")
    assert not shown_to(asha)


async def test_turning_to_the_conversation_shows_it_too(world: World, sam: Someone):
    _, maria = await shared(world, sam)
    asha = await joined(world, maria)

    await asha.commands("talk")

    assert shown_to(asha)


class Losing(FakeChat):
    """What it shows first of a phone number that is shared, nobody hears of."""

    lost = 0

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        reference = await super().post(chat, card, token=token, under=under, aloud=aloud)
        if "Priya Shah shares" in card.words() and not self.lost:
            self.lost += 1
            raise AnswerLost("reset")
        return reference


async def test_a_message_whose_answer_was_lost_has_no_number_in_it_that_could_not_be_taken_back(
    world: World, sam: Someone
):
    priya, maria = await introduced(world, sam)
    losing = Losing(name="phone", limits=world.chats["phone"].limits, shown=world.chats["phone"].shown)
    losing.count = world.chats["phone"].count
    world.chats["phone"] = losing
    await priya.presses(SHARE)
    await priya.fills(ways=BOTH)
    world.now += timedelta(seconds=9)
    await world.deliver()
    assert losing.lost == 1 and shown_to(maria)

    await priya.presses("Take it back")

    assert not shown_to(maria)


@pytest.mark.xdist_group("postgres")
async def test_so_it_is_where_whoever_left_may_not_read_any_more_what_was_shared(postgres_url: str):
    storage = Storage(open_engine(postgres_url))
    world = World(begin=storage.begin)
    keeps(world, new_key())

    await test_a_colleague_sees_what_is_shared_with_the_group_until_they_leave_it(
        world, await world.coordinator()
    )

    await storage.close()


async def test_whoever_is_forgotten_takes_it_along(world: World, sam: Someone, tmp_path: Path):
    priya, maria = await shared(world, sam)

    await forgets(priya)

    assert not shown_to(maria)
    match = await the_match(world)
    async with world.begin() as tx:
        assert not await tx.details.shares_in(match)
    assert EMAIL not in stored(tmp_path) and "Priya" not in "\n".join(maria.sees())


async def test_whoever_is_forgotten_sees_it_no_more(world: World, sam: Someone):
    _, maria = await shared(world, sam)

    await forgets(maria)

    assert not shown_to(maria)


async def test_a_colleague_who_is_forgotten_sees_it_no_more_while_the_match_goes_on(
    world: World, sam: Someone
):
    priya, maria = await introduced(world, sam)
    asha = await joined(world, maria)
    await priya.presses(SHARE)
    await priya.fills(ways=BOTH)
    assert shown_to(asha)

    await forgets(asha)

    assert shown_to(maria) and not shown_to(asha)


async def test_without_a_key_nothing_is_kept_and_all_else_goes_on(world: World, sam: Someone, tmp_path: Path):
    keeps(world, "")
    priya, maria = await introduced(world, sam)

    await priya.commands("my", f"contact {BOTH}")
    assert "no key to encrypt them with" in priya.last()
    await priya.presses(SHARE)
    assert "no key" in priya.hints[0] and priya.form is None

    await says(priya, "Hello all the same")
    assert "Hello all the same" in maria.last()


async def test_another_key_hides_it_and_breaks_nothing(world: World, sam: Someone):
    priya, maria = await shared(world, sam)
    keeps(world, new_key())

    await priya.commands("my", "contact")
    assert "cannot be read at the moment" in priya.last()
    await priya.presses("Take it back")

    assert not shown_to(maria)


async def test_it_goes_after_half_a_year_without_anything_open(world: World, sam: Someone):
    await shared(world, sam)
    await later(world, timedelta(days=400))
    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(MatchState.INTRODUCED)
        assert await tx.details.kept(match.volunteer)  # the match goes on

    await ends(world)
    async with world.begin() as tx:
        await withdraw(
            turn_of(world, tx, By(person=match.volunteer, name="", platform="office")), match.offer
        )
        await tx.commit()
    await later(world, timedelta(days=179))
    async with world.begin() as tx:
        assert await tx.details.kept(match.volunteer)
    await later(world, timedelta(days=181))
    async with world.begin() as tx:
        assert not await tx.details.kept(match.volunteer)

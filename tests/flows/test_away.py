"""Chats that move or close, people who go: what was on its way goes on, and coordinators see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.address import Account, Chat
from bot.chat.incoming import ChatClosed, ChatJoined, ChatMoved, MemberLeft
from bot.chat.outgoing import Attachment, Card, SendFile
from bot.chat.ports import Moved, Refused, Unreachable
from bot.chat.vault import new_key
from bot.domain.people import THE_CLOCK
from bot.services.details_shown import freshened
from bot.services.rights import DATA, READ
from bot.services.turn import Turn
from storage.notes import Notes
from tests.flows.test_teams import asked, joined
from tests.flows.world import FakeChat, Someone, World, introduced, posted_both


def moves(world: World, old: Chat, new: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the old chat answers that it has another id."""
    fake = world.chats["phone"]
    post = fake.post

    async def refuse(chat: Chat, card: Card, **rest: object) -> str:
        if chat == old:
            raise Moved(new.id)
        return await post(chat, card, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fake, "post", refuse)


def shown(world: World, chat: Chat) -> list[str]:
    return [card.words() for card in world.chats["phone"].shown.get(chat, {}).values()]


async def posted_need(world: World) -> Someone:
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9, one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    return maria


async def owners(world: World, who: Someone) -> list[str]:
    async with world.begin() as tx:
        person = await tx.people.of(who.account)
        assert person is not None
        return [each.id for each in await tx.listings.of_owner(person.id)]


async def test_a_group_that_became_a_supergroup_loses_no_card(
    world: World, sam: Someone, monkeypatch: pytest.MonkeyPatch
):
    desk = world.place("phone")
    new = replace(desk, id="-100900")
    moves(world, desk, new, monkeypatch)

    await posted_need(world)

    assert any("New need" in card for card in shown(world, new))
    assert any("Seacroft Food Pantry" in card for card in shown(world, new))
    assert sum("set TELEGRAM_COORDINATORS to -100900" in card for card in shown(world, new)) == 1
    assert shown(world, desk) == []


async def test_in_the_supergroup_coordinators_are_among_themselves(world: World, sam: Someone):
    await posted_need(world)
    desk = world.place("phone")
    new = replace(desk, id="-100900")

    await world.handle(ChatMoved(origin=sam.origin(desk), to=new))
    await world.handle(ChatMoved(origin=sam.origin(desk), to=new))
    await sam.commands("queue", chat=new)

    assert sum("set TELEGRAM_COORDINATORS" in card for card in shown(world, new)) == 1
    assert "New need" in "\n".join(shown(world, new))


async def test_a_card_of_the_old_chat_comes_anew_in_the_supergroup(
    world: World, sam: Someone, monkeypatch: pytest.MonkeyPatch
):
    desk = world.place("phone")
    await posted_need(world)
    new = replace(desk, id="-100900")
    moves(world, desk, new, monkeypatch)
    await world.handle(ChatMoved(origin=sam.origin(desk), to=new))

    await sam.presses("Verify", chat=desk)

    assert any("verified" in card.lower() for card in shown(world, new))


async def test_taken_out_of_the_coordinators_chat_cards_come_in_private(world: World, sam: Someone):
    desk = world.place("phone")
    world.chats["phone"].blocked.add(desk)

    await posted_need(world)

    assert any("New need" in card for card in sam.sees())
    assert sum("I am not in the coordinators' chat any more" in card for card in sam.sees()) == 1

    world.chats["phone"].blocked.remove(desk)
    await world.handle(ChatJoined(origin=sam.origin(desk)))
    await sam.presses("Verify")
    assert any("verified" in card.lower() for card in shown(world, desk))


async def test_who_took_the_bot_out_is_said(world: World, sam: Someone):
    desk = world.place("phone")
    await world.handle(ChatClosed(origin=sam.origin(desk)))

    assert "Sam Okafor has taken me out of the coordinators' chat" in sam.last()


async def test_taken_out_of_a_groups_chat_coordinators_see_it(world: World, sam: Someone):
    maria = world.host()
    pantry = Chat(platform="phone", tenant="B1", id="-77")

    await world.handle(ChatClosed(origin=maria.origin(pantry)))

    assert "Maria Kowalska has taken me out of a group chat" in sam.last()


async def test_brought_into_a_group_the_bot_says_what_it_does_there(world: World):
    maria = world.host()
    pantry = Chat(platform="phone", tenant="B1", id="-77")

    await world.handle(ChatJoined(origin=maria.origin(pantry)))

    assert "only what is meant for me" in shown(world, pantry)[-1]


async def test_a_member_who_leaves_the_chat_stays_in_the_team_and_both_sides_are_told(
    world: World, sam: Someone
):
    _, maria = await posted_both(world, sam)
    asha = await joined(world, maria)
    pantry = Chat(platform="phone", tenant="B1", id="-77")

    await world.handle(MemberLeft(origin=asha.origin(pantry), account=asha.account))

    assert "Asha Patel has left the chat" in maria.last()
    assert "Asha Patel has left a chat of Seacroft Food Pantry" in sam.last()
    await maria.says("team")
    assert "Asha Patel" in maria.last()


async def test_a_stranger_who_leaves_a_chat_is_nobodys_business(world: World, sam: Someone):
    maria, before = world.host(), len(sam.sees())
    pantry = Chat(platform="phone", tenant="B1", id="-77")
    stranger = Account(platform="phone", tenant="B1", user="U-Nobody")

    await world.handle(MemberLeft(origin=maria.origin(pantry), account=stranger))

    assert len(sam.sees()) == before


async def test_a_coordinator_who_leaves_their_chat_is_mentioned(world: World, sam: Someone):
    desk = world.place("phone")

    await world.handle(MemberLeft(origin=sam.origin(desk), account=sam.account))

    assert "their role is not taken away" in shown(world, desk)[-1]


async def test_what_waited_for_somebody_who_blocked_the_bot_goes_to_a_colleague(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    asha = await joined(world, maria)
    await maria.leaves()

    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")

    assert "This is yours now" in "\n".join(asha.sees())
    assert len(await owners(world, asha)) == 1 and await owners(world, maria) == []
    assert "Asha Patel of the same group goes on" in "\n".join(sam.sees())
    await asha.presses("Yes")
    assert "You said yes" in asha.last()


async def test_a_message_that_finds_its_reader_gone_goes_to_a_colleague_by_itself(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    asha = await joined(world, maria)
    world.chats["phone"].blocked.add(maria.own)

    await priya.says("Hello! Is a Friday good for you?")

    assert any("Is a Friday good for you?" in card for card in asha.sees())
    assert "Asha Patel of the same group goes on" in "\n".join(sam.sees())
    assert "not delivered" not in priya.last().lower()


async def test_what_somebody_asked_of_their_own_goes_to_no_colleague(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    asha = await joined(world, maria)
    world.begin.__self__.notes = Notes.of(new_key())  # type: ignore[attr-defined]
    world.chats["phone"].blocked.add(maria.own)

    await maria.commands("my", "data")
    await maria.commands("my", "contact 0113 496 0123")

    assert "Asha Patel of the same group goes on" in "\n".join(sam.sees())
    assert world.chats["phone"].files.get(asha.own, []) == []
    assert not any("How to reach you" in card for card in asha.sees())


async def test_a_file_of_somebodys_data_is_made_for_nobody_else(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    asha = await joined(world, maria)
    async with world.begin() as tx:
        owner = await tx.people.of(maria.account)
        assert owner is not None
        turn = Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=THE_CLOCK)
        file = Attachment(name="data.txt", mime=READ, content=b"")
        letter = SendFile(chat=asha.own, attachment=file, caption="", fresh=f"{DATA}:{owner.id}")

        with pytest.raises(Refused):
            await freshened(turn, letter, stands=False)
        hers = await freshened(turn, replace(letter, chat=maria.own), stands=False)
    assert isinstance(hers, SendFile) and b"Kowalska" in hers.attachment.content


async def test_nobody_gets_twice_what_the_whole_team_got(world: World, sam: Someone):
    _, maria, asha = await asked(world, sam)
    before = sum("Someone who can" in card or "could help" in card for card in asha.sees())

    await maria.leaves()

    after = sum("Someone who can" in card or "could help" in card for card in asha.sees())
    assert after == before


async def test_where_nobody_is_left_a_coordinator_sees_what_stands_still(world: World, sam: Someone):
    _, maria = await introduced(world, sam)

    await maria.leaves()

    assert "Nobody is left to write to" in sam.last()
    assert "Open offers and needs: 1. Matches under way: 1." in sam.last()


async def test_a_refused_letter_is_tried_once_and_what_waits_behind_it_is_not(
    world: World, sam: Someone, monkeypatch: pytest.MonkeyPatch
):
    _, maria = await posted_both(world, sam)
    tried: list[Chat] = []
    fake: FakeChat = world.chats["phone"]
    post = fake.post

    async def refuse(chat: Chat, card: Card, **rest: object) -> str:
        if chat == maria.own:
            tried.append(chat)
            raise Unreachable("blocked")
        return await post(chat, card, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fake, "post", refuse)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await world.forward(timedelta(days=1))

    assert len(tried) == 1

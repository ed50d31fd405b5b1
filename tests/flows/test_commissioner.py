"""A commissioner reads what became of promises made to them, and is no side of any match."""

import csv
import io
import re
from datetime import timedelta

import pytest

from bot.chat.action import Action
from bot.domain.people import By, Role
from bot.domain.refusal import Refusal
from bot.flows.commands import COMMANDS
from bot.services import commissioners, organisations, roles
from bot.services.turn import Turn
from bot.texts import commissioner_cards
from bot.texts.drawing import drawn
from bot.texts.locales import locale
from tests.flows.test_instalments import promised
from tests.flows.test_pledging import SENTENCE, entered, sam
from tests.flows.world import Someone, World, posted_both

__all__ = ["sam"]


async def commissioner(
    world: World, buys_for: str = "the leeds city  council", name: str = "Lee Shaw"
) -> Someone:
    lee = world.host(name)
    await lee.says("help")
    async with world.begin() as tx:
        await roles.invite(tx, f"BUY-{name}", world.now, Role.COMMISSIONER, buys_for)
        await tx.commit()
    await lee.commands("commissioner", f"BUY-{name}")
    return lee


async def test_theirs_alone_in_totals_and_as_a_file(world: World, sam: Someone):
    await entered(world, sam)
    lee, other = await commissioner(world), await commissioner(world, "Wakefield", "Wyn Hall")
    assert "you are no side of any match" in lee.last()

    await lee.says("pledges")
    assert "0 hours of 200 hours" in lee.last() and "Aire and Calder" in lee.last()
    await lee.says("pledges by priority")
    assert "Pledges by priority" in lee.last() or "priority" in lee.last().lower()
    await lee.presses("As a file (CSV)")
    head, line = csv.reader(io.StringIO(world.chats["phone"].files[lee.own][-1].content.decode("utf-8-sig")))
    told = dict(zip(head, line, strict=True))
    assert (told["contract_ref"], told["qty_promised"], told["qty_delivered"]) == ("C-123", "200", "0")

    await other.says("pledges")
    assert "No pledge that counts was made to you yet" in other.last()


async def test_they_read_how_much_of_it_happened_and_nothing_that_they_cannot_do(world: World, sam: Someone):
    chris, id = await promised(world, sam)
    _, maria = await posted_both(world, sam)
    await chris.says(f"delivered {id} 8 laptops to Seacroft Food Pantry today")
    await chris.presses("Post it")
    await maria.presses("Yes")
    await chris.says(SENTENCE)
    for said in ("skip", "skip", "skip", "skip", "Post it"):
        await chris.says(said)
    await sam.presses("Approve", about="Pledge")
    lee = await commissioner(world)

    await lee.says("pledges by pledge")

    first, second, *_ = lee.last().split("\n")[1:]
    assert first == "0 hours of 200 hours promised to you happened (0 %). Still missing: 200 hours."
    assert second == "Not in hours: 8 of 12 laptops promised were delivered and confirmed (67 %)."
    assert "say what was given" not in lee.last()


async def test_they_are_no_side_of_any_match(world: World, sam: Someone):
    lee = await commissioner(world)

    await lee.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    for said in ("just one person", "skip", "A group", "Post it"):
        await lee.says(said)

    assert any("cannot be a side of a match" in text for text in lee.sees())
    async with world.begin() as tx:
        person = await tx.people.of(lee.account)
        assert person is not None and not await tx.listings.of_owner(person.id)


async def test_whatever_they_say_is_answered(world: World, sam: Someone):
    await entered(world, sam)
    lee = await commissioner(world)
    before = len(lee.sees())

    for name in sorted(COMMANDS):
        if name != "stop":
            await lee.commands(name)

    said = " ".join((*lee.sees()[before:], *lee.hints))
    assert "Something is wrong on our side" not in said
    assert "You can see what becomes of the pledges that were made to you." in said


async def test_whoever_has_something_under_way_becomes_none(world: World, sam: Someone):
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    async with world.begin() as tx:
        await roles.invite(tx, "BUY", world.now, Role.COMMISSIONER, "Leeds City Council")
        await tx.commit()

    await maria.commands("commissioner", "BUY")

    assert "A commissioner is no side of any match" in maria.last()
    await maria.says("pledges")
    assert "Pledges are for champions" in maria.last()


async def test_whoever_acts_for_a_group_becomes_none_and_a_commissioner_joins_none(
    world: World, sam: Someone
):
    maria, lee = world.host(), await commissioner(world)
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    for said in ("just one person", "skip", "Seacroft Food Pantry", "Post it"):
        await maria.says(said)
    await maria.commands("team")
    await maria.presses("Invite")
    [code] = re.findall(r"join (\w{6,})", " ".join(maria.sees()))
    await lee.commands("join", code)
    assert "cannot be a side of a match" in lee.last()
    await world.host("Ola Nowak").commands("join", code)
    colleague = await commissioner(world, name="Ola Nowak")

    assert "you act for Seacroft Food Pantry" in colleague.last()


async def test_a_coordinator_who_commissions_too_keeps_their_page(world: World, sam: Someone):
    async with world.begin() as tx:
        await roles.invite(tx, "BUY", world.now, Role.COMMISSIONER, "Leeds City Council")
        await tx.commit()
    await sam.commands("commissioner", "BUY")
    lee = await commissioner(world)

    theirs, only = await sam.opens_home(), await lee.opens_home()

    assert "For coordinators" in [card.title for card in theirs]
    assert [card.title for card in only] == ["Pledges made to you"]


def test_the_link_to_their_pages_says_what_is_seen_there():
    said = drawn(commissioner_cards.page_link("https://bot.example/mine/in/x").words(), locale("en"))

    assert "It shows pledges made to you" in said and "your hours" not in said


async def test_nobody_registers_a_group_who_commissions(world: World, sam: Someone):
    lee = await commissioner(world)
    async with world.begin() as tx:
        person = await tx.people.of(lee.account)
        assert person is not None
        by = By(person=person.id, name=person.name, platform="phone")
        turn = Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=by)
        with pytest.raises(Refusal, match=r"commissioner\.no_side"):
            await organisations.register_group(turn, person, "Leeds Friends")


async def closed(world: World, sam: Someone) -> tuple[Someone, str]:
    chris, id = await entered(world, sam)
    await world.forward(timedelta(days=130))
    await sam.says(f"close pledge {id} lapsed: the site closed")
    return chris, id


async def test_a_note_of_a_closed_pledge_goes_out_by_a_coordinators_press_alone(world: World, sam: Someone):
    lee = await commissioner(world)
    await closed(world, sam)
    assert not any("What became of the pledge" in text for text in lee.sees())

    await sam.presses("Send it")

    assert "What became of the pledge under C-123" in lee.last()
    assert "0 hours of 200 hours" in lee.last()
    assert any("Sent to Leeds City Council by Sam Okafor" in text for text in sam.sees())
    sent = [text for text in lee.sees() if "What became of the pledge" in text]
    assert len(sent) == 1


async def test_where_nobody_reads_it_the_note_is_to_be_copied(world: World, sam: Someone):
    await closed(world, sam)
    assert any("nobody there reads here yet" in text for text in sam.sees())

    await sam.presses("Send it")

    assert any("so nothing was sent" in text for text in (*sam.sees(), *sam.hints))


async def test_nobody_else_gets_their_file(world: World, sam: Someone):
    for someone in (sam, world.host("Stranger")):
        await someone.says("help")

        await someone.forges(Action(verb="funded.file"))

        assert not world.chats["phone"].files.get(someone.own)


async def test_who_is_removed_reads_nothing_more(world: World, sam: Someone):
    await entered(world, sam)
    lee = await commissioner(world)
    async with world.begin() as tx:
        staff = (await tx.people.coordinators())[0]
        by = By(person=staff.id, name=staff.name, platform="phone", coordinates=True)
        turn = Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=by)
        await commissioners.remove(turn, "lee shaw")
        with pytest.raises(Refusal, match=r"commissioner\.nobody"):
            await commissioners.remove(turn, "lee shaw")
        await tx.commit()

    await lee.says("pledges")

    assert "Pledges are for champions" in lee.last()

"""Of whoever was forgotten no word is left, wherever they typed it, and nothing of others goes with it."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.domain.retention import DAY, Retention
from bot.services.retention import sweep
from tests.flows.test_rights import forgets, the_match
from tests.flows.test_talking import says
from tests.flows.test_teams import joined
from tests.flows.world import Someone, World, introduced, posted_both


def stored(folder: Path) -> str:
    return "".join(file.read_bytes().decode(errors="replace") for file in folder.glob("makegood.db*"))


def files_in_letters(folder: Path) -> Iterator[str]:
    for content in re.findall(r'"content":"([\w+/=-]{20,})"', stored(folder)):
        yield base64.urlsafe_b64decode(f"{content}==").decode(errors="replace")


async def asked(world: World, sam: Someone) -> tuple[Someone, Someone]:
    priya, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    return priya, maria


async def agreed(world: World, sam: Someone) -> tuple[Someone, Someone]:
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("Thursday 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    return priya, maria


async def test_what_they_wrote_to_coordinators_and_with_their_yes(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    priya, maria = await asked(world, sam)
    await maria.presses("Change")
    await maria.says("My sister Quenby could let them in")
    await maria.presses("Yes")
    await priya.presses("Different time")
    await priya.says("After the Zumthor concert")
    assert "Quenby" in "\n".join(sam.sees()) and "Zumthor" in "\n".join(maria.sees())

    await forgets(maria)
    await forgets(priya)

    for someone in (sam, priya, maria):
        assert not any(word in "\n".join(someone.sees()) for word in ("Quenby", "Zumthor")), someone.name
    assert "Quenby" not in stored(tmp_path) and "Zumthor" not in stored(tmp_path)


async def test_the_same_as_long_as_the_messages_are_kept_that_say_it(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    _, maria = await asked(world, sam)
    await maria.presses("Change")
    await maria.says("My sister Quenby could let them in")
    await sweep(world.begin, Retention(), world.now + 80 * DAY)
    assert "Quenby" in "\n".join(sam.sees())

    await forgets(maria)

    assert "Quenby" not in "\n".join(sam.sees())
    assert "Quenby" not in stored(tmp_path)


async def test_who_looks_after_the_volunteers(world: World, sam: Someone, tmp_path: Path) -> None:
    priya, maria = await introduced(world, sam)
    await maria.commands("capacity")
    for said in ("2", "skip", "The usual", "Quenby from the kitchen"):
        await maria.says(said)
    await maria.presses("Set a date")
    await maria.says("Thursday 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    assert "Quenby" in "\n".join(priya.sees())

    await forgets(maria)

    assert "Quenby" not in "\n".join(priya.sees())
    assert "Quenby" not in stored(tmp_path)


async def test_what_of_a_group_one_of_them_wrote_goes_with_them_alone(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    priya, maria = await introduced(world, sam)
    asha = await joined(world, maria)
    await says(maria, "I live above the baker")
    await says(asha, "The kettle is on")

    await forgets(maria)

    assert "above the baker" not in "\n".join(priya.sees()) + stored(tmp_path)
    assert "The kettle is on" in "\n".join(priya.sees())
    after = next(card for card in sam.sees() if card.startswith("Need\n"))
    assert "From: Asha Patel, Seacroft Food Pantry" in after and "What: sort out our accounts" in after
    await forgets(asha)
    assert "The kettle is on" not in "\n".join(priya.sees()) + stored(tmp_path)


async def test_files_for_a_calendar_that_were_sent_or_wait(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    priya, maria = await agreed(world, sam)
    before = len(world.chats["phone"].files[maria.own])
    assert any("Priya" in file for file in files_in_letters(tmp_path))

    await forgets(priya)

    assert not any("Priya" in file or "Shah" in file for file in files_in_letters(tmp_path))
    (off,) = world.chats["phone"].files[maria.own][before:]
    assert b"METHOD:CANCEL" in off.content and b"with somebody" in off.content
    assert b"Priya" not in off.content


async def test_words_that_are_ordinary_stay_in_what_is_about_others(world: World, sam: Someone) -> None:
    """Whoever types "match" and leaves takes nothing out of the coordinators' cards."""
    _, maria = await introduced(world, sam)
    ours = [card for card in sam.sees() if "Seacroft" in card]
    theirs = maria.sees()
    given = {"where": "LS9", "when": "any time", "hours": "4", "leave": "own"}
    for name, what in (("Asha Patel", "match"), ("Ben Lee", "button"), ("Cy Orr", "Need")):
        who = world.volunteer(name)
        await who.commands("offer")
        await who.fills(kind="skills", what=what, **given)
        await who.fills()
        await forgets(who)

    assert [card for card in sam.sees() if "Seacroft" in card] == ours
    assert maria.sees() == theirs
    assert not any("Asha" in card or "What: match" in card for card in sam.sees())
    await world.forward(timedelta(minutes=11))
    await sam.commands("open", await the_match(world))
    assert "Match ID" in sam.last()


async def test_why_a_coordinator_said_no_goes_with_them_wherever_it_stands(
    world: World, sam: Someone, tmp_path: Path
) -> None:
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    for answer in ("just one person", "skip", "Seacroft Food Pantry"):
        await maria.says(answer)
    await maria.presses("Post it")
    await sam.presses("Decline", about="New need")
    await sam.says("Their Quenby hall has no roof")
    await sam.presses("Refuse", about="New group")
    await sam.says("Nobody knows a Zumthor there")
    await world.forward(timedelta(minutes=11))
    kept = stored(tmp_path)
    assert "Quenby" in kept and "Zumthor" in kept
    await world.coordinator("Ana Ivic")

    await forgets(sam)

    assert "I have forgotten you" in sam.last()
    assert "Quenby" not in stored(tmp_path) and "Zumthor" not in stored(tmp_path)

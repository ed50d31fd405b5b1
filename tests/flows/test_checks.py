"""Checklists in chat: asked of whoever sees to them, ticked by button, command or sentence, read by all."""

from datetime import timedelta

import pytest

from tests.flows.world import Someone, World

NEED = "we need someone to sort out our accounts before Easter, 4 hours, LS9"
OFFER = "I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote"


async def introduced(world: World, sam: Someone, leave: str, checks: str = "") -> tuple[Someone, Someone]:
    """Priya and Maria have both said yes; the need asks for `checks`."""
    priya, maria = world.volunteer(), world.host()
    await priya.commands("offer")
    await priya.fills(
        kind="skills", what="bookkeeping", where="LS11 or remote", when="any time", hours="4", leave=leave,
        checks=checks,
    )  # fmt: skip
    await priya.fills()
    await maria.commands("need")
    for answer in (
        "Professional skills",
        "our accounts, bookkeeping",
        "LS9",
        "any time",
        "4",
        "1",
        "skip",
        "skip",
    ):
        await maria.says(answer)
    await maria.says(checks or "skip")
    if checks:
        await maria.presses("Yes, every week, by themselves")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New offer")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Yes")
    await priya.presses("Yes")
    return priya, maria


def number_of(sam: Someone) -> str:
    """The match's number, as its card says it."""
    title = next(said for said in reversed(sam.sees()) if said.startswith("Match "))
    return title.split()[1].rstrip(":")


async def test_a_volunteer_says_by_one_press_that_the_manager_agrees(world: World) -> None:
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam, "to_ask")
    assert "Line manager's OK: open" in "\n".join(priya.sees())
    assert "line manager's OK (the volunteer)" in "\n".join(sam.sees())

    await priya.presses("My manager agrees")

    assert any("Everything is in place" in said for said in maria.sees())
    assert "Line manager's OK: seen on 1 December 2026" in "\n".join(priya.sees())
    assert "My manager agrees" not in priya.labels()


async def test_a_group_says_what_it_has_seen_and_until_when(world: World) -> None:
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam, "own", "enhanced DBS")

    await maria.presses("DBS check")
    await maria.presses("I have seen it")
    await maria.presses("Enhanced")
    await maria.says("end of May 2027")

    assert any("Everything is in place" in said for said in priya.sees())
    assert "DBS check: Enhanced, seen on 1 December 2026, until 31 May 2027" in "\n".join(maria.sees())
    assert not any("DBS check: Enhanced" in said for said in priya.sees())


async def test_a_group_decides_that_no_check_is_needed(world: World) -> None:
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam, "own", "enhanced DBS")

    await maria.presses("DBS check")
    await maria.presses("Not needed for this")

    assert any("Everything is in place" in said for said in priya.sees())


@pytest.mark.parametrize("where", ["phone", "office"])
async def test_a_coordinator_ticks_with_a_command(world: World, where: str) -> None:
    sam = await world.coordinator(platform=where)
    priya, _ = await introduced(world, sam, "own", "enhanced DBS")
    number = number_of(sam)

    await sam.says(f"checks m_{number}")
    assert "DBS check: open" in sam.last()
    await sam.says(f"checked m_{number} dbs until 2027-05")

    assert "until 31 May 2027" in sam.last()
    assert "by Sam Okafor" in sam.last()
    assert any("Everything is in place" in said for said in priya.sees())


async def test_a_coordinator_ticks_in_a_plain_sentence_and_opens_it_again(world: World) -> None:
    sam = await world.coordinator()
    await introduced(world, sam, "own", "enhanced DBS")
    number = number_of(sam)

    await sam.says(f"I have seen the enhanced DBS for {number}, valid until 31 May 2027")
    assert "Enhanced, seen on 1 December 2026" in sam.last()
    await sam.says(f"checked {number} dbs open")

    assert "DBS check: open" in sam.last()
    assert any("Open before the start: DBS check (the group)" in said for said in sam.sees())


async def test_a_certificate_without_a_day_is_asked_for_it(world: World) -> None:
    sam = await world.coordinator()
    _, maria = await introduced(world, sam, "own", "enhanced DBS")

    await sam.says(f"checked {number_of(sam)} dbs")
    await sam.presses("I have seen it")
    await sam.presses("Basic")
    assert "Until when" in sam.last()
    await sam.says("1 March 2020")
    assert "day" in sam.last()
    await sam.says("1 March 2028")

    assert any("until 1 March 2028" in said for said in maria.sees())


async def test_a_pack_is_ticked_for_an_organisation_by_its_people_and_by_coordinators(world: World) -> None:
    sam = await world.coordinator()
    _, maria = await introduced(world, sam, "own")

    await maria.says("checks")
    assert "due-diligence pack" in maria.last()
    assert "Charity number or constitution: seen on 1 December 2026" in maria.last()
    await maria.presses("Safeguarding policy")
    await maria.says("31 March 2027")
    await maria.says("Jo Brown, 0113 496 0000")
    await sam.says("find seacroft")
    number = (
        next(said for said in reversed(maria.sees()) if "due-diligence" in said).splitlines()[-1].split()[-1]
    )
    await sam.says(f"checked {number} public liability until 2027-03-31")

    assert "Safeguarding policy: seen on 1 December 2026 by Maria Kowalska, until 31 March 2027" in sam.last()
    assert "Public liability insurance: seen on 1 December 2026 by Sam Okafor" in sam.last()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("checks", "checks 7Q2K9DXRAB"),
        ("checks ID99999999", "checks 7Q2K9DXRAB"),
        ("checked {number}", "I could not read which line is meant"),
        ("checked {number} dbs until the cows come home", "could not read a date"),
        ("checked {number} dbs until 2019-01", "That day has passed"),
        ("checked {number} manager not needed", "cannot be left out"),
    ],
)
async def test_what_cannot_be_read_says_what_to_write(world: World, said: str, answer: str) -> None:
    sam = await world.coordinator()
    await introduced(world, sam, "own", "enhanced DBS")

    await sam.says(said.format(number=number_of(sam)))

    assert answer in "\n".join(sam.sees()[-2:])


async def test_nobody_but_a_coordinator_uses_the_command(world: World) -> None:
    sam = await world.coordinator()
    priya, _ = await introduced(world, sam, "own", "enhanced DBS")

    await priya.commands("checked", f"{number_of(sam)} dbs until 2027-05")

    assert "Only coordinators" in priya.last()


async def test_words_between_the_two_about_checks_still_go_to_the_other_side(world: World) -> None:
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam, "own", "enhanced DBS")

    await priya.says("I have my DBS here, valid until May 2027")

    assert any("I have my DBS here" in said for said in maria.sees())


async def test_what_is_to_be_vetted_includes_matches_with_open_checks(world: World) -> None:
    sam = await world.coordinator()
    await introduced(world, sam, "to_ask")

    await sam.says("vet")

    assert any("1 matches with checks open" in said for said in sam.sees())


async def test_a_reminder_of_a_near_date_says_what_is_missing_and_offers_no_all_set(world: World) -> None:
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam, "to_ask")
    await maria.presses("Set a date")
    await maria.says("Thursday 10 December 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")

    for _ in range(40):
        await world.forward(timedelta(hours=6))
        if any("Coming up" in said for said in priya.sees()):
            break

    coming = next(said for said in priya.sees() if "Coming up" in said)
    assert "Open before the start: line manager's OK (the volunteer)" in coming
    assert "All set" not in priya.labels()

"""A coordinator verifies hours in the host's place with evidence, and never without."""

from datetime import timedelta

from bot.chat.incoming import Enclosure, Said
from bot.domain.matches import MatchState
from bot.texts.drawing import english
from tests.flows.world import Someone, World, introduced

SHEET = Enclosure(id="F1", kind="photo", mime="image/jpeg", size=1200)


async def silent(world: World, sam: Someone) -> tuple[Someone, Someone]:
    """The date is over, and nobody says what came of it until its card is opened from the morning."""
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("Thursday 3 December 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    for _ in range(16):
        await world.forward(timedelta(days=1))
    await sam.says(f"open {number_of_the_match(sam)}")
    assert "Verify hours" in sam.labels()
    return priya, maria


def number_of_the_match(sam: Someone) -> str:
    return next(said for said in sam.sees() if said.startswith("Match ")).split()[1].rstrip(":")


async def sends(who: Someone, file: Enclosure, text: str = "") -> None:
    who.world.chats[who.platform].kept[file.id] = b"a photo"
    await who._does(Said(origin=who.origin(), text=text, files=(file,)))


async def test_a_photo_is_kept_for_coordinators_and_then_hours_are_verified(world: World) -> None:
    sam = await world.coordinator()
    priya, maria = await silent(world, sam)
    others = len(priya.sees()) + len(maria.sees())

    await sam.presses("Add evidence")
    await sends(sam, SHEET, "the sign-in sheet")
    assert "Kept with the match" in sam.last()
    assert len(priya.sees()) + len(maria.sees()) == others
    await sam.presses("Verify hours")
    await sam.says("3")

    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(MatchState.CLOSED_PART)
        delivery = await tx.outcomes.delivery(match.id)
    assert delivery is not None
    assert "a photo: the sign-in sheet (Sam Okafor" in english(delivery.evidence)


async def test_what_is_kept_is_shown_again_with_the_file_on_either_platform(world: World) -> None:
    sam = await world.coordinator()
    priya, _ = await silent(world, sam)
    await sam.presses("Add evidence")
    await sends(sam, SHEET)
    kim = await world.coordinator("Kim Lee", "office")
    number = number_of_the_match(sam)

    await kim.says(f"evidence {number}")

    assert any("a photo (Sam Okafor" in said for said in kim.sees())
    assert [name for name, content in world.chats["office"].passed.values() if content == b"a photo"] == [
        "photo.jpg"
    ]
    await priya.commands("evidence", number)
    assert "Only coordinators" in priya.last()


async def test_a_note_is_evidence_too(world: World) -> None:
    sam = await world.coordinator()
    await silent(world, sam)

    await sam.presses("Verify hours")
    await sam.says("4")
    assert "What did you go by" in sam.last()
    await sam.says("Maria rang: four people came")

    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(MatchState.CLOSED)
        kept = await tx.evidence.of(match.id)
    assert [each.note for each in kept] == ["Maria rang: four people came"]


async def test_a_photo_answers_the_question_what_it_was_gone_by(world: World) -> None:
    sam = await world.coordinator()
    await silent(world, sam)

    await sam.presses("Verify hours")
    await sam.says("4")
    await sends(sam, SHEET)

    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(MatchState.CLOSED)
        kept = await tx.evidence.of(match.id)
    assert [each.file for each in kept] == [SHEET]


async def test_a_coordinator_in_a_form_is_asked_for_a_note_and_no_photo_is_lost(world: World) -> None:
    kim = await world.coordinator("Kim Lee", "office")
    await silent(world, kim)

    await kim.presses("Add evidence")
    await sends(kim, SHEET, "the sheet")
    await kim.presses("Verify hours")
    assert kim.form is not None
    assert [each.name for each in kim.form.questions] == ["hours"]
    await kim.fills(hours="4")

    async with world.begin() as tx:
        assert len(await tx.matches.in_state(MatchState.CLOSED)) == 1


async def test_a_file_that_is_too_large_is_said_and_asked_for_again(world: World) -> None:
    sam = await world.coordinator()
    await silent(world, sam)

    await sam.presses("Add evidence")
    await sends(sam, Enclosure(id="F2", size=30 * 1024 * 1024))

    assert any("30 MB" in said for said in sam.sees())
    assert "Send a photo or a file here" in sam.last()


async def several(world: World, sam: Someone) -> tuple[Someone, Someone]:
    """Every Thursday; of the first nobody has said anything, and the second is near."""
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("every Thursday until 24 December, 10:00 to 11:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    for _ in range(8):
        await world.forward(timedelta(days=1))
    return priya, maria


async def test_a_date_that_is_left_behind_is_settled_from_the_card(world: World) -> None:
    sam = await world.coordinator()
    await several(world, sam)
    await sam.says(f"open {number_of_the_match(sam)}")
    assert "Nobody has said what came of: Thursday 3 December 2026" in sam.last()

    await sam.presses("Hours on Thursday 3 December")
    await sam.presses("1 hour")
    await sam.says("Maria rang: she was there")

    async with world.begin() as tx:
        (match,) = await tx.matches.in_state(MatchState.SCHEDULED)
        delivery = await tx.outcomes.delivery(match.id)
    assert delivery is not None and delivery.verified == 1


async def test_or_closed_without_hours_and_the_match_goes_on(world: World) -> None:
    sam = await world.coordinator()
    await several(world, sam)
    await sam.says(f"open {number_of_the_match(sam)}")

    await sam.presses("Not on Thursday 3 December")
    await sam.presses("the volunteer did not come")

    assert "That date is closed without hours. The match goes on." in sam.last()
    async with world.begin() as tx:
        assert await tx.matches.in_state(MatchState.SCHEDULED)


async def test_who_says_that_it_did_happen_is_believed_by_what_a_coordinator_sees(world: World) -> None:
    sam = await world.coordinator()
    _, maria = await silent(world, sam)
    await sam.presses("Not delivered")
    await sam.presses("it did not take place")
    await maria.presses("Tell a coordinator", about="without hours")
    await maria.says("it did happen, I was in hospital")

    await sam.presses("Verify hours", about="somebody wrote to you")
    await sam.says("4")
    await sam.says("Maria rang")

    async with world.begin() as tx:
        assert await tx.matches.in_state(MatchState.CLOSED)

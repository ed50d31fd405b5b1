"""Asking for help on a phone: checks that the law allows, a shared place, pictures, voice notes, drafts."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.incoming import Enclosure, Said
from bot.domain.listings import ContactKind
from bot.reading.eligibility import Eligible, eligible
from matching.places import nearest
from tests.flows.world import NotShown, Someone, World

PHOTO = Enclosure(id="P1", kind="photo", mime="image/jpeg", size=4)
VOICE = Enclosure(id="V1", kind="voice", mime="audio/ogg", size=5)
BOILER = "we need a plumber to look at our boiler any time, 2 hours, LS9, one person"


async def asked_for_checks(world: World, checks: str, name: str = "Maria Kowalska") -> Someone:
    """Up to the question about checks, and its answer."""
    maria = world.host(name)
    await maria.commands("need")
    await maria.presses("Professional skills")
    await maria.says("a mentor for our young people")
    await maria.says("LS9")
    await maria.presses("Any time")
    await maria.presses("2 hours")
    await maria.says("1")
    await maria.says("tea")
    await maria.says("Polish and Urdu")
    await maria.says(checks)
    return maria


async def test_whom_they_are_with_is_asked_only_where_a_check_is_wanted(world: World):
    maria = await asked_for_checks(world, "enhanced DBS")
    assert "children or adults at risk" in maria.last()

    bo = await asked_for_checks(world, "skip", "Bo")
    assert "Which group" in bo.last()


@pytest.mark.parametrize("contact", ["No, with neither", "Yes, once or a few times"])
async def test_a_check_that_the_law_does_not_allow_is_refused_with_the_reason(world: World, contact: str):
    maria = await asked_for_checks(world, "enhanced DBS")

    await maria.presses(contact)

    assert "may not be asked for here" in maria.last()
    assert "Does this role need a check by law?" in maria.last()
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    assert "Is this right?" in maria.last() and "DBS" not in maria.last()
    assert "Languages: Polish and Urdu" in maria.last()


async def test_an_eligible_check_is_asked_for_and_the_coordinator_sees_why(world: World, sam: Someone):
    maria = await asked_for_checks(world, "enhanced DBS")

    await maria.presses("Yes, every week, by themselves")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")

    new = next(card for card in sam.sees() if "New need" in card)
    assert "by what the group says the role is eligible: Yes, every week, by themselves" in new
    assert "Checks needed: enhanced DBS" in new


async def test_a_doubtful_check_is_posted_and_the_coordinator_sees_the_doubt(world: World, sam: Someone):
    maria = await asked_for_checks(world, "enhanced DBS")

    await maria.presses("Yes, one of us is always there")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")

    assert "may not be eligible" in next(card for card in sam.sees() if "New need" in card)


async def test_a_form_says_beside_the_field_that_a_check_may_not_be_asked_for(world: World):
    priya = world.volunteer()
    await priya.commands("need")
    await priya.fills(
        kind="skills", what="a mentor", where="LS9", when="any time", hours="2", people="1", checks="DBS"
    )
    await priya.fills(contact="once")

    assert priya.form is not None
    trouble = {each.name: each.trouble for each in priya.form.questions}
    assert "may not be asked for here" in trouble["checks"]


@pytest.mark.parametrize(
    ("checks", "contact", "found"),
    [
        (("food hygiene certificate",), ContactKind.NOBODY, Eligible.YES),
        (("basic DBS",), ContactKind.NOBODY, Eligible.YES),
        (("DBS",), ContactKind.NOBODY, Eligible.NO),
        (("basic DBS", "enhanced dbs"), ContactKind.ONCE, Eligible.NO),
        (("DBS (enhanced)",), ContactKind.SUPERVISED, Eligible.DOUBT),
        (("enhanced DBS",), ContactKind.CARE, Eligible.YES),
        (("enhanced DBS",), None, Eligible.DOUBT),
    ],
)
def test_eligibility(checks, contact, found):
    assert eligible(checks, contact) is found


@pytest.mark.parametrize(
    ("latitude", "longitude", "district"),
    [
        (53.8000, -1.5497, "LS1"),  # Leeds Town Hall
        (53.8170, -1.4560, "LS14"),  # Seacroft
        (53.7780, -1.5600, "LS11"),  # Holbeck
        (51.5007, -0.1246, "SW1H"),  # Westminster
        (48.8566, 2.3522, None),  # Paris
        (0.0, 0.0, None),
    ],
)
def test_a_point_becomes_the_nearest_district(latitude: float, longitude: float, district: str | None):
    assert nearest(latitude, longitude) == district


async def test_a_shared_place_answers_where_and_only_its_district_is_kept(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    maria = world.host()
    await maria.commands("need")
    await maria.presses("Professional skills")
    await maria.says("a plumber")
    assert "You can share a place as well" in maria.last()

    await maria.shares(53.81701, -1.45602)

    assert "Where: LS14" in maria.sees()[-2]
    assert "When do you need it?" in maria.last()
    assert "53.817" not in "\n".join(maria.sees()) + caplog.text
    held = sqlite3.connect(tmp_path / "makegood.db")
    assert not [line for line in held.iterdump() if "53.817" in line or "1.4560" in line]


async def test_a_place_shared_unasked_or_far_away_is_answered_and_not_kept(world: World):
    maria = world.host()

    await maria.shares(53.817, -1.456)
    assert "That is in LS14. I did not ask for a place" in maria.last()

    await maria.shares(48.8566, 2.3522)
    assert "write the postcode" in maria.last()


async def test_photos_and_voice_notes_stay_with_the_need_and_the_coordinator_gets_them(
    world: World, sam: Someone
):
    maria = world.host()
    world.chats["phone"].kept |= {"P1": b"jpeg", "V1": b"voice"}
    await maria.commands("need")
    await maria.presses("Professional skills")
    await maria.sends(VOICE)
    assert "I keep 1 voice note with it" in maria.sees()[-2]
    assert "What do you need?" in maria.last()

    await maria.sends(PHOTO, text="somebody to look at our boiler")
    await maria.says("LS9")
    await maria.presses("Any time")
    await maria.presses("2 hours")
    await maria.says("1")
    for _ in range(3):
        await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")

    assert sorted(content for _, content in world.chats["phone"].passed.values()) == [b"jpeg", b"voice"]
    new = next(card for card in sam.sees() if "New need" in card)
    assert "Kept with it: 1 voice note, 1 photo" in new
    below = [card for card in sam.sees() if "Maria Kowalska sent" in card]
    assert below == [
        "Maria Kowalska sent a voice note with: somebody to look at our boiler",
        "Maria Kowalska sent a photo with: somebody to look at our boiler",
    ]


async def test_a_photo_with_a_plain_sentence_begins_a_need_and_is_kept_with_it(world: World, sam: Someone):
    maria = world.host()
    world.chats["phone"].kept["P1"] = b"jpeg"

    await maria.sends(PHOTO, text=BOILER)
    assert any("I keep 1 photo with it" in card for card in maria.sees())
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")

    assert [content for _, content in world.chats["phone"].passed.values()] == [b"jpeg"]


async def test_too_many_and_too_large_files_are_said_and_the_answers_stay(world: World):
    maria = world.host()
    await maria.says(BOILER)

    await maria.sends(Enclosure(id="big", size=21 * 1024 * 1024))
    await maria.sends(*(Enclosure(id=str(number), size=1) for number in range(12)))

    said = [card for card in maria.sees() if "not all of that was kept" in card]
    assert len(said) == 2
    assert "What do you provide for them?" in maria.last()
    assert any("I keep 10 files with it" in card for card in maria.sees())


async def test_what_came_with_a_cancelled_draft_is_forgotten(world: World):
    maria = world.host()
    await maria.says(BOILER)
    await maria.sends(PHOTO)
    draft = await world.conversation(maria)
    assert draft is not None

    await maria.says("cancel")

    async with world.begin() as tx:
        assert not await tx.kept.of_conversation(draft.id)


async def test_a_draft_is_mentioned_before_it_ends_and_goes_on_from_there(world: World):
    maria = world.host()
    await maria.says(BOILER)

    await world.forward(timedelta(days=11))
    assert "You have not posted this yet" not in maria.last()
    await world.forward(timedelta(days=1, hours=1))
    assert "You have not posted this yet" in maria.last()
    assert "I keep it until Tuesday 15 December" in maria.last()

    await maria.presses("Continue")
    assert "What do you provide for them?" in maria.last()
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    assert "Is this right?" in maria.last()


async def test_a_draft_that_nobody_goes_on_with_ends_after_14_days_and_says_so(world: World):
    maria = world.host()
    await maria.says(BOILER)
    await world.forward(timedelta(days=12, hours=1))

    await world.forward(timedelta(days=2))

    assert await world.conversation(maria) is None
    assert "It is gone now" in maria.last()
    with pytest.raises(NotShown):
        maria.button("Continue")


async def test_a_draft_that_was_touched_is_mentioned_later(world: World):
    maria = world.host()
    await maria.says(BOILER)
    await world.forward(timedelta(days=5))
    await maria.presses("Skip")

    await world.forward(timedelta(days=8))
    assert "You have not posted this yet" not in maria.last()
    await world.forward(timedelta(days=4, hours=1))
    assert "You have not posted this yet" in maria.last()


async def test_a_file_in_answer_to_a_coordinator_reaches_the_coordinator(world: World, sam: Someone):
    maria = world.host()
    world.chats["phone"].kept["P1"] = b"jpeg"
    await maria.says(BOILER)
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.presses("Ask", about="New need")
    await sam.says("Which boiler is it?")

    await maria.presses("Answer")
    await world.handle(Said(origin=maria.origin(), text="This one", files=(PHOTO,)))

    assert [content for _, content in world.chats["phone"].passed.values()] == [b"jpeg"]

"""Who is spoken to how, and what is said before whom."""

import pytest

from bot.chat.address import Chat
from tests.flows.world import World, introduced

TOWN_HALL = Chat(platform="office", tenant="T1", id="general")
KITCHEN = Chat(platform="phone", tenant="B1", id="-100")
PERSONAL = ("offer", "need", "mine", "coordinate", "stop", "resume", "start", "pause", "hours", "my")


@pytest.mark.parametrize("command", [*PERSONAL, "help", "queue", "report", "nonsense", "cancel", "browse"])
async def test_a_command_in_a_channel_shows_nothing_there(world: World, command: str):
    priya = world.volunteer()

    await priya.commands(command, chat=TOWN_HALL)

    assert priya.sees(TOWN_HALL) == []
    assert priya.sees()[0].startswith("Before we start")
    assert priya.form is not None or priya.hints == ["I have answered you in our private chat."]


@pytest.mark.parametrize("command", [*PERSONAL, "help", "report"])
async def test_a_command_in_a_group_by_somebody_met_before_answers_in_private(world: World, command: str):
    maria = world.host()
    await maria.commands("start")
    before = len(maria.cards())

    await maria.commands(command, chat=KITCHEN)

    assert maria.sees(KITCHEN) == []
    assert len(maria.cards()) > before


@pytest.mark.parametrize("command", [*PERSONAL, "help", "queue"])
async def test_a_command_in_a_group_by_a_stranger_asks_them_to_write_in_private(world: World, command: str):
    maria = world.host()

    await maria.commands(command, chat=KITCHEN)

    (said,) = maria.sees(KITCHEN)
    assert said.startswith("Maria Kowalska, please open a private chat with me")
    assert maria.sees() == []


@pytest.mark.parametrize("command", PERSONAL)
async def test_what_is_personal_is_private_among_coordinators_too(world: World, command: str):
    desk = world.place("office")
    sam = await world.coordinator(platform="office")
    before = len(sam.cards(desk))

    await sam.commands(command, chat=desk)

    assert len(sam.cards(desk)) == before


@pytest.mark.parametrize(
    ("command", "answer"), [("queue", "Nothing waits for you"), ("report", "How much of it")]
)
async def test_the_queue_and_the_report_answer_in_a_coordinators_place(
    world: World, command: str, answer: str
):
    desk = world.place("office")
    sam = await world.coordinator(platform="office")

    await sam.commands(command, chat=desk)

    assert answer in sam.last(desk)


@pytest.mark.parametrize("command", ["queue", "report", "undo"])
async def test_the_queue_and_the_report_answer_privately_anywhere_else(world: World, command: str):
    world.place("office")
    sam = await world.coordinator(platform="office")
    before = len(sam.cards())

    await sam.commands(command, chat=TOWN_HALL)

    assert sam.sees(TOWN_HALL) == []
    assert len(sam.cards()) == before + 1


async def test_somebody_elses_queue_in_a_place_is_refused_there(world: World):
    desk = world.place("phone")
    maria = world.host()
    await maria.commands("start")

    await maria.commands("queue", chat=desk)

    assert maria.last(desk).startswith("Only coordinators can do that.")


async def test_a_button_that_begins_something_personal_answers_in_private(world: World):
    desk = world.place("phone")
    sam = await world.coordinator()
    await sam.commands("help", chat=desk)

    await sam.presses("What I have", chat=desk)

    assert "of your own" in sam.last() or "You have no" in sam.last()
    assert "You have no" not in sam.last(desk)


async def test_a_draft_begun_before_others_goes_on_in_private(world: World):
    maria = world.host()
    await maria.commands("start")

    await maria.says("we need a plumber to look at our boiler, LS9", chat=KITCHEN)

    assert maria.sees(KITCHEN) == []
    assert "plumber" in maria.last()


async def test_words_before_others_never_go_to_the_other_side(world: World):
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam)
    before = priya.sees()

    await maria.says("shall we ask her for her number?", chat=KITCHEN)

    assert priya.sees() == before


async def test_help_in_each_role_names_what_that_role_can_do(world: World):
    desk = world.place("office")
    sam = await world.coordinator(platform="office")
    priya, maria = world.volunteer(), world.host()

    await sam.commands("help", chat=desk)
    await priya.says("help")
    await maria.says("help")

    assert "queue" in sam.last(desk)
    assert "Offer your time or a skill" in priya.last()
    assert "Ask for help" in maria.last()


async def test_a_coordinator_without_a_place_is_spoken_to_as_one_in_private(world: World):
    sam = await world.coordinator(platform="office")

    await sam.says("help")

    assert "queue" in sam.last()


async def test_a_coordinator_with_an_employer_is_a_volunteer_in_private_where_there_is_a_place(world: World):
    world.place("office")
    sam = await world.coordinator(platform="office")

    await sam.says("help")

    assert "Offer your time or a skill" in sam.last()
    assert "queue" in sam.last()


async def test_one_coordinator_decides_and_the_others_see_who(world: World):
    office, phone = world.place("office"), world.place("phone")
    sam, ana = await world.coordinator("Sam", "office"), await world.coordinator("Ana", "phone")
    maria = world.host()
    await maria.says("we need an accountant for our books before Easter, 4 hours, LS9")
    for answer in ("1", "skip", "Seacroft Food Pantry", "post it"):
        await maria.says(answer)

    await sam.presses("Verify", chat=office)
    reference, _ = ana.button("Approve", chat=phone)

    assert "Now: verified" in "\n".join(ana.sees(phone))
    with pytest.raises(AssertionError):
        ana.button("Verify", chat=phone)
    assert reference

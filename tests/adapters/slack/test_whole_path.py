from bot.chat.action import Action
from bot.chat.form import Form, Question, Text
from bot.chat.incoming import Command, Filled, Pressed
from bot.chat.markup import markup
from bot.chat.outgoing import Button, Card, CloseForm, Look, Para, ShowForm
from tests.adapters.slack.conftest import ANA, World, account, chat

FORM = Form(
    conversation="K7",
    revision=1,
    title="Offer help",
    submit="Next",
    questions=(Question(name="what", label="What can you do?", kind=Text(lines=3)),),
)
CARD = Card(
    title="Is this right?",
    lines=(Para(text=markup("Bookkeeping")),),
    buttons=(
        (
            Button(
                label="Post it", action=Action(verb="offer.post", subject="7Q", revision=3), look=Look.MAIN
            ),
        ),
    ),
)


async def offers(world: World) -> None:
    """From the command to the press, as one person does it."""
    world.core.will_reply(ShowForm(form=FORM))
    await world.stand_in.command(ANA, "/makegood offer bookkeeping & more")
    [view] = world.stand_in.views(ANA)

    world.core.will_reply(CloseForm())
    await world.stand_in.submit(ANA, view["id"], {"what:1": {"answer": "Bookkeeping"}})
    named = await world.slack.post(chat(), CARD, token="out1", under=None)
    channel, _, ts = named.partition("/")
    await world.stand_in.press(ANA, channel, ts, "1:offer.post:7Q:3")

    command, filled, pressed = world.core.heard
    assert command == Command(origin=command.origin, name="offer", rest="bookkeeping & more")
    assert filled == Filled(
        origin=filled.origin, conversation="K7", revision=1, answers={"what": ("Bookkeeping",)}
    )
    assert pressed == Pressed(
        origin=pressed.origin, action=Action(verb="offer.post", subject="7Q", revision=3), message=named
    )
    assert {event.origin.sender for event in world.core.heard} == {account()}
    assert {event.origin.chat for event in world.core.heard} == {chat()}
    assert {event.origin.name for event in world.core.heard} == {"Ana Ivić"}
    assert all(event.origin.live and event.origin.private for event in world.core.heard)
    assert len({event.origin.event for event in world.core.heard}) == 3
    assert world.stand_in.views(ANA) == []
    assert world.stand_in.problems(ANA) == []


async def test_an_offer_goes_from_the_command_to_the_press_over_http(world):
    await offers(world)


async def test_an_offer_goes_from_the_command_to_the_press_over_a_socket(dialled):
    await offers(dialled)

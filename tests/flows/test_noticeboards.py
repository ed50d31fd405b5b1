"""The menu in a channel or a group: chosen there, pressed by anybody, and gone on with in private."""

from datetime import timedelta

from bot.chat.address import Chat
from tests.flows.test_desk import ticker
from tests.flows.world import World, posted_both

CHANNEL = Chat(platform="office", tenant="T1", id="general")
GROUP = Chat(platform="phone", tenant="B1", id="-100")


async def a_week(world: World) -> None:
    """To the next Monday's post."""
    for _ in range(6):
        await world.forward(timedelta(days=1))
        await ticker(world).morning()
    await world.forward(timedelta(hours=3))


async def test_it_is_posted_where_a_coordinator_said_so_and_a_press_goes_on_in_private(world: World):
    sam = await world.coordinator(platform="office")
    priya, _ = await posted_both(world, sam)
    await priya.commands("menu", "here", chat=CHANNEL)
    assert "Only champions and coordinators" in "\n".join([*priya.sees(), *priya.hints, *priya.sees(CHANNEL)])

    await sam.commands("menu", "here", chat=CHANNEL)
    await a_week(world)

    post = sam.last(CHANNEL)
    assert "Needed now: 1." in post and "sort out our accounts" in post
    before = len(priya.sees(CHANNEL))
    await priya.presses("I can help: 1", chat=CHANNEL)
    assert "A group needs help" in priya.last() or "sort out our accounts" in priya.last()
    assert len(priya.sees(CHANNEL)) == before and sam.last(CHANNEL) == post
    await sam.commands("menu", "off", chat=CHANNEL)
    assert "I post nothing here any more" in sam.last(CHANNEL)


async def test_anybody_may_look_at_the_menu(world: World):
    maria = world.host()

    await maria.says("menu")

    assert "Team days: 4 to 12 people" in maria.last()
    await maria.says("menu here")
    assert "in the channel or the group where people look" in maria.last()

"""Reminders as people press them: put off, stopped, answered all the same; and what coordinators can do."""

from datetime import timedelta

from tests.flows.world import Someone, World, posted_both

DAYS = timedelta(days=1)


async def asked_again(world: World, sam: Someone) -> Someone:
    """Maria was asked, said nothing, and is reminded."""
    _, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await world.forward(DAYS * 2)
    assert "I asked a few days ago" in maria.last()
    return maria


async def test_what_was_put_off_can_still_be_answered(world: World, sam: Someone):
    maria = await asked_again(world, sam)

    await maria.presses("Snooze 1 week")

    assert "No reminders until" in maria.last()
    await maria.presses("Yes", about="I asked a few days ago")
    assert "You said yes." in "\n".join(maria.sees())


async def test_stop_stops_and_says_how_to_come_back(world: World, sam: Someone):
    maria = await asked_again(world, sam)

    await maria.presses("Stop asking me")

    assert "Say resume to hear from me again" in maria.last()
    await world.forward(DAYS * 9)
    assert len([text for text in maria.sees() if "I asked a few days ago" in text]) == 1

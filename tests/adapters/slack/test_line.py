import asyncio
from collections.abc import Callable

from bot.chat.incoming import Said
from tests.adapters.slack.conftest import ANA, World


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the stand-in has no event for it
            await asyncio.sleep(0.01)


def dials(world: World) -> int:
    return sum(name == "apps.connections.open" for name, _ in world.stand_in.faults.calls)


async def heard(world: World, words: str) -> bool:
    """Whether what a person says now arrives, at once or when Slack repeats it."""
    await world.stand_in.say(ANA, words)
    await world.stand_in.settled()
    return words in [event.text for event in world.core.heard if isinstance(event, Said)]


async def test_a_line_that_slack_asks_to_renew_goes_on(dialled: World):
    await dialled.stand_in.ask_to_reconnect()
    await until(lambda: dials(dialled) == 2)

    assert await heard(dialled, "still there?")


async def test_a_line_that_is_cut_is_dialled_again(dialled: World):
    await dialled.stand_in.drop_connections()
    await until(lambda: dialled.stand_in.connections == 1)

    assert await heard(dialled, "still there?")


async def test_a_line_that_stays_dead_is_replaced(dialled: World, monkeypatch):
    line = dialled.slack._line
    assert line is not None
    first = line._handler
    monkeypatch.setattr("adapters.slack.sockets.SOCKET_RENEW_SECONDS", -1)
    assert first is not None
    first.client.closed = True

    await line._look()

    assert line._handler is not first
    assert await heard(dialled, "still there?")


async def test_a_line_without_a_connection_for_too_long_is_not_healthy(dialled: World, monkeypatch):
    monkeypatch.setattr("adapters.slack.sockets.SOCKET_SICK_SECONDS", -1)

    assert not dialled.slack.healthy()


async def test_stopping_hangs_up(dialled: World):
    assert dialled.stand_in.connections == 1

    await dialled.slack.stop()

    await until(lambda: dialled.stand_in.connections == 0)

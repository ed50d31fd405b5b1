"""Who is not to be disturbed, asked of the strict stand-in through the real client."""

from datetime import timedelta

import pytest

from adapters.simulator.faults import Fault
from adapters.slack.manifest import METHODS
from bot.chat.ports import Presence, RateLimited, Unavailable
from tests.adapters.slack.conftest import ANA, SAM, TEAM, World, now

HOUR = timedelta(hours=1)


async def test_only_who_rests_now_is_named_and_until_when(world: World):
    moment = now().replace(microsecond=0)
    world.stand_in.do_not_disturb(ANA, moment - HOUR, moment + HOUR)
    world.stand_in.do_not_disturb(SAM, moment + HOUR, moment + 2 * HOUR)
    presence: Presence = world.slack

    assert await presence.resting(TEAM, [ANA, SAM], moment) == {ANA: moment + HOUR}
    assert await presence.resting(TEAM, [ANA, SAM], moment + HOUR) == {SAM: moment + 2 * HOUR}
    assert await presence.resting(TEAM, [], moment) == {}


async def test_many_are_asked_for_by_fifty_and_who_is_not_seen_spoils_it_for_nobody(world: World):
    moment = now().replace(microsecond=0)
    many = [f"U0MANY{number}" for number in range(120)]
    for user in many:
        world.stand_in.add_user(user, user)
        world.stand_in.do_not_disturb(user, moment - HOUR, moment + HOUR)

    found = await world.slack.resting(TEAM, [*many, "U0GONE"], moment)

    assert found == dict.fromkeys(many, moment + HOUR)
    asked = [len(params["users"].split(",")) for name, params in world.stand_in.faults.calls if "dnd" in name]
    assert asked[:3] == [50, 50, 21]
    assert max(asked) == 50


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMITED])
async def test_what_slack_cannot_say_now_is_trouble_and_not_silence(world: World, fault: Fault):
    world.stand_in.faults.plan("dnd.teamInfo", fault)

    with pytest.raises((Unavailable, RateLimited)):
        await world.slack.resting(TEAM, [ANA], now())


async def test_an_app_that_was_installed_without_the_scope_says_so(world: World):
    scopes = {scope for method in METHODS.values() for scope in method} - {"dnd:read"}
    world.stand_in.tokens.install(scopes)

    with pytest.raises(Unavailable, match="missing_scope"):
        await world.slack.resting(TEAM, [ANA], now())

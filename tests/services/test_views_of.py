"""Many matches read together are what each is when it is read alone."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.checklists import Item
from bot.domain.matches import MatchState
from bot.services import delivery, matches
from bot.services.moves import view_of
from bot.services.views_of import views_of
from tests.services.test_checklists import DBS, MAY, TEAM, ticks, world_with
from tests.services.test_mornings import open_matches
from tests.services.test_series import TUESDAY, every_week
from tests.services.world import World


async def test_many_read_together_are_as_each_is_alone(world: World) -> None:
    """One of them has dates, and hours of one; the others have neither."""
    match = await every_week(world, times=2)
    await world.until(TUESDAY + timedelta(hours=5))
    async with world.turn("Maria") as turn:
        await delivery.report_hours(turn, match.id, Decimal(2))
    await open_matches(world, 5)

    async with world.turn() as turn:
        ids = [*(f"M{number:03d}" for number in range(5)), match.id]
        found = [await turn.tx.matches.get(id) for id in ids]
        alone = [await view_of(turn, each) for each in found]

        assert await views_of(turn, found) == alone
        assert await views_of(turn, []) == []
    assert len(alone[-1].sessions) == 2
    assert alone[-1].delivery is not None


async def test_each_has_its_own_checklist_with_what_its_organisations_have_shown(world: World) -> None:
    """Two matches of one host, whose pack counts for both; and one that needs nothing."""
    await world_with(world, TEAM, TEAM | {"leave": "agreed"})
    await ticks(world, "Maria", Item.PUBLIC_LIABILITY, until=MAY)
    first = await world.the_match()
    await world.meets("Tom", "Calder Ltd")
    needs, gives = DBS | {"what": "gardening", "skills": ("gardening",)}, {"checks": ("enhanced DBS",)}
    await world.approves(await world.offer("Tom", **needs | gives), await world.need("Maria", **needs))
    second = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.approve(turn, second.id)
    await world.says_yes("Maria", second)
    await world.says_yes("Tom", second)
    await open_matches(world, 1)

    async with world.turn() as turn:
        found = [await turn.tx.matches.get(id) for id in (first.id, "M000", second.id)]
        alone = [await view_of(turn, each) for each in found]
        assert await views_of(turn, found) == alone

    assert [bool(view.checklist.checks) for view in alone] == [True, False, True]
    assert {view.match.state for view in alone} >= {MatchState.INTRODUCED}

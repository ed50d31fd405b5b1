"""Many matches read together are what each is when it is read alone."""

from datetime import timedelta
from decimal import Decimal

from bot.services import delivery
from bot.services.moves import view_of
from bot.services.views_of import views_of
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
        matches = [await turn.tx.matches.get(id) for id in ids]
        alone = [await view_of(turn, each) for each in matches]

        assert await views_of(turn, matches) == alone
        assert await views_of(turn, []) == []
    assert len(alone[-1].sessions) == 2
    assert alone[-1].delivery is not None

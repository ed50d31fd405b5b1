"""`makegood matcher tune`: learned from what coordinators decided, switched only when told to."""

import io
import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.command_tune import NOTHING_LEARNED, tune_matcher
from bot.domain.matches import MatchState
from matching.score import NAMES
from matching.weights import WITH_MODEL
from tests.services.world import World

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


async def decided(world: World, count: int) -> None:
    """Coordinators who approve what is near and dismiss what is far, whatever the texts say."""
    example, chance = await world.suggested(), random.Random(1)
    async with world.begin() as tx:
        for number in range(count):
            parts = {name: chance.random() for name in NAMES}
            near = parts["place"] > 0.5
            await tx.matches.put(
                replace(
                    example,
                    id=f"M{number:03}",
                    state=MatchState.CLOSED if near else MatchState.DISMISSED,
                    reason="" if near else "too_far",
                    decided_at=NOW,
                    parts=parts,
                )
            )
        await tx.commit()


async def tuned(world: World, *, switch: bool) -> tuple[int, dict[str, object]]:
    out = io.StringIO()
    code = await tune_matcher(world.begin, WITH_MODEL, now=NOW, switch=switch, as_json=True, out=out)
    return code, json.loads(out.getvalue())


async def in_use(world: World) -> str:
    async with world.begin() as tx:
        await world.market.catch_up(tx)
        await tx.commit()
    return world.market.matcher.weighing.version


async def test_what_was_learned_is_shown_and_changes_nothing_until_it_is_switched(world: World):
    await decided(world, 80)
    before = await in_use(world)

    code, told = await tuned(world, switch=False)

    assert code == 0
    assert (told["decisions"], told["switched"]) == (80, False)
    assert told["new"]["place"] > told["old"]["place"]
    assert told["after"]["loss"] < told["before"]["loss"]
    assert await in_use(world) == before


async def test_switched_weights_are_used_by_the_next_search_of_every_process(world: World):
    await decided(world, 80)

    _, told = await tuned(world, switch=True)

    assert told["switched"] is True
    assert await in_use(world) == told["new"]["version"]
    _, again = await tuned(world, switch=False)
    assert again["old"]["version"] == told["new"]["version"]


async def test_a_dismissal_for_reasons_of_the_moment_teaches_nothing(world: World):
    await decided(world, 40)
    async with world.begin() as tx:
        for match in await tx.matches.in_state(MatchState.DISMISSED):
            await tx.matches.put(replace(match, reason="not_now", revision=match.revision + 1))
        await tx.commit()

    code, told = await tuned(world, switch=False)

    assert (code, told["new"]) == (NOTHING_LEARNED, None)


async def test_with_too_few_decisions_it_says_how_many_it_takes(world: World):
    out = io.StringIO()
    code = await tune_matcher(world.begin, WITH_MODEL, now=NOW, switch=True, as_json=False, out=out)

    assert code == NOTHING_LEARNED
    assert out.getvalue() == (
        "There are 0 decisions, 0 of them yes. It takes 20, some yes and some no."
        f" Nothing was changed; the weights in use are {WITH_MODEL.version}.\n"
    )


async def test_people_read_old_and_new_side_by_side(world: World):
    await decided(world, 80)
    out = io.StringIO()
    await tune_matcher(world.begin, WITH_MODEL, now=NOW, switch=False, as_json=False, out=out)

    told = out.getvalue()
    assert "80 decisions, " in told
    assert "To use the new weights: makegood matcher tune --switch" in told
    assert all(f"\n{name} " in told for name in NAMES)


@pytest.mark.parametrize("part", NAMES)
async def test_a_suggestion_keeps_the_parts_that_it_was_made_of(world: World, part: str):
    match = await world.suggested()
    assert 0 <= match.parts[part] <= 1
    assert match.weights == world.market.matcher.weighing.version

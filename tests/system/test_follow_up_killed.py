"""Months of follow-up by a bot that dies at a few hundred points: everybody is told all of it, once.

`benchmarks.faults` plays them to death at each of them.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.world import SCHEDULE
from tests.system.follow_ups import FOLLOW_UPS, copies, quiet
from tests.system.mortal import AT_FEW, Doom, Fate
from tests.system.test_killed import made


@pytest.fixture
def silence() -> Iterator[None]:
    with quiet():
        yield


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("silence")
@pytest.mark.parametrize("name", FOLLOW_UPS)
async def test_killed_again_and_again_for_months_it_tells_everybody_the_same_once(
    sqlite_template: Path, tmp_path: Path, name: str
) -> None:
    one, fate = FOLLOW_UPS[name], Fate(doom=Doom.ANYWHERE, chance=AT_FEW)
    undisturbed = await one.played(sqlite_template, made(tmp_path / "calm"), Fate(doom=Doom.NOWHERE))
    killed = await one.played(sqlite_template, made(tmp_path / "killed"), fate)

    assert fate.tries > 100
    assert one.told(undisturbed) - one.told(killed) == Counter(), "lost"
    assert one.told(killed) - one.told(undisturbed) == Counter(), "said twice"
    again = copies(killed)
    assert (again["office"], again["phone"]) == (0, again["excused"])


def test_every_reminder_of_the_schedule_is_one_that_somebody_gets_while_the_bot_dies() -> None:
    """A new code has to come into one of the plays, which fail where nobody gets what they name."""
    played = frozenset[str]().union(*(one.codes for one in FOLLOW_UPS.values()))

    assert played == {step.code for step in SCHEDULE.steps}

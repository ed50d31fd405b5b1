"""At least 20,000 random steps through a small city, with what must hold looked at after each.

MAKEGOOD_STEPS=1000000 for a long night.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.system.city_machine import CityMachine, ground

STEPS = int(os.environ.get("MAKEGOOD_STEPS", "20000"))
A_RUN = 100  # steps of one example
EXAMPLES = 20  # of one seed


def play(number: int) -> None:
    """So many examples, always the same ones for this number."""

    @seed(number)
    class Seeded(CityMachine):
        pass

    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=A_RUN,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )


@pytest.fixture
def quiet() -> Iterator[None]:
    """Processes die here by the thousand, and to draw each death takes longer than all the rest."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("quiet")
@pytest.mark.timeout(max(900, STEPS // 20))
def test_whatever_happens_some_things_hold(sqlite_template: Path, tmp_path: Path) -> None:
    CityMachine.ground = ground(sqlite_template, tmp_path)
    CityMachine.count.clear()

    number = 0
    while CityMachine.count["steps"] < STEPS:
        play(number)
        number += 1
    CityMachine.ground.close()

    assert CityMachine.count["move verify"] > 0  # it goes all the way

"""At least 20,000 random steps through a small city, with what must hold looked at after each.

MAKEGOOD_STEPS=1000000 for a long night, MAKEGOOD_STEPS_ON_POSTGRES=50000 for another.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.system.city_machine import CityMachine
from tests.system.machine_ground import Ground, ground, ground_on_postgres

STEPS = int(os.environ.get("MAKEGOOD_STEPS", "20000"))
ON_POSTGRES = int(os.environ.get("MAKEGOOD_STEPS_ON_POSTGRES", "400"))
A_RUN = 100  # steps of one example
EXAMPLES = 20  # of one seed


def play(number: int, examples: int = EXAMPLES) -> None:
    """So many examples, always the same ones for this number."""

    @seed(number)
    class Seeded(CityMachine):
        pass

    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=examples,
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


def play_all(stands_on: Ground, steps: int, examples: int = EXAMPLES) -> None:
    CityMachine.ground = stands_on
    CityMachine.count.clear()
    number = 0
    while CityMachine.count["steps"] < steps:
        play(number, examples)
        number += 1
    stands_on.close()


@pytest.mark.usefixtures("quiet")
@pytest.mark.timeout(max(900, STEPS // 20))
def test_whatever_happens_some_things_hold(sqlite_template: Path, tmp_path: Path) -> None:
    play_all(ground(sqlite_template, tmp_path), STEPS)

    assert CityMachine.count["move verify"] > 0  # it goes all the way


@pytest.mark.xdist_group("postgres")
@pytest.mark.usefixtures("quiet")
@pytest.mark.timeout(max(900, ON_POSTGRES // 10))
def test_they_hold_on_postgresql_too(postgres_url: str) -> None:
    play_all(ground_on_postgres(postgres_url), ON_POSTGRES, examples=5)

    assert CityMachine.count["move introduce"] > 0  # the days that were played once are there again

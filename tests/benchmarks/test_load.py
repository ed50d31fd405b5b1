"""The short form of the load: a real process, deliveries twice, calls that go wrong; the promise holds."""

import json

import pytest

from benchmarks.load import Loaded, measure, table

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("benchmarks")]
ABOUT: dict[str, object] = {"cores": 2, "python": "3.11", "system": "Linux", "load_before": 0.0}


async def test_nothing_is_lost_and_nothing_comes_twice_but_what_was_cut_off_after_its_effect() -> None:
    found = await measure(events=48, pace=24)

    assert (found.noted, found.aside) == (48, 0)
    assert (found.lost, found.unsent) == (0, 0)
    assert found.twice <= found.excused
    assert found.doubled > 0 and found.faults > 0


def test_memory_grows_by_what_the_end_is_above_the_time_when_all_was_warm() -> None:
    found = Loaded(memory=[[100.0, 80.0], [110.0, 80.0], [110.0, 81.0], [114.0, 80.0]], waiting=[0, 3, 1, 0])

    assert found.growth() == 4.0
    found.waits = [5.0, 3100.0]
    told = json.loads(json.dumps(found.document()))
    assert (told["missed_3_s"], told["acknowledged"]["most_ms"]) == (1, 3100.0)
    assert "memory grew by 4.0 MB" in table(found, ABOUT)

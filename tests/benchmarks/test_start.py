"""The benchmark of the start runs and tells what it measured; no figure is judged here."""

import pytest

from benchmarks.start import BARE, NOTHING, OURS, Runs, measure, table

pytestmark = [pytest.mark.timeout(60), pytest.mark.xdist_group("benchmarks")]
ABOUT: dict[str, object] = {"cores": 2, "python": "3.11", "system": "Linux", "load_before": 0.0}


async def test_ours_the_bare_one_and_an_empty_one_start_in_turn() -> None:
    found = await measure(rounds=1, idle=0)

    assert set(found) == {OURS, BARE, NOTHING}
    assert all(len(runs.seconds) == 1 for runs in found.values())
    assert found[OURS].megabytes and found[BARE].megabytes and not found[NOTHING].megabytes


def test_the_slowest_round_decides_whether_an_aim_is_met() -> None:
    found = {OURS: Runs(seconds=[1.0, 3.5], megabytes=[100.0, 149.0])}

    assert "under 3 s: missed; under 350 MB: met." in table(found, ABOUT)

"""The benchmarks of the pages run and tell what they measured; no figure is judged here."""

import pytest

from benchmarks.board import PATHS, measure, table
from benchmarks.reporting import Took
from benchmarks.reporting import table as report_table

pytestmark = [pytest.mark.timeout(60), pytest.mark.xdist_group("benchmarks")]
ABOUT: dict[str, object] = {"cores": 2, "python": "3.11", "system": "Linux", "load_before": 0.0}


async def test_every_kind_of_request_is_answered_while_needs_change() -> None:
    took = await measure(needs=40, requests=2 * len(PATHS))

    assert len(took.others) == 2 * len(PATHS)
    assert "Aim, p95 under 100 ms" in table(took, ABOUT)


def test_the_slower_of_two_reports_decides_whether_an_aim_is_met() -> None:
    found = {
        "html": Took(seconds=2.0, processor=1.5, megabytes=150.0),
        "csv": Took(seconds=10.5, processor=1.5, megabytes=150.0),
    }

    assert "under 10 s and 300 MB: missed." in report_table(found, ABOUT)

"""The benchmark runs and tells what it measured; no figure is judged here."""

import pytest

from benchmarks.pipeline import measure, ratios, table

pytestmark = [pytest.mark.timeout(60), pytest.mark.xdist_group("benchmarks")]


async def test_every_contestant_takes_every_event_and_ours_is_set_beside_the_bare_ones() -> None:
    figures = await measure(events=14, rounds=1, postgres=None)

    assert set(figures) == {
        "bare Bolt listener",
        "bare python-telegram-bot handler",
        "ours, Slack, SQLite",
        "ours, Telegram, SQLite",
    }
    assert set(ratios(figures)) == {"ours, Slack, SQLite", "ours, Telegram, SQLite"}
    assert all(each.p50_ms <= each.p99_ms for each in figures.values())
    assert "of bare" in table(figures)

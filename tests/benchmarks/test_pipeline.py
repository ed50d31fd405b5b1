"""The benchmark runs and tells what it measured; no figure is judged here."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.contest import ANSWERING, BARE_BOLT, BARE_TELEGRAM, NOTHING, contest
from benchmarks.events import ACTS
from benchmarks.measuring import latency, spread
from benchmarks.pipeline import AT_ONCE, Results, at_full_speed, document, measure, ratios, table
from storage.engine import open_engine

pytestmark = [pytest.mark.timeout(60), pytest.mark.xdist_group("benchmarks")]
ALONE = {"SQLite": ""}
ABOUT: dict[str, object] = {"cores": 2, "python": "3.11", "system": "Linux", "load_before": 0.0}
OURS = {"Slack, SQLite", "Telegram, SQLite"}


async def test_every_contestant_takes_every_event_and_ours_is_set_beside_the_bare_ones() -> None:
    results = await measure(events=64, rounds=1, databases=ALONE, pace=500)

    assert set(results) == {NOTHING, BARE_BOLT, BARE_TELEGRAM, ANSWERING} | OURS
    assert all(len(each.full_ms) == len(each.paced_ms) == 64 for each in results.values())
    assert set(ratios(results)) == OURS


async def test_what_is_measured_is_stored_and_its_messages_are_sent(tmp_path: Path) -> None:
    async with contest(tmp_path, {"SQLite, sending": ""}, AT_ONCE) as among:
        ours = [each for each in among.contestants if each.ours]
        for each in ours:
            await at_full_speed(among, each, 64)
    engine = open_engine(f"sqlite:///{tmp_path}/0/makegood.db")
    async with engine.connect() as connection:
        inbox = (await connection.execute(text("SELECT state, count(*) FROM inbox GROUP BY 1"))).all()
        states = "SELECT state, count(*) FROM conversations GROUP BY 1"
        conversations = (await connection.execute(text(states))).all()
        given_up = "SELECT count(*) FROM outbox WHERE state = 'gave_up'"
        lost = (await connection.execute(text(given_up))).scalar()
        sent = (await connection.execute(text("SELECT count(*) FROM outbox WHERE state = 'sent'"))).scalar()
    await engine.dispose()

    events = 2 * AT_ONCE * (len(ACTS["Slack"]) + 1)  # and the sentence that begins
    assert [tuple(row) for row in inbox] == [("done", events)]
    assert [tuple(row) for row in conversations] == [("cancelled", 2 * 2 * AT_ONCE)]
    assert lost == 0  # what waits keeps to the platforms' rates
    assert sent


def test_a_ratio_is_of_the_same_round() -> None:
    results = {
        BARE_BOLT: Results(peer="", per_second=[100.0, 200.0]),
        "Slack, SQLite": Results(peer=BARE_BOLT, per_second=[50.0, 50.0]),
    }

    assert ratios(results) == {"Slack, SQLite": [0.5, 0.25]}


def test_a_missed_aim_is_said() -> None:
    bare = Results(peer="", per_second=[300.0], full_ms=[1.0], paced_ms=[1.0])
    ours = Results(peer=BARE_BOLT, per_second=[90.0], full_ms=[9.0], paced_ms=[5.0])
    results = {BARE_BOLT: bare, "Slack, SQLite": ours}

    assert "A third of bare is reached by: none." in table(results, ABOUT)
    assert json.loads(json.dumps(document(results, ABOUT)))["figures"]["Slack, SQLite"]["of_bare"] == {
        "median": 0.3,
        "min": 0.3,
        "max": 0.3,
    }


def test_percentiles_are_values_that_were_measured() -> None:
    times = [float(each) for each in range(1, 101)]

    assert (latency(times).p50, latency(times).p99) == (51.0, 100.0)
    assert spread([3.0, 1.0, 2.0]).document(0) == {"median": 2.0, "min": 1.0, "max": 3.0}

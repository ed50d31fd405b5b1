"""Events through the whole pipeline, from the platform's request to the commit, beside bare listeners.

    python -m benchmarks.pipeline [--events N] [--rounds N] [--json]

Ours: the real adapter (signature, Bolt or python-telegram-bot, reading), one transaction with everything
that follows from the event, commit, answer. The peers: a bare Bolt listener and a bare python-telegram-bot
handler, which store nothing (a second one of those answers presses, as ours does). All receive the same
events over the same server and the same client, in alternating rounds; each of our rounds is compared with
the peer's of the same turn. "Sending" is receiving while the outbox sends to the stand-ins, which are a
process of their own.
"""

import argparse
import asyncio
import json
import logging
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.contest import Contest, Contestant, contest
from benchmarks.events import ACTS, Request
from benchmarks.measuring import latency, machine, on_what, progress, spread
from benchmarks.postgres import postgres
from bot.logs import set_up_logging

AT_ONCE = 8
PACE = 40  # events a second at which latency is measured: a very busy city
AIM = 1 / 3  # of a bare listener's throughput
Script = Sequence[Request]


@dataclass(kw_only=True)
class Results:
    """`per_second`, a value a round. Milliseconds: ours from receipt to commit, of peers to the answer."""

    peer: str
    per_second: list[float] = field(default_factory=list)
    full_ms: list[float] = field(default_factory=list)
    paced_ms: list[float] = field(default_factory=list)


def people_for(events: int) -> int:
    """Everybody does everything; at least as many people as act at once."""
    return max(AT_ONCE, events // len(ACTS["Slack"]))


async def scripts(among: Contest, contestant: Contestant, events: int) -> list[Script]:
    """What each person is going to do, ready to be sent; each has a conversation that has begun."""
    acts, make = ACTS[contestant.platform], among.deliveries.request
    found: list[Script] = []
    for person in range(people_for(events)):
        standing = await among.begun(contestant, person)
        found.append([make(contestant.platform, person, act, standing) for act in acts])
    return found


async def at_full_speed(among: Contest, contestant: Contestant, events: int) -> tuple[float, list[float]]:
    """(events a second, milliseconds of each), with `AT_ONCE` people always waiting for an answer."""
    prepared = await scripts(among, contestant, events)
    todo, answered = iter(prepared), list[float]()

    async def worker() -> None:
        for script in todo:
            for request in script:
                answered.append(await _sent(among, contestant, request))

    async with contestant.at_work():
        commits = _fresh_commits(contestant)
        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        seconds = time.perf_counter() - began
        return len(answered) / seconds, list(commits or answered)


async def at_a_pace(among: Contest, contestant: Contestant, events: int, pace: float) -> list[float]:
    """The milliseconds of events that arrive evenly, whether the last one is done or not."""
    prepared = await scripts(among, contestant, events)
    answered = list[float]()

    async def one(request: Request) -> None:
        answered.append(await _sent(among, contestant, request))

    async with contestant.at_work():
        commits = _fresh_commits(contestant)
        async with asyncio.TaskGroup() as group:
            for step in zip(*prepared, strict=True):
                for request in step:
                    group.create_task(one(request))
                    await asyncio.sleep(1 / pace)
        return list(commits or answered)


async def _sent(among: Contest, contestant: Contestant, request: Request) -> float:
    began = time.perf_counter()
    await among.send(contestant, request)
    return (time.perf_counter() - began) * 1000


def _fresh_commits(contestant: Contestant) -> list[float]:
    commits = contestant.ours.commits if contestant.ours else list[float]()
    commits.clear()
    return commits


async def measure(
    events: int, rounds: int, databases: Mapping[str, str], pace: float = PACE
) -> dict[str, Results]:
    with tempfile.TemporaryDirectory() as folder:
        async with contest(Path(folder), databases, people_for(events)) as among:
            results = {each.name: Results(peer=each.peer) for each in among.contestants}
            for each in among.contestants:
                progress(f"warming up: {each.name}")
                await at_full_speed(among, each, events)
            for turn in range(rounds):
                for each in among.contestants:
                    progress(f"round {turn + 1} of {rounds}: {each.name}")
                    per_second, times = await at_full_speed(among, each, events)
                    results[each.name].per_second.append(per_second)
                    results[each.name].full_ms += times
            for each in among.contestants:
                progress(f"{pace} a second: {each.name}")
                results[each.name].paced_ms += await at_a_pace(among, each, events, pace)
    return results


def ratios(results: Mapping[str, Results]) -> dict[str, list[float]]:
    """Ours over bare, events a second, round by round."""
    return {
        name: [one / bare for one, bare in zip(ours.per_second, results[ours.peer].per_second, strict=True)]
        for name, ours in results.items()
        if ours.peer
    }


def document(results: Mapping[str, Results], about: Mapping[str, object]) -> dict[str, Any]:
    of_bare = ratios(results)
    figures: dict[str, dict[str, Any]] = {}
    for name, each in results.items():
        figures[name] = {
            "per_second": spread(each.per_second).document(1),
            "at_full_speed": latency(each.full_ms).document(),
            "at_a_pace": latency(each.paced_ms).document(),
        }
        if name in of_bare:
            figures[name] |= {"peer": each.peer, "of_bare": spread(of_bare[name]).document(3)}
    return {"machine": about, "at_once": AT_ONCE, "pace": PACE, "aim": round(AIM, 3), "figures": figures}


def table(results: Mapping[str, Results], about: Mapping[str, object]) -> str:
    of_bare = ratios(results)
    heads = f"{'events/s':>9}  {'of bare (min-max)':<19}{'p50 ms':>7}{'p99 ms':>8}"
    lines = [f"{'':<32}{heads}{'p50 full':>10}{'p99 full':>10}"]
    for name, each in results.items():
        share = spread(of_bare[name]) if name in of_bare else None
        of_it = f"{share.median:.2f} ({share.least:.2f}-{share.most:.2f})" if share else ""
        paced, full = latency(each.paced_ms), latency(each.full_ms)
        lines.append(
            f"{name:<32}{spread(each.per_second).median:>9.0f}  {of_it:<19}{paced.p50:>7.1f}{paced.p99:>8.1f}"
            f"{full.p50:>10.1f}{full.p99:>10.1f}"
        )
    return "\n".join([*lines, "", *_legend(of_bare, about)])


def _legend(of_bare: Mapping[str, Sequence[float]], about: Mapping[str, object]) -> list[str]:
    reached = [name for name, each in of_bare.items() if spread(each).median >= AIM]
    return [
        f"events/s: {AT_ONCE} at once, median of the rounds. ms: at {PACE} a second; full: at full speed.",
        "Milliseconds of ours from receipt to commit; of peers, which commit nothing, to the answer.",
        f"A third of bare is reached by: {'; '.join(reached) or 'none'}.",
        on_what(about),
    ]


def databases_of(postgres_urls: Mapping[str, str]) -> dict[str, str]:
    """By name; an empty address is SQLite in the run's own folder."""
    found = {"SQLite": "", "SQLite, sending": ""}
    if postgres_urls:
        found |= {"PostgreSQL": postgres_urls["alone"], "PostgreSQL, sending": postgres_urls["sending"]}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=400, help="in a round, at least 64")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    set_up_logging("text", logging.ERROR)
    about = machine()
    with postgres(("alone", "sending")) as urls:
        results = asyncio.run(measure(asked.events, asked.rounds, databases_of(urls)))
    print(json.dumps(document(results, about), indent=2) if asked.json else table(results, about))


if __name__ == "__main__":
    main()

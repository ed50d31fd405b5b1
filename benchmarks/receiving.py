"""Events that arrive evenly for a long time, with the outbox busy: in time, all of them?

    python -m benchmarks.receiving [--platform slack|telegram] [--polling] [--seconds N] [--database D]
        [--json]

Slack: 50 events a second for 200 seconds, 10,000 of them. Telegram: 30 a second for ten minutes, 18,000.
Ours: signature, Bolt or python-telegram-bot, reading, one transaction with everything that follows, commit,
answer; and the outbox sends all the time, within the platform's rates, to a strict stand-in that is a process
of its own. More comes in than may be sent, so what waits grows until the end. Beside it, at the same pace but
for a tenth of the time, a listener that does nothing but answer. Everybody does the same as in
`benchmarks.pipeline`; every person has a conversation whose buttons they press.

With --polling Telegram's updates lie ready at the stand-in and our poll loop fetches them. Nobody waits for
an answer then: what is measured, "committed", is from lying ready to the commit, the way of the poll
included. There is no peer beside it.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.city import City, city, new_database
from benchmarks.contest import ANSWERING, BARE_BOLT, Contestant, Ours
from benchmarks.events import ACTS, PlatformName, Request, Standing
from benchmarks.measuring import latency, machine, on_what, progress
from bot.logs import set_up_logging

PACE: Mapping[PlatformName, int] = {"Slack": 50, "Telegram": 30}
SECONDS: Mapping[PlatformName, int] = {"Slack": 200, "Telegram": 600}
PEER: Mapping[PlatformName, str] = {"Slack": BARE_BOLT, "Telegram": ANSWERING}
MISSED = 3.0  # seconds, after which Slack does not wait any more
LAST_ONES = 30  # seconds
AT_ONCE = 8  # conversations that are begun at a time, before the clock runs
AIMS: Mapping[PlatformName, str] = {
    "Slack": "answered p99 < 300 ms, none later than 3 s",
    "Telegram": "committed p99 < 100 ms, presses answered p99 < 1 s",
}


@dataclass(kw_only=True)
class Received:
    """Milliseconds. `answered`: from request to answer; `committed`: from receipt to commit."""

    answered: list[float] = field(default_factory=list)
    committed: list[float] = field(default_factory=list)
    pressed: list[float] = field(default_factory=list)
    """From the press to `answerCallbackQuery`, as the stand-in saw it come."""
    unanswered_presses: int = 0
    missed: int = 0
    failed: int = 0
    ready: dict[str, float] = field(default_factory=dict)
    """When each update lay ready to be fetched."""
    late: float = 0
    """Seconds by which the last event left later than it should have."""

    def document(self) -> dict[str, Any]:
        told = {"answered": self.answered, "committed": self.committed, "press_answered": self.pressed}
        times = {
            name: latency(each).document() | {"most_ms": round(max(each), 1)}
            for name, each in told.items()
            if each
        }
        counts = {"missed_3_s": self.missed, "failed": self.failed}
        presses = {"presses_unanswered": self.unanswered_presses} if self.pressed else {}
        return {
            "events": len(self.answered) or len(self.committed),
            **times,
            **counts,
            **presses,
            "behind_s": round(self.late, 2),
        }


@dataclass(kw_only=True)
class Figures:
    platform: PlatformName
    pace: int
    ours: Received
    peer: Received | None
    waiting: int  # letters that were still to be sent at the end
    too_fast: int

    def document(self) -> dict[str, Any]:
        return {
            "per_second": self.pace,
            "aim": AIMS[self.platform],
            "ours": self.ours.document(),
            **({"by": "polling"} if self.peer is None else self._beside(self.peer)),
            "refused_429": self.too_fast,
            "waiting_at_the_end": self.waiting,
        }

    def _beside(self, peer: Received) -> dict[str, Any]:
        ratio = latency(self.ours.answered).p99 / latency(peer.answered).p99
        name = PEER[self.platform]
        return {"peer": {"name": name, **peer.document()}, "answered_p99_of_peer": round(ratio, 1)}


async def measure(
    platform: PlatformName,
    seconds: float,
    database: str = "",
    pace: int | None = None,
    *,
    polls: bool = False,
) -> Figures:
    pace = pace or PACE[platform]
    acts = len(ACTS[platform])
    people = max(AT_ONCE, round(seconds * pace / acts))
    with tempfile.TemporaryDirectory() as folder:
        async with city(Path(folder), people, database=database, polls=polls) as at:
            peer = None if polls else await _peer(at, platform, people, pace)
            progress(f"{platform}: ours, {pace} a second, {people * acts} events")
            ours = await _at_a_pace(at, at.contestant(platform), people, pace)
            progress("looking at what was seen")
            seen = await at.seen()
            waiting = await at.unsent()
    return Figures(
        platform=platform, pace=pace, ours=ours, peer=peer, waiting=waiting, too_fast=seen.too_fast
    )


async def _peer(at: City, platform: PlatformName, people: int, pace: int) -> Received:
    progress(f"{platform}: the peer, {pace} a second")
    return await _at_a_pace(at, at.contestant(PEER[platform]), max(1, people // 10), pace)


async def _at_a_pace(at: City, contestant: Contestant, people: int, pace: int) -> Received:
    standing = await _begun(at, contestant, people)
    found, presses = Received(), dict[str, float]()
    await at.seen()
    if contestant.ours:
        contestant.ours.commits.clear()
    began, number = time.monotonic(), 0
    async with asyncio.TaskGroup() as group:
        async for request in _requests(at, contestant, standing):
            due = began + number / pace
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            found.late = max(0.0, time.monotonic() - due)
            group.create_task(_sent(at, contestant, request, found, presses))
            number += 1
    await asyncio.sleep(1)  # for the last presses to be answered
    found.committed = list(contestant.ours.commits) if contestant.ours else []
    if contestant.ours and found.ready:
        found.committed = await _fetched(contestant.ours, found.ready)
        found.missed = sum(each > 1000 * MISSED for each in found.committed)
        found.failed += len(found.ready) - len(found.committed)
    await _presses_answered(at, presses, found)
    return found


async def _begun(at: City, contestant: Contestant, people: int) -> list[Standing]:
    found: list[Standing] = []
    for first in range(0, people, AT_ONCE):
        some = range(first, min(first + AT_ONCE, people))
        found += await asyncio.gather(*(at.among.begun(contestant, person) for person in some))
    return found


async def _requests(at: City, contestant: Contestant, standing: Sequence[Standing]) -> AsyncIterator[Request]:
    """What everybody does first, then what everybody does next; signed when it is sent."""
    for act in ACTS[contestant.platform]:
        for person, each in enumerate(standing):
            yield at.among.deliveries.request(contestant.platform, person, act, each)


async def _sent(
    at: City, contestant: Contestant, request: Request, found: Received, presses: dict[str, float]
) -> None:
    began = time.monotonic()
    if contestant.platform == "Telegram" and b"callback_query" in request.body:
        presses[str(json.loads(request.body)["callback_query"]["id"])] = began
    try:
        answer = await at.among.send(contestant, request)
    except aiohttp.ClientError:
        found.failed += 1
    else:
        if contestant.url == f"{at.sim}/updates":
            found.ready[str(json.loads(answer)["update_id"])] = began
            return
    took = time.monotonic() - began
    found.missed += took > MISSED
    found.answered.append(1000 * took)


async def _fetched(ours: Ours, ready: Mapping[str, float]) -> list[float]:
    """Milliseconds until each was handled; the last ones get a while, and what is missing then has failed."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_ONES):
            while not ready.keys() <= ours.handled.keys():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    return [1000 * (ours.handled[id] - began) for id, began in ready.items() if id in ours.handled]


async def _presses_answered(at: City, presses: Mapping[str, float], found: Received) -> None:
    if not presses:
        return
    seen = await at.seen()
    answered = {call.place: call.at for call in seen.calls if call.method.lower() == "answercallbackquery"}
    found.pressed = [1000 * (answered[id] - began) for id, began in presses.items() if id in answered]
    found.unanswered_presses = len(presses) - len(found.pressed)


def table(found: Sequence[Figures], about: Mapping[str, object]) -> str:
    lines: list[str] = []
    for each in found:
        told = each.document()
        lines.append(f"{each.platform}, {each.pace} events a second. Aim: {told['aim']}.")
        beside = {} if each.peer is None else {PEER[each.platform]: told["peer"]}
        for name, one in {"ours": told["ours"], **beside}.items():
            times = ", ".join(
                f"{what.replace('_', ' ')} p50 {one[what]['p50_ms']} p99 {one[what]['p99_ms']}"
                f" most {one[what]['most_ms']}"
                for what in ("committed", "answered", "press_answered")
                if what in one
            )
            lines.append(f"  {name}: {one['events']} events; milliseconds: {times}")
            lines.append(
                f"    later than 3 s: {one['missed_3_s']}, failed: {one['failed']},"
                f" presses unanswered: {one.get('presses_unanswered', 0)}"
            )
        ratio = "by polling"
        if each.peer is not None:
            ratio = f"p99 of answers: {told['answered_p99_of_peer']} times the peer's"
        lines.append(
            f"  {ratio}; refused with 429: {told['refused_429']};"
            f" waiting at the end: {told['waiting_at_the_end']}"
        )
    return "\n".join([*lines, on_what(about)])


async def _asked_for(platform: PlatformName, asked: argparse.Namespace, url: str) -> Figures:
    return await measure(platform, asked.seconds or SECONDS[platform], url, polls=asked.polling)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--platform", choices=("slack", "telegram"), help="both, unless named")
    parser.add_argument("--polling", action="store_true", help="Telegram by our poll loop, no webhook")
    parser.add_argument("--seconds", type=float, help="200 on Slack, 600 on Telegram")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    set_up_logging("text", logging.ERROR)
    about = machine()
    found = []
    named = "telegram" if asked.polling else asked.platform
    for platform in [each for each in PACE if named in (None, each.lower())]:
        with new_database(asked.database) as url:
            found.append(asyncio.run(_asked_for(platform, asked, url)))
    if asked.json:
        figures = {each.platform: each.document() for each in found}
        print(json.dumps({"machine": about, "database": asked.database, "figures": figures}, indent=2))
    else:
        print(table(found, about))


if __name__ == "__main__":
    main()

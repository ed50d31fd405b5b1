"""Platforms that are silent, away or lying, and a clock that jumps: one bot, its clock moved by hand."""

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.simulator.actors import Actor
from adapters.simulator.faults import CutOff, Fault
from benchmarks.crowd import ANSWER
from benchmarks.faults.table import Found
from benchmarks.measuring import progress
from bot.stage import Stage, stage

SENDING = {"slack": "chat.postMessage", "telegram": "sendMessage"}
EXCUSED = frozenset({Fault.LOST_ANSWER, Fault.GARBLED})
"""The effect happened, and nobody was told: on Telegram nobody can ask."""
MINUTE = timedelta(minutes=1)
PATIENCE = 90  # minutes of the stage's clock
OFFLINE = 30  # minutes
JUMPS = tuple(timedelta(seconds=sign * each) for each in (35, 600, 3600, 86_400) for sign in (1, -1))


async def wrong_answers(folder: Path, fault: Fault, times: int) -> Found:
    """Each person's next answer goes wrong so, again and again."""
    async with stage(folder, undo_minutes=0) as on:
        people: tuple[Actor, ...] = (on.priya, on.maria)
        asked = 0
        for number in range(times):
            progress(f"{fault.value}: {number + 1} of {times}")
            for who in people:
                _faults(on, who).plan(SENDING[who.platform], fault)
                await _asks(on, who, number + 1)
                asked += 1
        await on.forward(30 * MINUTE)
        excused = times if fault in EXCUSED else 0
        return _found(people, times, tries=asked, excused=excused)


async def for_ever_wrong(folder: Path, fault: Fault, times: int) -> Found:
    """The same answer is wrong so many times in a row: nothing is given up, and nothing is lost."""
    async with stage(folder, undo_minutes=0) as on:
        people: tuple[Actor, ...] = (on.priya, on.maria)
        for who in people:
            _faults(on, who).plan(SENDING[who.platform], *[fault] * times)
            await _asks(on, who, 1)
        await on.forward(30 * MINUTE)
        return _found(people, 1, tries=2 * times, excused=times if fault in EXCUSED else 0)


async def away(folder: Path) -> Found:
    """Neither platform answers for half an hour; people go on writing."""
    async with stage(folder, undo_minutes=0) as on:
        people: tuple[Actor, ...] = (on.priya, on.sam, on.maria)
        calls = 0

        async def cut(method: str, params: Mapping[str, Any]) -> None:
            nonlocal calls
            calls += 1
            raise CutOff

        on.slack.faults.before = on.telegram.faults.before = cut
        times = 0
        for minute in range(OFFLINE):
            if minute % 10 == 0:
                times += 1
                for who in people:
                    await _says(who)
            await on.forward(MINUTE)
        on.slack.faults.before = on.telegram.faults.before = None
        for who in people:
            await _heard(on, who, times)
        await on.forward(30 * MINUTE)
        return _found(people, times, tries=calls, excused=0, note="calls that were cut off")


async def clock_jumps(folder: Path, times: int) -> Found:
    """At every outbound call the clock is set forward or back, before its effect or after it."""
    chance = random.Random(1)
    async with stage(folder, undo_minutes=0) as on:
        people: tuple[Actor, ...] = (on.priya, on.sam, on.maria)
        jumps = 0

        async def jump(method: str, params: Mapping[str, Any]) -> None:
            nonlocal jumps
            if method in SENDING.values() and chance.random() < 0.5:
                jumps += 1
                on.clock.forward(chance.choice(JUMPS))

        for faults in (on.slack.faults, on.telegram.faults):
            faults.before = faults.after = jump
        for number in range(times):
            for who in people:
                await _asks(on, who, number + 1)
        on.slack.faults.clear()
        on.telegram.faults.clear()
        await on.forward(timedelta(days=2))
        return _found(people, times, tries=jumps, excused=0)


async def _asks(on: Stage, who: Actor, times: int) -> None:
    await _says(who)
    await _heard(on, who, times)


async def _says(who: Actor) -> None:
    try:
        await who.says("help")
    except TimeoutError:
        return  # Telegram keeps it until it is taken


async def _heard(on: Stage, who: Actor, times: int) -> None:
    """Goes on a minute at a time, as somebody waits for the answer; events come in by real time."""
    for _ in range(PATIENCE):
        await on.settle()
        if _answers(who) >= times:
            return
        await asyncio.sleep(0.5)  # a poller that was refused rests for up to half a minute
        await on.forward(MINUTE)


def _faults(on: Stage, who: Actor) -> Any:  # noqa: ANN401 - of either stand-in
    return on.slack.faults if who.platform == "slack" else on.telegram.faults


def _answers(who: Actor) -> int:
    return sum(ANSWER in text for text in who.sees())


def _found(people: tuple[Actor, ...], times: int, *, tries: int, excused: int, note: str = "") -> Found:
    came = [_answers(who) for who in people]
    return Found(
        tries=tries,
        asked=times * len(people),
        lost=sum(max(0, times - each) for each in came),
        twice=sum(max(0, each - times) for each in came),
        excused=excused,
        note=note,
    )

"""Reads the follow-up schedule from its file; every mistake in it is named, with a remedy."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingDays
from bot.domain.history import Subject
from bot.domain.instalments import InstalmentState
from bot.domain.listings import ListingState, Side
from bot.domain.matches import MatchState, Party
from bot.domain.noticeboards import NoticeboardState
from bot.domain.nudges import OURS, Anchor, Delay, Schedule, Step, Then
from bot.domain.organisations import OrganisationState
from bot.domain.pledges import PledgeState
from bot.own_file import BadFile, table_of

DEFAULT = Path(__file__).with_name("nudges.toml")
CARDS = {
    Subject.MATCH: ("N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N10", "N13", "N14", "N15"),
    Subject.LISTING: ("N1", "N12"),
    Subject.ORGANISATION: ("N1", "N14", "N16", "N17"),
    Subject.PLEDGE: ("N11",),
    Subject.INSTALMENT: ("N18",),
    Subject.NOTICEBOARD: ("N19",),
}
LASTS = {Side.OFFER.value: timedelta(days=30), Side.NEED.value: timedelta(days=60)}
"""For a file that says nothing about it."""
PEOPLE = {
    Subject.MATCH: (*(party.value for party in Party), "coordinator"),
    Subject.LISTING: ("owner", "coordinator"),
    Subject.ORGANISATION: ("owner", "coordinator"),
    Subject.PLEDGE: ("champion", "coordinator"),
    Subject.INSTALMENT: ("receiver", "coordinator"),
    Subject.NOTICEBOARD: ("chat", "coordinator"),
}
STATES: dict[Subject, type[StrEnum]] = {
    Subject.MATCH: MatchState,
    Subject.LISTING: ListingState,
    Subject.ORGANISATION: OrganisationState,
    Subject.PLEDGE: PledgeState,
    Subject.INSTALMENT: InstalmentState,
    Subject.NOTICEBOARD: NoticeboardState,
}
ENDS = {
    Subject.MATCH: (Then.EXPIRE, Then.CLOSE, Then.FAIL),
    Subject.LISTING: (Then.EXPIRE,),
    Subject.ORGANISATION: (),
    Subject.PLEDGE: (),
    Subject.INSTALMENT: (),
    Subject.NOTICEBOARD: (),
}

_SOME_DAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
_ANY_DAYS = WorkingDays(zone=ZoneInfo("UTC"), holiday=lambda _: False)
_DURATION = re.compile(r"(-?)(\d+(?:\.\d+)?)(wd|d|h|m|s)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class BadSchedule(BadFile):
    """All that is wrong with the file, one sentence each."""


def read_schedule(path: Path) -> Schedule:
    """The steps in the order of the file. Raises BadSchedule with every problem at once."""
    table = table_of(path, "NUDGES_FILE", "the default", BadSchedule)
    steps = table.get("step", [])
    if not isinstance(steps, list) or not steps:
        raise BadSchedule([f"NUDGES_FILE: {path} has no [[step]]. Copy the default file and change it."])
    problems: list[str] = []
    schedule = Schedule(
        steps=_steps(steps, problems),
        lasts=_lasts(table.get("lasts", {}), problems),
        rehearsal=table.get("rehearsal") is True,
    )
    if problems:
        raise BadSchedule(problems)
    return schedule


def _lasts(table: Any, problems: list[str]) -> dict[str, timedelta]:  # noqa: ANN401 - whatever the file holds
    if not isinstance(table, dict):
        problems.append('NUDGES_FILE: [lasts] is a table, such as offer = "30d".')
        return dict(LASTS)
    lasts = dict(LASTS)
    for side in {each.value for each in Side} & table.keys():
        try:
            lasts[side] = read_delay(str(table[side])).plain
        except ValueError as trouble:
            problems.append(f"NUDGES_FILE: [lasts] {side}: {trouble}.")
        else:
            if lasts[side] <= timedelta(0):
                problems.append(f'NUDGES_FILE: [lasts] {side}: write a time to come, such as "30d".')
    return lasts


def _steps(tables: list[Any], problems: list[str]) -> tuple[Step, ...]:
    numbers: Counter[str] = Counter()
    steps: list[Step] = []
    for place, table in enumerate(tables, start=1):
        try:
            code = str(table["code"])
            numbers[code] += 1
            steps.append(_step(table, numbers[code]))
        except KeyError as missing:
            problems.append(f"NUDGES_FILE: step {place} has no {missing}.")
        except (ValueError, TypeError) as trouble:
            problems.append(f"NUDGES_FILE: step {place}: {trouble}.")
    return tuple(steps)


def _step(table: dict[str, Any], number: int) -> Step:
    code, of = str(table["code"]), Subject(table.get("of", Subject.MATCH))
    if of not in STATES or code in OURS:
        raise ValueError(f"of {of.value}, code {code}: the clock keeps these itself")
    within, every = table.get("unless_within"), table.get("every")
    step = Step(
        code=code,
        number=number,
        of=of,
        states=frozenset(STATES[of](state).value for state in table["states"]),
        anchor=Anchor(table["anchor"]),
        delay=replace(read_delay(str(table["after"])), hour=_hour(table.get("at"))),
        to=tuple(str(each) for each in table["to"]),
        then=Then(table["then"]),
        unless_within=None if within is None else read_delay(str(within)).plain,
        every=None if every is None else read_delay(str(every)),
        timely=bool(table.get("timely", False)),
    )
    _must_make_sense(step)
    return step


def _hour(said: object) -> time | None:
    """ "12:00", or nothing; raises ValueError with a remedy."""
    if said is None:
        return None
    try:
        return time.fromisoformat(str(said))
    except ValueError:
        raise ValueError(f'at: {said!r} is no time of the day. Write "12:00"') from None


def _must_make_sense(step: Step) -> None:
    people, cards = PEOPLE[step.of], CARDS[step.of]
    strangers = [each for each in step.to if each not in people]
    if strangers:
        raise ValueError(f"to: {strangers[0]!r} is none of {', '.join(people)}")
    if step.then is Then.REMIND and (step.code not in cards or "coordinator" in step.to or not step.to):
        raise ValueError(f"remind is for {' and '.join(people[:-1])}, with code {', '.join(cards)}")
    if step.then is Then.DIGEST and (step.to != ("coordinator",) or not _is_looked_up(step)):
        raise ValueError(
            "digest is for the coordinator, some time after it entered its state; of a match any"
        )
    if step.then is Then.TELL_COORDINATOR and step.code == "N1":
        raise ValueError('what waits for a coordinator is a line of their morning: write then = "digest"')
    if step.then not in (Then.REMIND, Then.TELL_COORDINATOR, Then.DIGEST, *ENDS[step.of]):
        raise ValueError(f"a {step.of.value} cannot {step.then.value}")
    if step.every is not None and step.every.after(_SOME_DAY, _ANY_DAYS) <= _SOME_DAY:
        raise ValueError('every must go forwards, such as "10wd"')


def _is_looked_up(step: Step) -> bool:
    """Whether the morning looks for it: what a match waits for counts from several moments."""
    return step.of is Subject.MATCH or step.anchor is Anchor.ENTERED


def read_delay(text: str) -> Delay:
    """ "2wd", "7d", "-2h", "30m", "10s"; raises ValueError with a remedy."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or (found[3] == "wd" and "." in found[2]):
        raise ValueError(f'{text!r} is no time. Write "2wd" (working days), "7d", "2h", "30m" or "10s"')
    sign = -1 if found[1] else 1
    if found[3] == "wd":
        return Delay(working_days=sign * int(found[2]))
    return Delay(plain=sign * timedelta(**{_UNITS[found[3]]: float(found[2])}))

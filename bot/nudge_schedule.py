"""Reads the follow-up schedule from its file; every mistake in it is named, with a remedy."""

import re
import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.matches import MatchState, Party
from bot.domain.nudges import Anchor, Delay, Schedule, Step, Then

DEFAULT = Path(__file__).with_name("nudges.toml")
CARDS = ("N2", "N4", "N6", "N7", "N9")
PEOPLE = (*(party.value for party in Party), "coordinator")

_DURATION = re.compile(r"(-?)(\d+(?:\.\d+)?)(wd|d|h|m|s)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class BadSchedule(ValueError):
    """All that is wrong with the file, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_schedule(path: Path) -> Schedule:
    """The steps in the order of the file. Raises BadSchedule with every problem at once."""
    try:
        steps = tomllib.loads(path.read_text("utf-8")).get("step", [])
    except FileNotFoundError:
        raise BadSchedule(
            [f"NUDGES_FILE: there is no file {path}. Leave it empty for the default."]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as trouble:
        raise BadSchedule([f"NUDGES_FILE: {path} cannot be read: {trouble}."]) from None
    if not isinstance(steps, list) or not steps:
        raise BadSchedule([f"NUDGES_FILE: {path} has no [[step]]. Copy the default file and change it."])
    return _steps(steps)


def _steps(tables: list[Any]) -> Schedule:
    numbers: Counter[str] = Counter()
    problems: list[str] = []
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
    if problems:
        raise BadSchedule(problems)
    return tuple(steps)


def _step(table: dict[str, Any], number: int) -> Step:
    to = tuple(str(each) for each in table["to"])
    strangers = [each for each in to if each not in PEOPLE]
    if strangers:
        raise ValueError(f"to: {strangers[0]!r} is none of {', '.join(PEOPLE)}")
    then = Then(table["then"])
    if then is Then.REMIND and (table["code"] not in CARDS or "coordinator" in to):
        raise ValueError(f"remind is for the host and the volunteer, with code {', '.join(CARDS)}")
    within = table.get("unless_within")
    return Step(
        code=str(table["code"]),
        number=number,
        states=frozenset(MatchState(state) for state in table["states"]),
        anchor=Anchor(table["anchor"]),
        delay=read_delay(str(table["after"])),
        to=to,
        then=then,
        unless_within=None if within is None else read_delay(str(within)).plain,
    )


def read_delay(text: str) -> Delay:
    """ "2wd", "7d", "-2h", "30m", "10s"; raises ValueError with a remedy."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or (found[3] == "wd" and "." in found[2]):
        raise ValueError(f'{text!r} is no time. Write "2wd" (working days), "7d", "2h", "30m" or "10s"')
    sign = -1 if found[1] else 1
    if found[3] == "wd":
        return Delay(working_days=sign * int(found[2]))
    return Delay(plain=sign * timedelta(**{_UNITS[found[3]]: float(found[2])}))

"""Reads the list of outcomes from its file; every mistake in it is named, with a remedy."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.outcomes import Outcome
from bot.own_file import BadFile, table_of

DEFAULT = Path(__file__).with_name("outcomes.toml")
MOST, MOST_LABEL = 20, 60
_CODE = re.compile(r"[a-z0-9_]{1,20}")


class BadOutcomes(BadFile):
    """All that is wrong with the file, one sentence each."""


@cache
def shipped() -> tuple[Outcome, ...]:
    return read_outcomes(DEFAULT)


def read_outcomes(path: Path) -> tuple[Outcome, ...]:
    """Raises BadOutcomes with every problem at once."""
    table = table_of(path, "OUTCOMES_FILE", "the list of the program", BadOutcomes)
    given, problems = table.get("outcome", []), list[str]()
    if not isinstance(given, list) or not 1 <= len(given) <= MOST:
        raise BadOutcomes([f"OUTCOMES_FILE: write from 1 to {MOST} times [[outcome]]."])
    found = [_outcome(place, one, problems) for place, one in enumerate(given, start=1)]
    codes = [each.code for each in found]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    problems += [f"OUTCOMES_FILE: outcome {code} is there twice." for code in twice]
    if problems:
        raise BadOutcomes(problems)
    return tuple(found)


def _outcome(place: int, one: Any, problems: list[str]) -> Outcome:  # noqa: ANN401 - whatever the file holds
    table = one if isinstance(one, dict) else {}
    code, label, words = table.get("code", ""), table.get("label", ""), table.get("words", [])
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        problems.append(f"OUTCOMES_FILE: outcome {place}: code has small letters, digits and _ only.")
    if not isinstance(label, str) or not 0 < len(label.strip()) <= MOST_LABEL:
        problems.append(f"OUTCOMES_FILE: outcome {place}: write a label of at most {MOST_LABEL} characters.")
    if not isinstance(words, list) or not all(isinstance(each, str) for each in words):
        problems.append(f'OUTCOMES_FILE: outcome {place}: words are a list, such as ["climate", "green"].')
        words = []
    return Outcome(code=str(code), label=str(label).strip(), words=tuple(map(str, words)))

"""Reads the list of measures from its file; every mistake in it is named, with a remedy."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.measures import HOURS, Counts, Measure, MeasureList, UnitValue
from bot.own_file import BadFile, table_of

DEFAULT = Path(__file__).with_name("measures.toml")
MOST_POUNDS = Decimal(1_000_000)
_CODE = re.compile(r"[a-z0-9_]{1,20}")
_TABLE = dict[str, Any]


class BadMeasures(BadFile):
    """All that is wrong with the file, one sentence each."""


@cache
def shipped() -> MeasureList:
    return read_measures(DEFAULT)


def read_measures(path: Path) -> MeasureList:
    """Raises BadMeasures with every problem at once."""
    table = table_of(path, "MEASURES_FILE", "the list that comes with the program", BadMeasures)
    problems: list[str] = []
    version = table.get("version")
    if not isinstance(version, str) or not version.strip():
        problems.append('MEASURES_FILE: write a version, such as version = "2026-11".')
    measures = _each(table, "measure", _measure, problems)
    codes = [each.code for each in measures]
    twice = {code for code in codes if codes.count(code) > 1}
    problems += [f"MEASURES_FILE: measure {code} is there twice." for code in sorted(twice)]
    values = _each(table, "value", _value, problems)
    problems += [
        f"MEASURES_FILE: a value is of {each.measure}, which is no measure."
        for each in values
        if each.measure not in codes
    ]
    if not measures and not problems:
        problems.append("MEASURES_FILE: there is no [[measure]]. Copy the default file and change it.")
    if problems:
        raise BadMeasures(problems)
    return MeasureList(version=str(version), measures=tuple(measures), values=tuple(values))


def _each(table: _TABLE, name: str, read: Any, problems: list[str]) -> list[Any]:  # noqa: ANN401 - a reader of one of two kinds
    found = []
    tables = table.get(name, [])
    for place, one in enumerate(tables if isinstance(tables, list) else [], start=1):
        try:
            found.append(read(one))
        except KeyError as missing:
            problems.append(f"MEASURES_FILE: {name} {place} has no {missing}.")
        except (ValueError, TypeError) as trouble:
            problems.append(f"MEASURES_FILE: {name} {place}: {trouble}.")
    return found


def _measure(table: _TABLE) -> Measure:
    code, unit = str(table["code"]), str(table["unit"]).strip()
    if not _CODE.fullmatch(code):
        raise ValueError(f"code {code!r}: write up to 20 small letters, digits or _")
    counts = Counts(table["counts"])
    if (unit == HOURS) == (counts is Counts.NONE):
        raise ValueError(
            f'counts {counts.value!r} does not go with unit {unit!r}: "hours" go with "any", "general" or '
            '"expert", every other unit with "none"'
        )
    return Measure(
        code=code,
        label=str(table["label"]),
        unit=unit,
        counts=counts,
        codes=tuple(str(each) for each in table.get("codes", ())),
        baseline=table.get("baseline") is True,
        whole=_whole(table, unit),
    )


def _whole(table: _TABLE, unit: str) -> bool | None:
    whole = table.get("whole")
    if whole is not None and not isinstance(whole, bool):
        raise ValueError(f"whole {whole!r}: write true or false, or leave the line out")
    if whole and unit == HOURS:
        raise ValueError("whole = true does not go with hours, which are counted to a hundredth")
    return whole


def _value(table: _TABLE) -> UnitValue:
    value = UnitValue(
        measure=str(table["measure"]),
        pounds=_pounds(table["pounds"]) if "pounds" in table else None,
        valid_from=_day(table["valid_from"], "valid_from"),
        valid_to=_day(table["valid_to"], "valid_to") if "valid_to" in table else None,
        price_year=int(table["price_year"]) if "price_year" in table else None,
        **{
            name: str(table.get(name, ""))
            for name in ("source", "url", "licence", "region", "working", "entered_by", "check")
        },
    )
    if value.pounds is not None and not (value.price_year and value.source and value.licence):
        raise ValueError("pounds need a price_year, a source and a licence")
    if value.valid_to is not None and value.valid_to < value.valid_from:
        raise ValueError("valid_to is before valid_from")
    return value


def _pounds(said: object) -> Decimal:
    """Written as text, so that it is exactly what was meant."""
    try:
        pounds = Decimal(said) if isinstance(said, str) else Decimal("NaN")
    except InvalidOperation:
        pounds = Decimal("NaN")
    if not pounds.is_finite() or not 0 < pounds <= MOST_POUNDS:
        raise ValueError(f'pounds {said!r}: write an amount above 0 as text, such as "20.44"; leave the line '
                         "out where it is not known")  # fmt: skip
    return pounds


def _day(said: object, name: str) -> date:
    if not isinstance(said, date):
        raise ValueError(f"{name} {said!r}: write a day, such as 2025-04-01")
    return said

"""`makegood nudges stats`: what each nudge did, so that one that adds nothing can be seen to."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from bot.domain.nudges import Schedule
from bot.services.clock_ports import CodeFigures
from bot.services.ports import Transactions

ENOUGH = 20  # messages, before a share says anything


async def nudge_stats(begin: Transactions, schedule: Schedule, *, as_json: bool, out: TextIO) -> int:
    """Writes a line for each code of the schedule, and for what was said besides; always 0."""
    async with begin() as tx:
        found = {each.code: each for each in await tx.reminders.figures()}
    codes = dict.fromkeys([*(step.code for step in schedule.steps), *found])
    figures = [found.get(code) or _nothing(code) for code in codes]
    if as_json:
        json.dump({"nudges": [asdict(each) for each in figures]}, out, indent=2)
        out.write("\n")
    else:
        out.writelines(f"{line}\n" for line in _told(figures))
    return 0


def _nothing(code: str) -> CodeFigures:
    return CodeFigures(code=code, sent=0, heard=0, moved=0, days=None)


def _told(figures: Sequence[CodeFigures]) -> list[str]:
    lines = ["code    sent  heard in 3 days  moved by them  days to the next change (median)"]
    lines += [_line(each) for each in figures]
    few = [each.code for each in figures if 0 < each.sent < ENOUGH]
    if not any(each.sent for each in figures):
        lines.append("Nothing was said yet: figures come with the first reminders.")
    elif few:
        lines.append(f"Fewer than {ENOUGH} messages say little: {', '.join(few)}.")
    return lines


def _line(each: CodeFigures) -> str:
    if not each.sent:
        return f"{each.code:<6}{0:>6}"
    days = "-" if each.days is None else f"{each.days:.1f}"
    heard, moved = each.heard / each.sent, each.moved / each.sent
    return f"{each.code:<6}{each.sent:>6}{heard:>17.0%}{moved:>15.0%}{days:>15}"

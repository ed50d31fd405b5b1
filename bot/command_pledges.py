"""`makegood pledges import`: pledges from a CSV file."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from adapters.interchange.listings import Reading
from adapters.interchange.pledges import ReadPledge, read_pledges
from bot.services.pledge_import import Given, Taken, take_in
from bot.services.turn import Turn
from bot.texts.catalogue import words
from bot.texts.drawing import english

NOTHING_READ = 2


async def import_pledges(turn: Turn, path: Path, *, as_json: bool, out: TextIO) -> int:
    """Takes in what can be read, and says of every other line what to do; 0, or 2 when nothing was taken.

    The caller commits.
    """
    read = read_pledges(path)
    taken = await take_in(turn, [_given(one) for one in read.listings])
    if as_json:
        json.dump(_document(read, taken), out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        out.writelines(f"{line}\n" for line in _told(read, taken))
    return 0 if taken.new or taken.there else NOTHING_READ


def _given(one: ReadPledge) -> Given:
    return Given(
        line=one.line,
        reference=one.reference,
        organisation=one.organisation,
        said=one.said,
        terms=one.terms,
        networks=one.networks,
    )


def _problems(read: Reading[ReadPledge], taken: Taken) -> Sequence[tuple[int, str]]:
    refused = [(line, english(words(refusal.key, **refusal.parts))) for line, refusal in taken.refused]
    return sorted([*((one.line, one.reason) for one in read.problems), *refused])


def _told(read: Reading[ReadPledge], taken: Taken) -> Iterator[str]:
    yield f"{taken.new} pledges taken in, {taken.there} were there before."
    for line, unit in taken.own_line:
        yield f"Line {line}: {unit!r} is in no list of measures, so it stands in a line of its own."
    for line, reason in _problems(read, taken):
        yield f"Line {line} was left out: {reason}"
    yield from read.notes


def _document(read: Reading[ReadPledge], taken: Taken) -> dict[str, object]:
    return {
        "new": taken.new,
        "there": taken.there,
        "own_line": [{"line": line, "unit": unit} for line, unit in taken.own_line],
        "left_out": [{"line": line, "reason": reason} for line, reason in _problems(read, taken)],
        "notes": list(read.notes),
    }

"""What the table of docs/reliability.md says comes from what was found; no play of it is judged here."""

import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.faults.__main__ import main, plays
from benchmarks.faults.table import BEGINS, DOCUMENT, ENDS, Found, Row, measured, written

WHEN = measured(date(2026, 11, 26), 2, 0.4, short=True)


def row(what: str, **counts: int) -> Row:
    found = Found(**{"tries": 5, "asked": 9, "lost": 0, "twice": 0, "excused": 0} | counts)
    return Row(what=what, found=found, seconds=3.2, measured=WHEN)


def test_a_row_replaces_the_one_of_its_name_and_leaves_the_others(tmp_path: Path):
    document = tmp_path / "reliability.md"
    document.write_text(f"# Before\n{BEGINS}{ENDS}after\n")

    written([row("killed at random"), row("disk full")], document)
    written([row("killed at random", tries=7, twice=2, excused=1)], document)

    lines = document.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("# Before", "after")
    assert [line for line in lines if line.startswith(("| killed", "| disk"))] == [
        f"| killed at random | 7 | 9 | 0 | 2 | 1 | 3 | {WHEN} |",
        f"| disk full | 5 | 9 | 0 | 0 | 0 | 3 | {WHEN} |",
    ]


def test_a_promise_is_kept_when_nothing_is_lost_and_what_comes_twice_is_excused():
    assert row("", twice=1, excused=1).found.kept
    assert not row("", lost=1).found.kept
    assert not row("", twice=2, excused=1).found.kept


def test_what_is_noted_last_stands_before_what_was_noted_and_takes_nothing_away():
    found = row("", tries=7, lost=1).found

    assert found.noting("") == found
    assert found.noting("2 times two polled").noting("slowest end 5.1 s").note == (
        "slowest end 5.1 s, 2 times two polled"
    )
    assert (found.noting("x").tries, found.noting("x").lost) == (7, 1)


def test_nothing_that_is_called_so_is_no_success(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["faults", "--unwritten", "--only", "no such fault"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code


def test_every_row_that_stands_in_the_document_is_of_a_play_that_there_is():
    known = {*plays(short=False), *plays(short=True)}
    stood = DOCUMENT.read_text().partition(BEGINS)[2].partition(ENDS)[0].splitlines()[2:]

    assert {line.removeprefix("| ").partition(" |")[0].partition("; ")[0] for line in stood} <= known

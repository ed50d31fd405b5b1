"""How long the annual report of a large year takes, and how much memory.

    python -m benchmarks.reporting [--matches N] [--json]

A year of rows (benchmarks/year_of_rows.py) is written into SQLite first; then `makegood report` runs as a
process of its own for HTML and CSV. Seconds from its start to its end, with the interpreter's own; memory is
the largest resident set that the system saw of it.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import machine, on_what, progress
from benchmarks.year_of_rows import YearOfRows
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.system.surroundings import clean

AIM_SECONDS, AIM_MB = 10.0, 300.0


@dataclass(frozen=True, kw_only=True)
class Took:
    """`processor`: seconds of it that the process was at work, whatever else the machine did."""

    seconds: float
    processor: float
    megabytes: float


def measure(matches: int) -> dict[str, Took]:
    with tempfile.TemporaryDirectory() as folder:
        progress(f"writing a year of {matches} matches")
        pid = os.fork()
        if not pid:  # its memory is not to be seen in what is measured
            asyncio.run(_filled(Path(folder), matches))
            os._exit(0)
        os.waitpid(pid, 0)
        return {kind: _reported(Path(folder), kind) for kind in ("html", "csv")}


async def _filled(folder: Path, matches: int) -> None:
    engine = open_engine(f"sqlite:///{folder / 'makegood.db'}?synchronous=off")
    await upgrade(engine)
    await YearOfRows(matches=matches).write(engine)
    await engine.dispose()


def _reported(folder: Path, kind: str) -> Took:
    progress(f"reporting as {kind}")
    out = folder / f"report.{kind}"
    arguments = [sys.executable, "-m", "bot", "report", "--year", "2026", "--out", str(out)]
    env = {**clean(), "DATA_DIR": str(folder), "MATCHER_MODEL": "none"}
    began = time.perf_counter()
    pid = os.posix_spawn(sys.executable, arguments, env)
    _, status, used = os.wait4(pid, 0)
    took = Took(
        seconds=time.perf_counter() - began,
        processor=used.ru_utime + used.ru_stime,
        megabytes=used.ru_maxrss / 1024,
    )
    assert status == 0 and out.stat().st_size > 1000
    return took


def document(found: Mapping[str, Took], about: Mapping[str, object]) -> dict[str, object]:
    figures = {
        kind: {
            "seconds": round(took.seconds, 2),
            "processor": round(took.processor, 2),
            "mb": round(took.megabytes),
        }
        for kind, took in found.items()
    }
    return {"machine": about, "figures": figures}


def table(found: Mapping[str, Took], about: Mapping[str, object]) -> str:
    lines = [
        f"{kind:<6}{took.seconds:>7.2f} s, at work {took.processor:.2f} s, {took.megabytes:.0f} MB"
        for kind, took in found.items()
    ]
    met = all(took.seconds < AIM_SECONDS and took.megabytes < AIM_MB for took in found.values())
    aims = f"Aims, under {AIM_SECONDS:.0f} s and {AIM_MB:.0f} MB: {'met' if met else 'missed'}."
    return "\n".join((*lines, aims, on_what(about)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--matches", type=int, default=50_000)
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    about = machine()
    found = measure(asked.matches)
    print(json.dumps(document(found, about), indent=2) if asked.json else table(found, about))


if __name__ == "__main__":
    main()

"""Rounds, percentiles and tables that the benchmarks share."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Round:
    """One run over a number of events, and how long it took."""

    events: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.events / self.seconds


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The median of events a second over all rounds; percentiles of milliseconds at a steady pace."""

    per_second: float
    p50_ms: float
    p99_ms: float

    def document(self) -> dict[str, float]:
        return {
            "per_second": round(self.per_second, 1),
            "p50_ms": round(self.p50_ms, 2),
            "p99_ms": round(self.p99_ms, 2),
        }


def summed(rounds: Sequence[Round], milliseconds: Sequence[float]) -> Figures:
    times = sorted(milliseconds)
    return Figures(
        per_second=statistics.median(one.per_second for one in rounds),
        p50_ms=percentile(times, 50),
        p99_ms=percentile(times, 99),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest rank, of values in ascending order."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def machine() -> dict[str, object]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def progress(words: str) -> None:
    """Something is happening: to standard error, so that the output stays clean."""
    print(words, file=sys.stderr, flush=True)

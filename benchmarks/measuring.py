"""Rounds, percentiles and the machine: what the benchmarks share."""

import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The median of the rounds, and the least and the most of them."""

    median: float
    least: float
    most: float

    def document(self, digits: int) -> dict[str, float]:
        return {
            "median": round(self.median, digits),
            "min": round(self.least, digits),
            "max": round(self.most, digits),
        }


def spread(values: Sequence[float]) -> Spread:
    return Spread(median=statistics.median(values), least=min(values), most=max(values))


@dataclass(frozen=True, kw_only=True)
class Latency:
    """Milliseconds."""

    p50: float
    p99: float

    def document(self) -> dict[str, float]:
        return {"p50_ms": round(self.p50, 2), "p99_ms": round(self.p99, 2)}


def latency(milliseconds: Sequence[float]) -> Latency:
    ordered = sorted(milliseconds)
    return Latency(p50=percentile(ordered, 50), p99=percentile(ordered, 99))


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest rank, of values in ascending order."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def machine() -> dict[str, object]:
    """Load: processes that wanted to run in the last minute, before this one was busy."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def on_what(about: Mapping[str, object]) -> str:
    return (
        f"{about['cores']} cores, Python {about['python']}, {about['system']}; "
        f"load average before: {about['load_before']}"
    )


def progress(words: str) -> None:
    """Something is happening: to standard error, so that the output stays clean."""
    print(words, file=sys.stderr, flush=True)

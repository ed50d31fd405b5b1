"""What one chain of all decisions costs: decisions a second, and how long one commit waits.

    python -m benchmarks.audit [--decisions N] [--at-once N] [--json]

Each decision is a transaction that writes one line of the record, with the audit and without it, in turns: on
SQLite from one process, on PostgreSQL from three at once.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import storage.unit_of_work
from benchmarks.measuring import Latency, latency, machine, on_what, progress
from benchmarks.postgres import postgres
from bot.domain.history import Moved, Subject
from bot.ids import new_id
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import Storage

REPLICAS = 3


def moved() -> Moved:
    return Moved(
        id=new_id(),
        subject=Subject.MATCH,
        subject_id=new_id(),
        move="approve",
        before="suggested",
        after="approved_to_ask",
        person="P1",
        platform="slack",
        at=datetime.now(UTC),
        reason="",
    )


async def _nothing(*_: object) -> None:
    return


def replica(url: str, decisions: int, at_once: int, audited: bool) -> list[float]:
    """The milliseconds of each decision, in a process of its own."""
    if not audited:
        storage.unit_of_work.append = _nothing
    return asyncio.run(_decide(url, decisions, at_once))


async def _decide(url: str, decisions: int, at_once: int) -> list[float]:
    opened, took = Storage(open_engine(url)), list[float]()

    async def some(number: int) -> None:
        for _ in range(number):
            began = time.perf_counter()
            async with opened.begin() as tx:
                await tx.record.add(moved())
                await tx.commit()
            took.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(some(decisions // at_once) for _ in range(at_once)))
    await opened.close()
    return took


def run(url: str, replicas: int, decisions: int, at_once: int, *, audited: bool) -> tuple[float, Latency]:
    """Decisions a second in all, and how long one took."""
    with ProcessPoolExecutor(replicas, mp_context=get_context("spawn")) as pool:
        list(pool.map(replica, *zip(*[(url, at_once, at_once, audited)] * replicas, strict=True)))
        began = time.perf_counter()
        took = list(pool.map(replica, *zip(*[(url, decisions, at_once, audited)] * replicas, strict=True)))
        seconds = time.perf_counter() - began
    every = [each for some in took for each in some]
    return len(every) / seconds, latency(every)


def main(words: Sequence[str] | None = None) -> None:
    reader = argparse.ArgumentParser(description="What the audit costs.")
    reader.add_argument("--decisions", type=int, default=1000, help="of each replica")
    reader.add_argument("--at-once", type=int, default=4, help="transactions at a time in each replica")
    reader.add_argument("--json", action="store_true")
    asked = reader.parse_args(words)
    about, found = machine(), list[dict[str, object]]()
    with tempfile.TemporaryDirectory() as folder, postgres(["audit"]) as urls:
        embedded = f"sqlite:///{Path(folder) / 'makegood.db'}"
        asyncio.run(_migrated(embedded))
        places = [("SQLite, one process", embedded, 1)]
        places += [(f"PostgreSQL, {REPLICAS} processes", url, REPLICAS) for url in urls.values()]
        for name, url, replicas in places:
            for audited in (False, True):
                progress(f"{name}, {'with' if audited else 'without'} the audit")
                rate, took = run(url, replicas, asked.decisions, asked.at_once, audited=audited)
                found.append({"where": name, "audited": audited, "a_second": round(rate), **took.document()})
    if asked.json:
        print(json.dumps({"machine": about, "runs": found}, indent=2))
        return
    print(on_what(about))
    for each in found:
        kind = "with the audit" if each["audited"] else "without it"
        print(
            f"{each['where']}, {kind}: {each['a_second']} decisions a second, "
            f"p50 {each['p50_ms']} ms, p99 {each['p99_ms']} ms"
        )


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await upgrade(engine)
    await engine.dispose()


if __name__ == "__main__":
    main()

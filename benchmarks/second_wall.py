"""What the second wall of PostgreSQL costs an event: the same events with it and without it, in turns.

    python -m benchmarks.second_wall [--events N] [--json]

As an ordinary role, whom the policies bind. Without: the transaction stays the house's, and says nothing.
"""

import argparse
import asyncio
import itertools
import json
import statistics
import sys
import time

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.measuring import machine, on_what, progress
from benchmarks.postgres import server
from bot.chat.address import Account, private
from bot.chat.incoming import Command, Origin
from bot.dispatch import Dispatcher
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import Storage, UnitOfWork
from tests.flows.world import World

WHO = Account(platform="office", tenant="T1", user="U1")
WARM = 20


async def _says_nothing(*_: object) -> None:
    return


async def measure(url: str, events: int) -> dict[str, dict[str, float]]:
    """Of each way: the median of an event's milliseconds, and our own processor time of one."""
    engine = open_engine(url)
    await upgrade(engine)
    await engine.dispose()
    storage = Storage(open_engine(url))
    dispatcher, numbers = World(begin=storage.begin).dispatcher(), itertools.count()
    says, took = UnitOfWork.acts_for, {name: list[tuple[float, float]]() for name in ("with", "without")}
    try:
        for number in range(WARM + events):
            name = "with" if number % 2 else "without"
            UnitOfWork.acts_for = says if number % 2 else _says_nothing  # type: ignore[method-assign]
            one = await _handled(dispatcher, str(next(numbers)))
            if number >= WARM:
                took[name].append(one)
    finally:
        UnitOfWork.acts_for = says  # type: ignore[method-assign]
        await storage.close()
    return {name: _told(each) for name, each in took.items()}


async def _handled(dispatcher: Dispatcher, number: str) -> tuple[float, float]:
    origin = Origin(event=number, sender=WHO, name="Priya", chat=private(WHO), private=True)
    began, used = time.perf_counter(), time.process_time()
    await dispatcher.handle(Command(origin=origin, name="mine"))
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)


def _told(took: list[tuple[float, float]]) -> dict[str, float]:
    waited, used = zip(*took, strict=True)
    return {"p50_ms": round(statistics.median(waited), 2), "processor_ms": round(statistics.mean(used), 2)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    about = machine()
    with server() as address:
        if address is None:
            return 1
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE ROLE makegood LOGIN")
            connection.execute("CREATE DATABASE makegood OWNER makegood")
        url = make_url(address).set(database="makegood", username="makegood")
        progress(f"{asked.events} events")
        found = asyncio.run(measure(url.render_as_string(hide_password=False), asked.events))
    if asked.json:
        print(json.dumps({"machine": about, **found}, indent=2))
    else:
        for name, each in found.items():
            print(f"{name}: p50 {each['p50_ms']} ms, own processor time {each['processor_ms']} ms an event")
        print(on_what(about))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long the public board takes with thousands of open needs.

    python -m benchmarks.board [--needs N] [--requests N] [--json]

The needs are those of examples/needs.csv over and over, each in another district, in SQLite on disk. Asked
for in turn: the first page, a later one, each filter, and the page of one need; before every tenth request
a need changes, so that something has to be read anew. Milliseconds from the request's arrival in the
application to the end of its answer, in one process, one request at a time; the first request, which reads
everything once, is told by itself.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from adapters.interchange.needs import read_needs
from adapters.web import Web
from benchmarks.measuring import machine, on_what, percentile, progress
from bot.bank_holidays import bank_holiday
from bot.domain.calendar import WorkingDays
from bot.domain.listings import Listing, ListingState, Quantity, Side, Terms, total_hours
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import Person
from bot.ids import new_id
from bot.nudge_schedule import DEFAULT, read_schedule
from bot.services.market import Market
from bot.services.turn import House
from bot.settings import read_settings
from matching.places import known
from matching.standard import standard_matcher
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import Storage

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
PATHS = (
    *("/", "/?page=7", "/?kind=money", "/?what=bookkeeping", "/?where=LS11", "/?where=online&kind=digital"),
    *("/?when=Saturdays", "/?what=van+driver&where=LS8&when=before+Easter", "/listings/{id}"),
)
AIM_MS = 100.0
NEEDS = Path(__file__).parents[1] / "examples" / "needs.csv"


@dataclass(frozen=True, kw_only=True)
class Took:
    """Milliseconds. `work`: of the same requests, those that the process was at work."""

    first: float
    others: tuple[float, ...]
    work: tuple[float, ...]

    def p(self, percent: float) -> float:
        return percentile(sorted(self.others), percent)

    def worked(self, percent: float) -> float:
        return percentile(sorted(self.work), percent)


async def measure(needs: int, requests: int) -> Took:
    with tempfile.TemporaryDirectory() as folder:
        async with board(Path(folder), needs) as (storage, listings, browser):
            progress("the first request, which reads everything")
            first, _ = await _timed(browser, "/")
            took: list[tuple[float, float]] = []
            for at, path in zip(range(requests), cycle(PATHS), strict=False):
                if at % 10 == 9:
                    await _change(storage, listings, at % len(listings))
                took.append(await _timed(browser, path.format(id=listings[at % len(listings)].id)))
    return Took(first=first, others=tuple(each for each, _ in took), work=tuple(each for _, each in took))


async def _timed(browser: httpx.AsyncClient, path: str) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    answer = await browser.get(path)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert answer.status_code == 200, (path, answer.status_code)
    return took


async def _change(storage: Storage, listings: list[Listing], at: int) -> None:
    listings[at] = replace(listings[at], revision=listings[at].revision + 1)
    async with storage.begin() as tx:
        await tx.listings.put(listings[at])
        await tx.commit()


@asynccontextmanager
async def board(folder: Path, needs: int) -> AsyncIterator[tuple[Storage, list[Listing], httpx.AsyncClient]]:
    url = f"sqlite:///{folder / 'makegood.db'}"
    engine = open_engine(url)
    await upgrade(engine)
    storage = Storage(engine, reader=open_engine(url, only_reads=True))
    progress(f"writing {needs} needs")
    listings = await _filled(storage, needs)
    web = Web(
        read=storage.begin_reading, begin=storage.begin, house=_house(), clock=lambda: NOW, new_id=new_id
    )
    app = httpx.ASGITransport(Starlette(routes=web.routes()))
    async with httpx.AsyncClient(transport=app, base_url="http://board.test") as browser:
        yield storage, listings, browser
    await storage.close()


def _house() -> House:
    plain = read_settings({})
    return House(
        zone=plain.zone,
        calendar=WorkingDays(zone=plain.zone, holiday=bank_holiday),
        schedule=read_schedule(DEFAULT),
        undo=timedelta(0),
        places=lambda: (),
        limits={},
        market=Market(standard_matcher(model=None)),
    )


async def _filled(storage: Storage, needs: int) -> list[Listing]:
    districts = cycle([f"LS{n}" for n in range(1, 30) if known(f"LS{n}")])
    group = Organisation(
        id=new_id(), name="Group", kind=OrganisationKind.COMMUNITY, state=OrganisationState.VERIFIED
    )
    owner = Person(id=new_id(), name="Owner", organisation=group.id)
    examples = cycle(read_needs(NEEDS).listings)
    made: list[Listing] = []
    async with storage.begin() as tx:
        await tx.organisations.put(group)
        await tx.people.put(owner)
        for at, example in zip(range(needs), examples, strict=False):
            terms = _terms(example, next(districts))
            listing = Listing(
                id=new_id(),
                side=Side.NEED,
                owner=owner.id,
                organisation=group.id,
                terms=terms,
                quantity=Quantity(total=total_hours(terms)),
                state=ListingState.OPEN,
                created_at=NOW - timedelta(minutes=at),
                entered_at=NOW,
            )
            await tx.listings.put(listing)
            made.append(listing)
        await tx.commit()
    return made


def _terms(example: Any, district: str) -> Terms:  # noqa: ANN401 - a row of the file
    from bot.demo import _need_terms

    terms = _need_terms(example)
    return replace(terms, district=district if terms.on_site else "", hours=terms.hours or Decimal(1))


def document(took: Took, about: Mapping[str, object]) -> dict[str, object]:
    figures = {"first_ms": round(took.first), **{f"p{p}_ms": round(took.p(p), 1) for p in (50, 95, 99)}}
    figures |= {f"work_p{p}_ms": round(took.worked(p), 1) for p in (50, 95, 99)}
    return {"machine": about, "figures": figures}


def table(took: Took, about: Mapping[str, object]) -> str:
    met = "met" if took.p(95) < AIM_MS else "missed"
    return "\n".join(
        (
            f"first request {took.first:.0f} ms; then p50 {took.p(50):.1f}, p95 {took.p(95):.1f}, "
            f"p99 {took.p(99):.1f} ms of {len(took.others)} requests",
            f"at work p50 {took.worked(50):.1f}, p95 {took.worked(95):.1f}, p99 {took.worked(99):.1f} ms",
            f"Aim, p95 under {AIM_MS:.0f} ms: {met}.",
            on_what(about),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--needs", type=int, default=5000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    about = machine()
    took = asyncio.run(measure(asked.needs, asked.requests))
    print(json.dumps(document(took, about), indent=2) if asked.json else table(took, about))


if __name__ == "__main__":
    main()

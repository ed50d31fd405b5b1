"""What anybody may read: what is needed and what is offered, and never whose it is."""

import json
import re
import sqlite3
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from bot.domain.listings import Availability, ListingKind
from bot.probes import Probes
from bot.services import listings
from tests.web.conftest import Pages

HOSTILE = '</script><script>alert(1)</script> "><img src=x onerror=alert(1)> bookkeeping'


async def with_needs(pages: Pages) -> dict[str, str]:
    """Three open needs of one verified group, by what they ask for."""
    world = pages.world
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    day = date(2026, 12, 18)
    when = Availability(said="18 December", starts=day, until=day, at=time(10))
    found = {
        "books": await world.need("Maria", provides="tea and a desk", when=when),
        "garden": await world.need(
            "Maria",
            "gardening",
            district="LS28",
            when=Availability(said="Saturdays", weekdays=frozenset({5})),
        ),
        "board": await world.need("Maria", "trustee", kind=ListingKind.TRUSTEE, remote=True, on_site=False),
    }
    await world.approves(*found.values())
    return found


def on(text: str) -> set[str]:
    return set(re.findall(r'href="/listings/(\w+)"', text))


async def test_anybody_sees_what_is_needed_and_nobody_sees_whose_it_is(pages: Pages):
    ids = await with_needs(pages)

    text = await pages.get("/")

    assert on(text) == set(ids.values())
    assert "tea and a desk" in text
    for page in (text, *[await pages.get(f"/listings/{id}") for id in ids.values()]):
        assert "Maria" not in page
        assert "Seacroft Pantry" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=running", {"board"}),
        ("where=LS28", {"garden"}),
        ("where=online", {"board"}),
        ("what=accounting", {"books"}),
        ("when=18+December", {"books", "board"}),
        ("when=Saturdays", {"garden", "board"}),
        ("side=offers", set()),
        ("page=99", {"books", "garden", "board"}),
    ],
)
async def test_filters_narrow_what_is_shown(pages: Pages, asked: str, found: set[str]):
    ids = await with_needs(pages)

    text = await pages.get(f"/?{asked}")

    names = {id: name for name, id in ids.items()}
    assert {names[id] for id in on(text)} == found


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("kind=%27;drop", "There is no such kind."),
        ("where=Atlantis", "I could not read a place there."),
        ("where=BT1", "Northern Ireland"),
        ("when=gibberish", "I could not read"),
        ("side=sideways", "There is only what is needed and what is offered."),
        ("page=minus", "A page is a number"),
        (f"what={'x' * 121}", "That is longer than 120 characters."),
    ],
)
async def test_a_filter_that_cannot_be_read_says_so_and_narrows_nothing(
    pages: Pages, asked: str, sentence: str
):
    ids = await with_needs(pages)

    text = await pages.get(f"/?{asked}", status=400)

    assert sentence in text
    assert on(text) == set(ids.values())


async def test_what_is_not_open_to_everybody_is_on_no_page(pages: Pages):
    world = pages.world
    ids = await with_needs(pages)
    await world.meets("Bo", "Unknown Club", verified=False)
    hidden = await world.need("Bo", "painting")
    waiting = await world.need("Maria", "driving")
    async with world.turn("Maria") as turn:
        await listings.withdraw(turn, ids["garden"])

    assert on(await pages.get("/")) == {ids["books"], ids["board"]}
    for id in (hidden, waiting, ids["garden"], "NOTHING", "x" * 5000):
        assert "This is no longer open" in await pages.get(f"/listings/{id}", status=404)


async def test_what_could_still_be_taken_back_is_not_shown_yet(pages: Pages):
    ids = await with_needs(pages)
    pages.world.undo = timedelta(minutes=10)
    new = await pages.world.need("Maria", "driving")

    await pages.world.approves(new)

    assert on(await pages.get("/")) == set(ids.values())


async def test_a_need_is_described_for_machines_and_for_calendars(pages: Pages):
    ids = await with_needs(pages)

    text = await pages.get(f"/listings/{ids['books']}")
    (described,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    said = json.loads(described)
    (event,) = Calendar.from_ical(await pages.get(f"/listings/{ids['books']}.ics")).walk("VEVENT")

    assert (said["@type"], said["employmentType"]) == ("JobPosting", "VOLUNTEER")
    assert said["jobLocation"]["address"]["postalCode"] == "LS9"
    assert said["url"] == f"https://makegood.test/listings/{ids['books']}"
    assert event["dtstart"].dt == datetime(2026, 12, 18, 10, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2026, 12, 18, 14, tzinfo=UTC)
    assert "names no day" in await pages.get(f"/listings/{ids['board']}.ics", status=400)


async def test_what_somebody_typed_stays_words(pages: Pages):
    await pages.world.meets("Sam")
    await pages.world.meets("Maria", "Seacroft Pantry")
    id = await pages.world.need("Maria", HOSTILE)
    await pages.world.approves(id)

    for path in ("/", f"/listings/{id}", "/?what=%22%3E%3Cscript%3E&where=%3Cimg%20src=x%3E"):
        answer = await pages.browser.get(path)
        assert "<script>" not in answer.text
        assert "<img" not in answer.text


async def test_every_answer_loads_nothing_from_elsewhere(pages: Pages):
    for path in ("/", "/nothing", "/listings/X", "/robots.txt"):
        answer = await pages.browser.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        assert not re.findall(r'(?:src|href)="(?!/|#|https://makegood\.test/)[^"]+"', answer.text)


async def test_trouble_of_ours_is_a_sentence_with_a_number_and_nothing_more(pages: Pages, tmp_path: Path):
    with sqlite3.connect(tmp_path / "makegood.db") as broken:
        broken.execute("ALTER TABLE nudges RENAME TO lost")

    text = await pages.get("/", status=500)

    assert "noted under the number" in text
    assert "nudges" not in text


async def test_an_operators_machine_reads_how_much_waits(pages: Pages):
    await with_needs(pages)
    probes = Probes(storage=pages.storage, platforms=(), clock=lambda: pages.world.now)
    there = httpx.ASGITransport(Starlette(routes=probes.routes()))

    async with httpx.AsyncClient(transport=there, base_url="http://makegood.test") as machine:
        said = (await machine.get("/metrics")).text

    assert 'makegood_listings{side="need",state="open"} 3' in said
    assert re.search(r"^makegood_outbox_waiting [1-9]", said, re.MULTILINE)
    assert "Maria" not in said

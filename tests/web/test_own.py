"""A person's own pages: their certificate, by a link that opens once, and for nobody else."""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest

from bot.domain.keys import Opens
from bot.domain.pledges import Terms
from bot.services import delivery, desk_keys, own_year, pledges, remarks
from bot.texts import year_cards
from bot.texts.drawing import drawn
from bot.texts.locales import locale
from tests.web.conftest import ADDRESS, Pages

HOSTILE = "=1+1</script><b>to listen"


@pytest.fixture
async def happened(pages: Pages) -> AsyncIterator[Pages]:
    """Priya helped the pantry for four hours, which Maria confirmed; she learned something."""
    match = await pages.world.scheduled()
    await pages.world.until(pages.world.now.replace(day=18, hour=16), timedelta(hours=8))
    async with pages.world.turn("Maria") as turn:
        await delivery.report_hours(turn, match.id, Decimal(4))
        await remarks.thank(turn, match.id, "You saved our year.")
    async with pages.world.turn("Priya") as turn:
        await remarks.note_learned(turn, match.id, HOSTILE)
    yield pages


async def link(pages: Pages, name: str, opens: Opens = Opens.OWN) -> str:
    async with pages.world.turn(name) as turn:
        return (await desk_keys.give_link(turn, opens)).removeprefix(ADDRESS) + "?to=2026"


async def opened(pages: Pages, name: str) -> httpx.AsyncClient:
    door, browser = await link(pages, name), pages.another_browser()
    assert "Open my pages" in (await browser.get(door)).text
    answer = await browser.post(door)
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine/2026")
    return browser


async def test_a_certificate_has_the_confirmed_hours_and_what_was_learned(happened: Pages):
    browser = await opened(happened, "Priya")

    page = await browser.get("/mine/2026")

    assert "Priya gave <strong>4 hours</strong>" in page.text and "Seacroft Pantry" in page.text
    assert "to listen" in page.text and "</script><b>" not in page.text and "You saved our year." in page.text
    assert page.headers["cache-control"] == "no-store"
    head, line = csv.reader(io.StringIO((await browser.get("/mine/2026.csv")).text.lstrip("\ufeff")))
    told = dict(zip(head, line, strict=True))
    assert (told["hours"], told["organisation"], told["learned"]) == ("4", "Seacroft Pantry", f"'{HOSTILE}")


async def test_hours_beyond_what_was_agreed_are_told_by_themselves(pages: Pages):
    match = await pages.world.scheduled()
    await pages.world.until(pages.world.now.replace(day=18, hour=16), timedelta(hours=8))
    async with pages.world.turn("Maria") as turn:
        await delivery.report_hours(turn, match.id, Decimal(6))
    async with pages.world.turn("Priya") as turn:
        card = year_cards.year("2026", await own_year.of(turn, turn.by.person, 2026), paged=False)

    page = (await (await opened(pages, "Priya")).get("/mine/2026")).text

    told = re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    assert "Priya gave <strong>4 hours</strong>" in page
    assert [amount for _, amount in told] == ["4 hours", "2 hours"]
    assert told[1][0] == "Beyond what was agreed" and told[0][0].startswith("Of it")
    assert all(f"{label}: {amount}" in drawn(card.words(), locale("en")) for label, amount in told)


async def test_the_page_of_another_is_their_own(happened: Pages):
    theirs = await opened(happened, "Maria")

    page = await theirs.get("/mine/2026")

    assert "No hours of yours" in page.text and "to listen" not in page.text


async def test_a_link_opens_once_and_only_what_it_was_given_for(happened: Pages):
    own, desk = await link(happened, "Priya"), await link(happened, "Sam", Opens.DESK)
    first, second = happened.another_browser(), happened.another_browser()
    await first.post(own)

    used = (await second.post(own)).text
    assert "it opens once" in used and "For pledges made to you, say pledges." in used
    assert (await second.get("/mine/2026")).status_code == 403
    assert "There is no such link" in (await second.get(desk.replace("/desk/", "/mine/"))).text
    assert (await first.get("/desk")).status_code == 403
    assert (await first.get("/mine/1875")).status_code == 400
    assert (await first.get("/mine/2026%00")).status_code == 400


async def test_who_closes_their_pages_has_closed_them_everywhere(happened: Pages):
    browser = await opened(happened, "Priya")
    async with happened.world.turn("Priya") as turn:
        await desk_keys.end(turn)

    assert "This was closed" in (await browser.get("/mine/2026")).text


async def test_pledges_are_read_by_whoever_they_were_made_to(happened: Pages):
    priya, maria = await opened(happened, "Priya"), await opened(happened, "Maria")
    async with happened.world.turn("Sam") as turn:
        terms = Terms(
            contract="=C-1<b>",
            commissioner="Leeds City Council",
            measure="hours",
            unit="hours",
            quantity=Decimal(40),
            starts=date(2026, 1, 1),
            ends=date(2027, 3, 31),
        )
        await pledges.enter(turn, terms, happened.world.people["Priya"].organisation)
        await turn.tx.commissioners.put(happened.world.people["Maria"].id, "the Leeds City Council")

    page, file = (await maria.get("/mine/pledges")).text, (await maria.get("/mine/pledges.csv")).text

    assert "=C-1&lt;b&gt;" in page and "Aire Ltd" in page and "40 hours" in page
    assert "Priya" not in page and "'=C-1<b>" in file
    for path in ("/mine/pledges", "/mine/pledges.csv"):
        assert (await priya.get(path)).status_code == 403

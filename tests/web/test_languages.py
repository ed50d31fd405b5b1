"""Each page in the language of whoever reads it, and nothing but data in another one."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar

from benchmarks.year_of_rows import ENDS, SKILLS, UNITS, YearOfRows
from bot.domain.listings import Availability
from bot.measure_list import shipped
from bot.texts.catalogue import words
from bot.texts.charts import Bar, bars
from bot.texts.drawing import drawn
from bot.texts.impact_figures import Figure
from bot.texts.locales import locale
from bot.texts.pictures import picture_of
from storage.engine import open_engine
from tests.web.conftest import Pages
from tests.web.test_desk import form, link

EVERY = ("en", "en-easy", "pl", "ar")


class Said(HTMLParser):
    """What a reader sees or hears, but for what is marked as English."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._aside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("script", "style") or named.get("lang") == "en" or self._aside:
            self._aside += [tag] if tag not in ("br", "input", "img", "link", "meta") else []
            return
        heard = ("aria-label", "alt", "title", "placeholder")
        self.words += [said for name in heard if (said := named.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if self._aside and self._aside[-1] == tag:
            self._aside.pop()

    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.words.append(data)


def head(text: str) -> tuple[str, str]:
    (found,) = re.findall(r'<html lang="([^"]+)" dir="([^"]+)">', text)
    return found


@pytest.mark.parametrize(
    ("path", "asks", "found"),
    [
        ("/", "", ("en-GB", "ltr")),
        ("/", "pl-PL,pl;q=0.9,en;q=0.8", ("pl", "ltr")),
        ("/", "de, en;q=0.2, ar;q=0.7, pl;q=0", ("ar", "rtl")),
        ("/", "*;q=x, ;;, q=, pl;q=nan, ar;q=2, \u0663", ("en-GB", "ltr")),
        ("/?language=ar", "pl", ("ar", "rtl")),
        ("/?language=en-easy", "pl", ("en-GB", "ltr")),
        ("/?language=ur", "pl", ("pl", "ltr")),
        ("/?language=%22%3E&where=Atlantis", "pl", ("pl", "ltr")),
        ("/impact", "pl", ("pl", "ltr")),
        ("/impact/2026", "pl", ("pl", "ltr")),
        ("/nothing", "ar", ("ar", "rtl")),
        ("/desk", "ar", ("ar", "rtl")),
    ],
)
async def test_a_page_is_in_the_language_chosen_on_it_else_in_the_browsers(
    pages: Pages, path: str, asks: str, found: tuple[str, str]
):
    async with pages.speaking(*EVERY) as browser:
        answer = await browser.get(path, headers={"accept-language": asks.encode()})

    assert head(answer.text) == found
    assert answer.headers["content-language"] == found[0]
    assert answer.headers["vary"] == "accept-language"


async def test_one_that_is_not_switched_on_is_neither_spoken_nor_offered(pages: Pages):
    async with pages.speaking("en") as browser:
        answer = await browser.get("/?language=pl", headers={"accept-language": "pl"})

    assert head(answer.text) == ("en-GB", "ltr")
    assert "language=" not in answer.text


async def test_the_language_goes_along_and_every_other_is_offered_by_its_own_name(pages: Pages):
    await pages.world.meets("Sam")
    await pages.world.meets("Maria", "Seacroft Pantry")
    needs = [await pages.world.need("Maria", f"bookkeeping {at}") for at in range(21)]
    await pages.world.approves(*needs)

    async with pages.speaking(*EVERY) as browser:
        board = (await browser.get("/?language=ar&what=bookkeeping")).text
        one = (await browser.get(f"/listings/{needs[0]}?language=ar")).text
        impact = (await browser.get("/impact?language=ar")).text

    links = [each for text in (board, one, impact) for each in re.findall(r'href="(/[^"]*)"', text)]
    ours = {each for each in links if not each.startswith("/static/")}
    assert {each for each in ours if "language=ar" not in each} == set()
    assert {"/impact?language=ar", "/?side=offers&amp;language=ar", "/impact/2026?language=ar"} <= ours
    assert '<input type="hidden" name="language" value="ar">' in board
    for code in EVERY:
        assert f'<a href="?what=bookkeeping&amp;language={code}" lang="{locale(code).tag}"' in board
        assert f">{locale(code).name}</a>" in board
    assert ">polski</a>" in board
    assert board.count('aria-current="true"') == 1


async def test_what_is_taken_along_from_a_page_is_in_its_language(pages: Pages):
    await pages.world.meets("Sam")
    await pages.world.meets("Maria", "Seacroft Pantry")
    when = Availability(said="18 December", starts=ENDS.date(), until=ENDS.date())
    id = await pages.world.need("Maria", "1", district="LS9", when=when)
    await pages.world.approves(id)

    async with pages.speaking("en", "en-XA") as browser:
        file = (await browser.get(f"/listings/{id}.ics?language=en-XA")).text
        text = (await browser.get(f"/listings/{id}?language=en-XA")).text

    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert "ñ" in str(event["summary"]) + str(event["location"])
    assert not re.findall(r"[A-Za-z]{3,}", str(event["summary"]))
    assert drawn(words("page.confidential"), locale("en-XA")) in text


async def test_the_desk_is_in_its_owners_language_whatever_the_browser_asks_for(pages: Pages):
    await pages.world.suggested()
    async with pages.world.turn("Sam") as turn:
        await turn.tx.people.put(replace(pages.world.people["Sam"], chosen_language="ar"))
    door = await link(pages)

    async with pages.speaking(*EVERY) as browser:
        browser.headers["accept-language"] = "pl"
        match = await pages.world.the_match()
        first = await browser.get(door)
        await browser.post(door)
        seen = [await browser.get(path) for path in ("/desk", f"/desk/{match.id}", "/desk/find?text=Aire")]
        none = await browser.get("/desk/NONE?language=pl")
        fields = await form(browser, f"/desk/{match.id}", "match.approve")
        refused = await browser.post("/desk/pair", data={"token": fields["token"]})
        out = await browser.post("/desk/out", data={"token": fields["token"]})

    assert {head(each.text) for each in (first, *seen, none, refused, out)} == {("ar", "rtl")}
    assert (none.status_code, refused.status_code, out.status_code) == (400, 409, 200)


VALUE = shipped().frozen("time_general", ENDS.date())
DATA = (
    *(VALUE.label, VALUE.source, VALUE.licence, VALUE.working, VALUE.check),
    *("3 January 2027", "a week on Thursday", "two Fridays a month", "Headingley", "online"),  # to be typed
    *("Person of", "Community R", "Employer R", "Before R", "Done R", "Changed R", "Leeds City Council"),
    *("Seacroft Pantry", "Aire Ltd", "Priya", "Maria", "Sam", "Digital inclusion", "Health", *SKILLS, *UNITS),
    *("Slack", "Telegram", ">chat<", "https://makegood.test/listings/"),
)


def english_in(text: str) -> list[str]:
    said = "\n".join(f">{each.strip()}<" for each in Said(text).words)
    for each in sorted(DATA, key=len, reverse=True):
        said = said.replace(each, "").replace(each[:1].upper() + each[1:], "")
    return re.findall(r".*[A-Za-z]{3,}.*", said)


async def test_nothing_on_a_page_is_english_but_what_people_wrote(pages: Pages, tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'makegood.db'}?synchronous=off")
    await YearOfRows(matches=120).write(engine)
    await engine.dispose()
    pages.world.now = ENDS
    match = await pages.world.suggested()
    async with pages.world.turn("Sam") as turn:
        await turn.tx.people.put(replace(pages.world.people["Sam"], chosen_language="en-XA"))
    door = await link(pages)

    async with pages.speaking("en-XA") as browser:
        paths = (
            *("/", "/?side=offers&where=Atlantis&when=gibberish&kind=1&page=x&side=1", "/nothing"),
            *(f"/listings/{match.need}", f"/listings/{match.offer}", "/impact", "/impact/2026", door),
        )
        found = {path: await _english(browser, path) for path in paths}
        await browser.post(door)
        for path in ("/desk", f"/desk/{match.id}", f"/desk/{match.need}", "/desk/find?text=bookkeeping"):
            found[path] = await _english(browser, path)

    left = sorted({one for said in found.values() for one in said})
    assert "\n".join(left) == ""


async def _english(browser: httpx.AsyncClient, path: str) -> list[str]:
    return english_in((await browser.get(path)).text)


@pytest.mark.parametrize(
    ("one", "other"), [("ابجد", "هوزح"), ("ٹڈڑے", "ںہھگ"), ("łąęż", "ńśćź"), ("țșăî", "șțîă"), ("אבג", "דהו")]
)
def test_a_picture_for_a_chat_has_the_letters_of_every_language(one: str, other: str):
    """What a font lacks is left blank, and one blank is like another."""
    chart = bars([Bar(label=one, amount=Decimal(1), shown="1")], "")
    figure = Figure(id="x", title="", columns=(), rows=(), source="", chart=chart)
    again = replace(figure, chart=bars([Bar(label=other, amount=Decimal(1), shown="1")], ""))

    seen = {content_of(each) for each in (figure, again)}

    assert len(seen) == 2


def content_of(figure: Figure) -> bytes:
    made = picture_of(figure, "x", locale("ar"))
    assert made is not None
    return made.content

"""Every page in a real browser: keyboard, small and large, from right to left, on paper, by axe's rules."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from adapters.simulator.serve import serving
from adapters.web import Web
from benchmarks.year_of_rows import ENDS, YearOfRows
from bot.domain.keys import Opens
from bot.domain.matches import MatchState, Party
from bot.domain.people import By
from bot.domain.providers import ProviderKind
from bot.domain.remarks import Remark, RemarkKind
from bot.services import desk_keys, providers
from bot.services.providers import Said
from bot.services.turn import Turn
from bot.texts.locales import Languages
from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.chromium import chromium
from tests.services.world import World
from tests.system.surroundings import free_port

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.timeout(120)]
SMALL, LARGE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


async def _somebodys_own(world: World) -> str:
    """Of a volunteer of the year, who learned something, and buys for the council too."""
    async with world.begin() as tx:
        done = next(iter(await tx.matches.in_state(MatchState.CLOSED)))
        await tx.commissioners.put(done.volunteer, "Leeds City Council")
        note = {"kind": RemarkKind.LEARNED, "said": "to listen first", "at": world.now}
        await tx.remarks.put(Remark(match=done.id, party=Party.VOLUNTEER, **note))
        by = By(person=done.volunteer, name="", platform="web")
        turn = Turn(tx=tx, now=world.now, new_id=world.ids, house=world.house, by=by)
        link = await desk_keys.give_link(turn, Opens.OWN)
        await tx.commit()
    return f"{link}?to=2026"


class City:
    """A year of 120 matches and a suggestion that waits, served from a thread of its own."""

    def __init__(self, folder: Path, template: Path) -> None:
        shutil.copy(template, folder / "makegood.db")
        self._url = f"sqlite:///{folder / 'makegood.db'}?synchronous=off"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.door = self.other_door = self.own_door = ""
        self.paths: list[str] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(60)

    async def _serve(self) -> None:
        engine = open_engine(self._url)
        await YearOfRows(matches=120).write(engine)
        storage = Storage(engine, reader=open_engine(self._url, only_reads=True))
        world = World(begin=storage.begin, now=ENDS, address=self.address)
        match = await world.suggested()
        async with world.turn("Maria") as turn:
            group = await turn.tx.organisations.get(world.people["Maria"].organisation)
            hall = Said(kind=ProviderKind.SPACE, what="A hall for 60 people", district="LS9", ethos="local")
            await providers.enter(turn, group, hall)
        async with world.turn("Sam") as turn:
            self.door = await desk_keys.give_link(turn)
        nour = replace(await world.meets("Nour"), chosen_language="ar-XB")
        async with world.turn("Nour") as turn:
            await turn.tx.people.put(nour)
            self.other_door = await desk_keys.give_link(turn)
        self.own_door = await _somebodys_own(world)
        web = Web(
            read=storage.begin_reading,
            begin=storage.begin,
            house=replace(world.house, languages=Languages(on=("en", "ar", "ar-XB"))),
            clock=lambda: world.now,
            new_id=world.ids,
        )
        self.paths = [
            *("/", "/?side=offers&where=Atlantis", f"/listings/{match.need}", "/nothing"),
            *("/mine/2026", "/mine/pledges"),
            *("/providers?where=Atlantis", "/impact", "/impact/2026", "/desk", f"/desk/{match.id}"),
        ]
        self._over, self._loop = asyncio.Event(), asyncio.get_running_loop()
        async with serving(Starlette(routes=web.routes()), port=self.port):
            self._ready.set()
            await self._over.wait()
        await storage.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(20)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[City]:
    made = City(tmp_path_factory.mktemp("pages"), sqlite_template)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(browser: Browser, city: City) -> Iterator[Page]:
    """Sam's, with the desk open: pressed with the keyboard, without any script of ours."""
    context = browser.new_context(viewport=LARGE, bypass_csp=True)
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.goto(city.door)
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/desk")
    opened.goto(city.own_door)
    opened.locator("main button").press("Enter")
    opened.wait_for_url("**/mine/2026")
    yield opened
    context.close()


def test_no_page_breaks_a_rule_of_axe_or_runs_over_the_side(page: Page, city: City):
    """On a desk and on the smallest phone; 1280 pixels at 400 % are 320."""
    found = []
    for path in city.paths:
        page.set_viewport_size(LARGE)
        page.goto(city.address + path)
        found += [(path, each["id"]) for each in Axe().run(page).response["violations"]]
        page.set_viewport_size(SMALL)
        found += [(path, "too wide")] if _too_wide(page, 320) else []
    assert found == []


def _too_wide(page: Page, wide: int) -> bool:
    return int(page.evaluate("document.documentElement.scrollWidth")) > wide


def test_languages_from_right_to_left_fit_on_the_smallest_phone(browser: Browser, city: City):
    """Also in one whose words are longer than any; the desk is in its owner's own."""
    context = browser.new_context(viewport=SMALL)
    page = context.new_page()
    page.goto(city.other_door)
    page.locator("main button").click()
    found = []
    for path in city.paths:
        for code in ("ar-XB",) if path.startswith("/desk") else ("ar", "ar-XB"):
            page.goto(f"{city.address}{path}{'&' if '?' in path else '?'}language={code}")
            said = page.evaluate("[document.documentElement.dir, document.documentElement.lang]")
            found += [(path, code, said)] if said != ["rtl", "ar"] else []
            found += [(path, code, "too wide")] if _too_wide(page, 320) else []
    context.close()
    assert found == []


def test_pages_are_read_from_right_to_left_and_twice_as_large(page: Page, city: City):
    page.set_viewport_size({"width": 640, "height": 900})
    for path in city.paths:
        page.goto(city.address + path)
        page.evaluate(TURNED)
        assert not _too_wide(page, 640), path
        heading = page.locator("h1").bounding_box()
        assert heading is not None and heading["x"] + heading["width"] > 500, path


TURNED = "document.documentElement.dir = 'rtl'; document.documentElement.style.fontSize = '200%'"


def test_everything_that_can_be_pressed_is_reached_with_the_keyboard_and_seen_to_be(page: Page, city: City):
    page.set_viewport_size(LARGE)
    for path in ("/", "/desk", city.paths[-1]):
        page.goto(city.address + path)
        wanted = page.locator("a, button, input:not([type=hidden]), select, textarea, [tabindex='0']").count()
        seen = set()
        for _ in range(wanted):
            page.keyboard.press("Tab")
            seen.add(page.evaluate(MARK))
        assert len(seen - {""}) == wanted, path


MARK = """() => {
  const one = document.activeElement;
  const seen = getComputedStyle(one).outlineStyle !== 'none' || one.className === 'skip';
  one.dataset.at = one.dataset.at || String(Math.random());
  return one !== document.body && seen ? one.dataset.at : '';
}"""


def test_the_report_goes_on_paper_without_what_only_a_screen_needs(page: Page, city: City):
    page.goto(f"{city.address}/impact/2026")
    page.emulate_media(media="print")

    assert not page.locator("nav").first.is_visible()
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF-")
    page.emulate_media(media="screen")


def most_of(which: str, measure: str) -> str:
    return f"Math.max(...[...document.querySelectorAll('{which}')].map(one => {measure}))"


def test_tables_are_whole_on_paper_and_need_no_scrolling_on_a_phone(page: Page, city: City):
    """In pixels: what margins leave of A4, and for a commissioner's many columns of A4 on its side."""
    cut = most_of(".table", "one.scrollWidth - one.clientWidth")
    ends = most_of("td, tbody th", "one.getBoundingClientRect().right")
    for path, wide in (("/impact", 672), ("/impact/2026", 672), ("/mine/2026", 672), ("/mine/pledges", 1031)):
        page.goto(city.address + path)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate(cut) <= 0, path
        page.emulate_media(media="screen")
        page.set_viewport_size(SMALL)
        assert not path.startswith("/mine") or page.evaluate(ends) <= 320, path
    page.goto(f"{city.address}/desk")
    assert page.evaluate(ends) <= 320
    page.goto(f"{city.address}/mine/pledges")
    assert b"842" in page.pdf(format="A4").partition(b"/MediaBox")[2][:40]  # on its side


def test_a_suggestion_is_approved_by_keyboard_alone(page: Page, city: City):
    page.set_viewport_size(LARGE)
    page.goto(city.address + city.paths[-1])
    page.locator("form.act button").first.focus()

    page.keyboard.press("Enter")

    page.locator("main", has_text="the group is asked").wait_for()

"""The page in a real browser: the loop by clicking, by keyboard alone, and with hostile words."""

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.timeout(120)]

HOSTILE = "<img src=x onerror=alert(1)> *_@everyone|=cmd()"


def last(page: Page, pane: str) -> Locator:
    return page.locator(f"{pane} .log .message").last


def write(page: Page, pane: str, text: str) -> None:
    page.fill(f"{pane} .composer input", text)
    page.keyboard.press("Enter")


def test_the_form_shows_an_error_beside_its_field_and_then_posts(page: Page) -> None:
    page.click("#offer-help")
    page.click("#form >> text=Professional skills")
    page.fill("#form textarea", f"bookkeeping {HOSTILE}")
    page.fill("#form input[name^='where']", "over the rainbow")
    page.fill("#form input[name^='when']", "two Fridays a month")
    page.fill("#form input[name^='hours']", "4")
    page.click("#form >> text=My own time")
    page.click("#form button.main")

    expect(page.locator("#form .error")).to_contain_text("I could not read a place there")

    page.fill("#form input[name^='where']", "LS11")
    page.click("#form button.main")
    expect(page.locator("#form h2")).to_have_text("Is this right?")
    page.click("#form button.main")
    expect(last(page, "#volunteer")).to_contain_text("Your offer is posted")
    expect(last(page, "#volunteer")).to_contain_text(HOSTILE)
    assert page.locator(".log img").count() == 0


def test_a_group_asks_step_by_step_and_the_coordinators_see_it(page: Page) -> None:
    page.click("#coordinate")
    write(page, "#group", "we need someone to sort out our accounts before Easter, LS9")
    page.click("#group button:text-is('4 hours')")
    expect(last(page, "#group")).to_contain_text("How many people")
    write(page, "#group", "1")
    expect(last(page, "#group")).to_contain_text("What do you provide")
    page.click("#group button:text-is('Skip')")
    expect(last(page, "#group")).to_contain_text("Which group")
    write(page, "#group", HOSTILE)
    page.click("#group button:text-is('Post it')")

    expect(page.locator("#desk .log")).to_contain_text("New group")
    page.click("#desk button:text-is('Verify')")
    expect(page.locator("#desk .log")).to_contain_text("Until then it can be undone")
    page.click("#desk button:text-is('Undo')")
    expect(page.locator("#desk button:text-is('Verify')")).to_be_visible()
    expect(page.locator("#desk .log")).to_contain_text(HOSTILE)


def test_a_phone_number_can_be_kept_here_too(page: Page) -> None:
    """As where there is a key to encrypt it with."""
    write(page, "#group", "my contact")
    page.click("#group button:text-is('Keep one here')")
    write(page, "#group", "07700 900123")

    expect(last(page, "#group")).to_contain_text("Phone: 07700 900123")


def test_the_keyboard_alone_offers_help(page: Page) -> None:
    page.locator("#offer-help").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#form h2")).to_have_text("Offer help")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("painting fences")
    for typed in ("LS6", "any time", "2"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#form h2")).to_contain_text("Offer help")
    page.keyboard.press("Escape")
    expect(page.locator("#form")).not_to_be_visible()
    expect(last(page, "#volunteer")).to_contain_text("Your draft is kept")


def test_the_clock_moves_and_typed_words_stay(page: Page) -> None:
    before = page.text_content("#clock")
    page.fill("#group-text", "half a sentence")

    page.click("button[data-step='day']")

    expect(page.locator("#clock")).not_to_have_text(before or "")
    expect(page.locator("#status")).to_contain_text("It is now")
    assert page.input_value("#group-text") == "half a sentence"


def test_one_can_be_somebody_else_and_somebody_new(page: Page) -> None:
    page.select_option("#group select", label="Joseph Adeyemi")
    page.click("#group .commands button:text-is('/start')")
    expect(last(page, "#group")).to_contain_text("What you can do here")

    page.select_option("#group select", value="new")
    page.fill("#new-person input", HOSTILE)
    page.keyboard.press("Enter")
    expect(page.locator("#group .empty")).to_be_visible()
    page.click("#group .commands button:text-is('/start')")
    expect(last(page, "#group")).to_contain_text("What you can do here")


def test_a_broken_platform_delays_a_message_and_loses_none(page: Page) -> None:
    page.click("#break summary")
    page.select_option("#fault [name=platform]", "telegram")
    page.select_option("#fault [name=kind]", "server_error")
    page.click("#fault button")
    expect(page.locator("#status")).to_contain_text("goes wrong")

    write(page, "#group", "help")

    expect(last(page, "#group")).to_contain_text("What you can do here")


def test_the_wire_is_shown_without_tokens(page: Page) -> None:
    write(page, "#volunteer", "/makegood help")
    expect(page.locator("#volunteer .log")).to_contain_text("What you can do here")

    page.click("#show-raw")

    expect(page.locator("#raw-list li").first).to_be_visible()
    text = page.text_content("#raw-list") or ""
    assert "chat.postMessage" in text
    assert "xoxb-" not in text
    assert "100200300:SIMULATED" not in text


def test_nothing_is_wider_than_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})

    width = page.evaluate("document.documentElement.scrollWidth")

    assert width <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_violations_of_accessibility_rules(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    write(page, "#volunteer", "/makegood help")
    expect(page.locator("#volunteer .log")).to_contain_text("What you can do here")
    page.click("#offer-help")
    expect(page.locator("#form h2")).to_have_text("Offer help")

    found = Axe().run(page)

    names = [(each["id"], each["nodes"][0]["html"][:120]) for each in found.response["violations"]]
    assert names == []
    page.click("#form >> text=Close")


def test_only_this_machines_own_page_may_act(address: str) -> None:
    foreign = httpx.post(
        f"{address}/sim/api/act", json={"act": "slack.home"}, headers={"origin": "https://x.org"}
    )
    rebound = httpx.get(f"{address}/sim/api/view", headers={"host": "evil.example"})
    sandboxed = httpx.post(f"{address}/sim/api/act", json={"act": "slack.home"}, headers={"origin": "null"})
    neighbour = {"origin": "http://127.0.0.1:1"}
    next_door = httpx.post(f"{address}/sim/api/act", json={"act": "slack.home"}, headers=neighbour)
    plain = httpx.post(f"{address}/sim/api/act", content="act=slack.home")

    refused = (foreign, rebound, sandboxed, next_door, plain)
    assert [each.status_code for each in refused] == [403, 403, 403, 403, 415]

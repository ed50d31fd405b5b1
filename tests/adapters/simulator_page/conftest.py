"""The simulator as a person starts it, and a real browser in front of it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium
from tests.system.surroundings import clean, free_port


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`makegood simulate`, the real program, on a free port with a folder of its own."""
    folder: Path = tmp_path_factory.mktemp("simulator")
    port = free_port()
    env = {**clean(), "DATA_DIR": str(folder), "PORT": str(port)}
    program = subprocess.Popen(
        [Path(sys.executable).with_name("makegood"), "simulate"], env=env, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    for line in program.stdout:
        if "Ctrl-C" in line:
            break
    yield f"http://127.0.0.1:{port}"
    program.terminate()
    assert program.wait(timeout=15) == 0


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(8_000)
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.goto(f"{address}/sim")
    expect(opened.locator("#clock")).not_to_have_text("…")
    if opened.locator("#form").is_visible():
        opened.keyboard.press("Escape")
        expect(opened.locator("#form")).not_to_be_visible()
    yield opened
    context.close()
    assert troubles == []

"""`makegood report`: the annual report as a file."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from adapters.web.annual import as_csv, as_html
from bot.domain.annual import Annual
from bot.domain.periods import period_of
from bot.domain.refusal import Refusal
from bot.services.annual import annual
from bot.services.turn import Turn

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer"),
)
PRINTED_WITHIN = 60.0  # seconds


async def write_report(turn: Turn, year: str, out: Path) -> None:
    """HTML, PDF or CSV, by the file's name. Raises Refusal with what to do instead."""
    wanted = out.suffix.lower()
    if wanted not in (".html", ".pdf", ".csv"):
        raise Refusal("report.format")
    browser = _browser() if wanted == ".pdf" else ""
    found = await annual(turn, period_of(year, turn.house.zone))
    try:
        if wanted == ".pdf":
            await _print(browser, as_html(turn, found), out)
        else:
            await asyncio.to_thread(out.write_text, _text(turn, found, wanted), "utf-8")
    except OSError:
        raise Refusal("report.not_written", file=str(out)) from None


def _text(turn: Turn, found: Annual, wanted: str) -> str:
    """A spreadsheet reads UTF-8 where the file begins by saying so."""
    return as_html(turn, found) if wanted == ".html" else f"\ufeff{as_csv(found)}"


def _browser(which: Callable[[str], str | None] = shutil.which) -> str:
    found = next(filter(None, map(which, BROWSERS)), None)
    if found is None:
        raise Refusal("report.no_browser")
    return found


async def _print(browser: str, html: str, out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="makegood-report-") as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, "utf-8")
        own = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", page.as_uri())
        none = asyncio.subprocess.DEVNULL
        running = await asyncio.create_subprocess_exec(browser, *QUIET, *own, stdout=none, stderr=none)
        try:
            await asyncio.wait_for(running.wait(), PRINTED_WITHIN)
        except TimeoutError:
            running.kill()
            await running.wait()
        if not printed.is_file():
            raise Refusal("report.not_printed")
        shutil.copyfile(printed, out)

"""What people typed becomes a platform's markup in one place of each platform, and nowhere else."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ESCAPING = re.compile(r"\bhtml\.escape\b|\bfrom html import\b|saxutils|markupsafe|\"&(?:lt|gt|amp);\"\)")
MARKUP = re.compile(r"(?<!\?P)(?<!\?)</?(?:b|i|u|s|a|code|pre|strong|em|blockquote)(?: [^>]*)?>")
ONE_PLACE = {"adapters/slack/words.py", "adapters/telegram/render.py"}


def sources() -> dict[str, str]:
    paths = [path for name in ("bot", "adapters") for path in (PROJECT / name).rglob("*.py")]
    named = {str(path.relative_to(PROJECT)): path.read_text("utf-8") for path in paths}
    return {name: text for name, text in named.items() if not name.startswith("adapters/simulator/")}


def found(pattern: re.Pattern[str]) -> set[str]:
    return {name for name, text in sources().items() if any(map(pattern.search, code(text)))}


def code(text: str) -> list[str]:
    """Its lines; a comment may speak of markup."""
    return [line.partition("  # ")[0] for line in text.splitlines() if not line.strip().startswith("#")]


def is_a_page(name: str) -> bool:
    """Pages and pictures for a browser escape for a browser: their words go to no chat as words."""
    return "page" in name or "poster" in name or name.endswith(("/reception.py", "/charts.py"))


def test_escaping_happens_in_one_place_of_each_platform():
    assert {name for name in found(ESCAPING) if not is_a_page(name)} <= ONE_PLACE


def test_markup_is_written_in_one_place():
    assert {name for name in found(MARKUP) if not is_a_page(name)} <= {"adapters/telegram/render.py"}

"""What README and docs tell people to type exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.__main__ import program

PROJECT = Path(__file__).parents[2]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
TYPED = re.compile(r"(?:`|^)(?:\.venv/bin/)?makegood ((?:[a-z]|--)[^`\n]*)", re.MULTILINE)


def typed(page: Path) -> list[list[str]]:
    """Every `makegood ...` of a page, in words."""
    return [found.split() for found in TYPED.findall(page.read_text("utf-8"))]


def unknown(words: list[str]) -> list[str]:
    """The words of a command line that the program does not know."""
    command: Any = typer.main.get_command(program)
    for number, word in enumerate(words):
        if not hasattr(command, "commands"):
            options = {name for each in command.params for name in each.opts}
            return [each for each in words[number:] if each.startswith("-") and each not in options]
        if word not in command.commands:
            return [word]
        command = command.commands[word]
    return []


def test_there_are_commands_in_the_pages():
    assert len([line for page in PAGES for line in typed(page)]) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_is_one(page: Path):
    assert [words for words in typed(page) if unknown(words)] == []


def test_a_command_that_is_none_is_found():
    assert unknown(["slack", "manifest", "--link", "--blink"]) == ["--blink"]
    assert unknown(["fly"]) == ["fly"]
    assert unknown(["invite", "nobody"]) == ["nobody"]

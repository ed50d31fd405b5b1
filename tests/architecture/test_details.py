"""A phone number or an e-mail address leaves its encrypted column by one function only."""

import re
from pathlib import Path

from tests.architecture.test_rules import FILES, PROJECT, named

READS = re.compile(r"\bdetails\.opened\(")
COLUMN = re.compile(r"\bDetailRow\b|[\"']sealed[\"']|\.sealed\b")
KNOW_THE_COLUMN = {
    "storage/detail_tables.py",
    "storage/repositories/details.py",  # seals and opens
    "storage/resealing.py",  # with another key
    "storage/repositories/retention.py",  # deletes
    "storage/repositories/rights.py",  # deletes, and leaves it out of what is told
}
OF_TOKENS = {
    *("storage/install_tables.py", "storage/repositories/installations.py"),
    *("adapters/slack/stores.py", "adapters/slack/workspaces.py", "bot/chat/installing.py", "bot/doctor.py"),
    "bot/services/installations.py",
}
"""These have a column of the same name, with the tokens of workspaces."""


def having(pattern: re.Pattern[str]) -> set[str]:
    return {named(path) for path in FILES if pattern.search(path.read_text("utf-8"))}


def test_one_function_reads_them():
    assert having(READS) == {"bot/services/details_shown.py"}

    text = Path(PROJECT / "bot" / "services" / "details_shown.py").read_text("utf-8")
    function = text.partition("async def opened(")[2].partition("\nasync def ")[0]
    assert len(READS.findall(text)) == len(READS.findall(function)) == 1


def test_nothing_else_knows_the_column():
    assert having(COLUMN) - OF_TOKENS <= KNOW_THE_COLUMN

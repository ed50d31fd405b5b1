"""After every system test: nothing private stands in what was logged, here or by a started program."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up_logging
from bot.stage import SIGNING_SECRET, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN

PRIVATE = (
    *(SLACK_BOT_TOKEN, SLACK_APP_TOKEN, TELEGRAM_TOKEN, SIGNING_SECRET),
    *("Kowalska", "Priya", "Okafor", "Seacroft", "Aire and Calder"),
    *("bookkeeping", "accounts before Easter", "07700 9", "kettle", "Quenby"),
)
"""Tokens, names, and words that people type in these tests."""


@pytest.fixture(autouse=True)
def nothing_private_is_logged(tmp_path: Path) -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logging("json")
    structlog.configure(cache_logger_on_first_use=False)  # tests look at logs themselves, too
    written = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = before, level
    logs = [written.getvalue(), *(each.read_text("utf-8", "replace") for each in tmp_path.rglob("*.log"))]
    assert sorted({private for private in PRIVATE for log in logs if private in log}) == []

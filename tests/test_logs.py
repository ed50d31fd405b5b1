"""What is logged, and what is not."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logging


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_who_has_logged_before_follows_a_later_level(root: logging.Logger):
    """A command that is quiet while it warms up leaves nobody silent for the rest of the process."""
    log, written = structlog.get_logger(), io.StringIO()
    for level in (logging.ERROR, logging.INFO, logging.ERROR):
        set_up_logging("json", level)
        (handler,) = root.handlers
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
        log.info(f"at {level}")

    assert "at 20" in written.getvalue()
    assert "at 40" not in written.getvalue()

"""Logging: ids only. Tokens are cut out of whatever slips through, from anybody's library."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Literal

import structlog

SECRETS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|\b\d{6,}:[\w-]{30,}")
MOST_FRAMES = 12  # of a traceback: the nearest to the trouble
LOUD_LIBRARIES = (
    "httpx",
    "httpcore",
    "slack_bolt",
    "slack_sdk",
    "telegram",
    "apscheduler",
    "uvicorn",
    "alembic",
)


def redacted(text: str) -> str:
    return SECRETS.sub("[token]", text)


def _redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redacted(value)
    return event


def _without_messages(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes its type and the lines it passed: its message may hold what people typed."""
    given = event.pop("exc_info", None)
    trouble = given if isinstance(given, BaseException) else sys.exc_info()[1] if given is True else None
    if isinstance(given, tuple):
        trouble = given[1]
    if trouble is not None:
        event["exception"] = " <- ".join(_told(trouble))
    return event


def _told(trouble: BaseException) -> Iterator[str]:
    """The exception and its causes, the last first: "ValueError at talk.py:12 answered, words.py:7 said"."""
    cause: BaseException | None = trouble
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)[-MOST_FRAMES:]
        passed = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in reversed(frames)]
        lines = ", ".join(passed)
        yield f"{type(cause).__name__} at {lines}" if lines else type(cause).__name__
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def set_up_logging(style: Literal["text", "json"], level: int = logging.INFO) -> None:
    """To standard error: one line an event, as `key=value` or as JSON."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_messages,
        _redact,
    ]
    drawn = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,  # asked each time: who has logged keeps this list for good
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, drawn],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in LOUD_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)

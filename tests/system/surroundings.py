"""What a started program finds around it: its settings, a port, and, when it is dead, what it has left."""

import contextlib
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.stage import SIGNING_SECRET, SLACK_BOT_TOKEN, TELEGRAM_TOKEN


def clean() -> dict[str, str]:
    """Our environment without what would switch on a real platform."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "TELEGRAM_"))}


def environment(base: str) -> dict[str, str]:
    """Of a program between the two stand-ins at this address: Slack over HTTP, Telegram by polling."""
    return clean() | {
        "SLACK_BOT_TOKEN": SLACK_BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_MODE": "http",
        "SLACK_API_URL": f"{base}/sim/slack/api/",
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_MODE": "polling",
        "TELEGRAM_API_URL": f"{base}/sim/telegram",
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextlib.contextmanager
def left_in(folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of an embedded database: the original is for the program to recover."""
    with tempfile.TemporaryDirectory() as copy:
        for each in folder.glob("makegood.db*"):
            shutil.copy(each, copy)
        with contextlib.closing(sqlite3.connect(Path(copy) / "makegood.db")) as database:
            yield database

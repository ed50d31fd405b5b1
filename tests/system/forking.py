"""`makegood run` again and again, in forks of a process that has done the imports: a restart in no time.

`run ENV` on stdin, with more of the environment in JSON (LOG, AHEAD: files), starts one and prints its id;
`ended ID` prints its exit code (minus the signal that killed it), or RUNNING. A fork calls the program's own
entry point with its own arguments and environment; nothing but the imports, the words that the matcher
knows and what the package itself says in other languages is shared: a loaded model does not survive a fork.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import aiosqlite.core
import alembic.command
import anyio._backends._asyncio
import apscheduler.executors.asyncio
import apscheduler.triggers.interval
import dotenv
import httpcore
import slack_bolt.listener_matcher.async_builtins
import slack_sdk.webhook.async_client
import uvicorn.lifespan.off
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.websockets_sansio_impl

import bot.__main__
import bot.main
from bot.settings import USUAL_LANGUAGES
from bot.texts.locales import locale
from matching.standard import standard_matcher

IMPORTED_AHEAD = (
    aiosqlite.core,
    alembic.command,
    anyio._backends._asyncio,
    apscheduler.executors.asyncio,
    apscheduler.triggers.interval,
    dotenv,
    httpcore,
    slack_bolt.listener_matcher.async_builtins,
    slack_sdk.webhook.async_client,
    uvicorn.lifespan.off,
    uvicorn.protocols.http.auto,
    uvicorn.protocols.websockets.websockets_sansio_impl,
)
RUNNING = 1000


def main() -> None:
    standard_matcher(model=None)
    for code in USUAL_LANGUAGES.split(","):
        locale(code)
    for line in sys.stdin:
        asked, _, about = line.partition(" ")
        print(_started(json.loads(about)) if asked == "run" else _ended(int(about)), flush=True)


def _started(more: dict[str, str]) -> int:
    process = os.fork()
    if process == 0:
        log = more.pop("LOG", "")
        if log:
            os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), sys.stderr.fileno())
        os.environ.update(more)
        if ahead := os.environ.get("AHEAD"):
            goes_ahead(Path(ahead))
        if record := os.environ.get("DIES_AT_COMMITS"):
            sys.path.append(str(Path(__file__).parents[2]))
            from tests.system.dying import dies_at_commits

            dies_at_commits(Path(record), int(os.environ["DIES_AT_ONE_OF"]))
        sys.argv = ["makegood", "run"]
        bot.__main__.main()
        sys.exit(0)
    return process


def goes_ahead(by: Path) -> None:
    """The program's clock goes ahead by the seconds in that file, so that nobody waits for a date to come."""
    plainly = bot.main.real_clock

    def clock() -> datetime:
        return plainly() + timedelta(seconds=float(by.read_text()))

    bot.main.wired.__wrapped__.__kwdefaults__["clock"] = clock  # type: ignore[attr-defined]


def _ended(process: int) -> int:
    ended, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else RUNNING


if __name__ == "__main__":
    main()

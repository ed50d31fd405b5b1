"""`makegood run` once for each line on stdin, in a fork that has done the imports: a restart in no time.

Prints the process id of each, and its exit code when it has ended (minus the signal that killed it). The fork
calls the program's own entry point with its own arguments and environment; nothing but the imports is shared.
"""

import os
import sys

import aiosqlite.core
import alembic.command
import slack_sdk.webhook.async_client
import uvicorn.protocols.http.auto

import bot.__main__
import bot.main

IMPORTED_AHEAD = (
    aiosqlite.core,
    alembic.command,
    slack_sdk.webhook.async_client,
    uvicorn.protocols.http.auto,
)


def main() -> None:
    for _ in sys.stdin:
        process = os.fork()
        if process == 0:
            sys.argv = ["makegood", "run"]
            bot.__main__.main()
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()

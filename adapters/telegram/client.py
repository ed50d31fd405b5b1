"""python-telegram-bot as a typed client, quiet in the logs."""

import logging
import ssl
from collections.abc import Sequence
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.limits import ALLOWED_UPDATES, CONNECT_SECONDS, POOL_SECONDS, POOL_SIZE, READ_SECONDS


class Client(Bot):
    """The bot, with updates as they came: one that cannot be read must not hide the others."""

    async def _do_post(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the library's
        """An answer that says "ok" and nothing else is the network's trouble, not a mistake of ours."""
        try:
            return await super()._do_post(*given, **named)
        except KeyError:
            raise TelegramError("an answer without a result") from None

    async def waiting_updates(self, offset: int, seconds: float) -> Sequence[dict[str, Any]]:
        """Updates from `offset` on, which confirms all before it; waits at most so many seconds for one."""
        asked = {"offset": offset, "timeout": round(seconds), "allowed_updates": list(ALLOWED_UPDATES)}
        found: list[dict[str, Any]] = await self._post(
            "getUpdates", asked, read_timeout=seconds + READ_SECONDS
        )
        return found


def connect(token: str, api_url: str) -> Client:
    """A client that sends nothing yet. `api_url` comes without "/bot"."""
    _quieten()
    base, trust = api_url.rstrip("/"), httpx.create_ssl_context()
    return Client(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_request(POOL_SIZE, trust),
        get_updates_request=_request(2, trust),
    )


def _request(size: int, trust: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=size,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        write_timeout=READ_SECONDS,
        pool_timeout=POOL_SECONDS,
        httpx_kwargs={"verify": trust},  # loaded once for both
    )


def _quieten() -> None:
    """httpx writes addresses, which carry the token; the client writes what it could not parse."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)

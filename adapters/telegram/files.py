"""Files in and out: fetched by their id, at most 20 MB, and sent as what they are."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from telegram import InlineKeyboardMarkup, InputFile, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from adapters.telegram import trouble
from adapters.telegram.client import Client
from adapters.telegram.limits import CONNECT_SECONDS, MOST_PHOTO, READ_SECONDS, TRANSFER_SECONDS
from bot.chat.files import file_name
from bot.chat.incoming import Enclosure
from bot.chat.ports import MOST_FILE, Refused, Unavailable

_CHUNK = 256 * 1024
_TIMEOUT = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)


class Files:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def fetch(self, file: Enclosure, into: Path) -> None:
        """Streams it to disk. Raises Refused for one that is too large or gone."""
        try:
            found = await self._client.get_file(file.id)
        except BadRequest as error:
            raise Refused(_why(error)) from None
        except TelegramError as error:
            raise trouble.of_edit(error) from None
        if (found.file_size or 0) > MOST_FILE or not found.file_path:
            raise Refused("the file is too big")
        try:
            await _streamed(found.file_path, into)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(type(error).__name__) from None  # its words carry the address, with the token

    async def send(
        self,
        chat_id: str,
        caption: str,
        buttons: InlineKeyboardMarkup | None,
        file: Path,
        named: Enclosure,
        answering: ReplyParameters | None,
    ) -> Message:
        """A photo or voice note as such where Telegram takes it, anything else as a document."""
        common: dict[str, Any] = {
            "chat_id": chat_id,
            "caption": caption,
            "parse_mode": ParseMode.HTML,
            "reply_markup": buttons,
            "reply_parameters": answering,
            "write_timeout": TRANSFER_SECONDS,
            "read_timeout": TRANSFER_SECONDS,
        }
        if _is_photo(file, named):
            try:
                return await self._as(self._client.send_photo, "photo", file, named, common)
            except BadRequest as error:
                if not trouble.no_photo(error):
                    raise
        if named.kind == "voice" and named.mime.startswith("audio/ogg"):
            return await self._as(self._client.send_voice, "voice", file, named, common)
        return await self._as(self._client.send_document, "document", file, named, common)

    async def _as(
        self,
        send: Callable[..., Awaitable[Message]],
        field: str,
        file: Path,
        named: Enclosure,
        common: dict[str, Any],
    ) -> Message:
        with file.open("rb") as opened:
            upload = InputFile(opened, filename=file_name(named), read_file_handle=False)
            return await send(**common, **{field: upload})


def _is_photo(file: Path, named: Enclosure) -> bool:
    return named.kind == "photo" and file.stat().st_size <= MOST_PHOTO


async def _streamed(url: str, into: Path) -> None:
    """Raises Refused when more comes than was said."""
    size = 0
    async with httpx.AsyncClient(timeout=_TIMEOUT) as client, client.stream("GET", url) as answer:
        if answer.status_code in (400, 403, 404):
            raise Refused("the file is gone")
        answer.raise_for_status()
        with into.open("wb") as out:
            async for chunk in answer.aiter_bytes(_CHUNK):
                size += len(chunk)
                if size > MOST_FILE:
                    raise Refused("the file is too big")
                out.write(chunk)


def _why(error: BadRequest) -> str:
    return "the file is too big" if "too big" in error.message.lower() else "the file is gone"

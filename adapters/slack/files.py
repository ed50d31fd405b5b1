"""Files in and out: fetched with the bot's token, sent in Slack's three steps."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import trouble
from adapters.slack.limits import TRANSFER_SECONDS
from adapters.slack.trouble import TROUBLE
from bot.chat.files import file_name, marked_name
from bot.chat.incoming import Enclosure
from bot.chat.ports import MOST_FILE, Refused, Unavailable

log = logging.getLogger(__name__)

Json = dict[str, Any]
Place = tuple[str, str]
"""A channel, and the thread in it or nothing."""

MARK = 12  # characters of a letter's token in a file's name: by them it is found again
_CHUNK = 256 * 1024
_LOOKS = (0.2, 0.5, 1.0, 2.0)  # seconds between looks for the message that shows a file
_GONE = {"file_not_found", "file_deleted", "not_visible", "access_denied", "no_permission"}
_ELSEWHERE = {"external", "tombstone", "hidden_by_limit", "space", "canvas"}


class Files:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def fetch(self, file: Enclosure, into: Path) -> None:
        """Streams it to disk. Raises Refused for one that is too large, gone, or kept elsewhere."""
        found = await self._known(file.id)
        url = str(found.get("url_private_download") or found.get("url_private") or "")
        if str(found.get("mode") or "") in _ELSEWHERE or found.get("is_external") or not self._trusted(url):
            raise Refused("the file is not Slack's own")
        if int(found.get("size") or 0) > MOST_FILE:
            raise Refused("the file is too big")
        try:
            async with self._session() as session:
                await self._streamed(session, url, str(found.get("mimetype") or ""), into)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(type(error).__name__) from None

    async def _known(self, id: str) -> Json:
        try:
            answer = await self._client.files_info(file=id)
            return dict(answer["file"])
        except TROUBLE as error:
            if trouble.code(error) in _GONE:
                raise Refused(trouble.code(error)) from None
            raise trouble.told(error, trouble.of_edit(error)) from None

    def _trusted(self, url: str) -> bool:
        """The token goes to Slack, or to where Slack's API is for us, and nowhere else."""
        parts, api = urlsplit(url), urlsplit(self._client.base_url)
        at_slack = parts.scheme == "https" and (parts.hostname or "").endswith(".slack.com")
        return at_slack or (bool(parts.netloc) and (parts.scheme, parts.netloc) == (api.scheme, api.netloc))

    async def _streamed(self, session: aiohttp.ClientSession, url: str, mime: str, into: Path) -> None:
        headers, size = {"Authorization": f"Bearer {self._client.token}"}, 0
        proxy = self._client.proxy
        async with session.get(url, headers=headers, allow_redirects=False, proxy=proxy) as answer:
            page = answer.content_type == "text/html" and mime != "text/html"
            if answer.status in (302, 303, 401, 403, 404, 410) or (answer.status == 200 and page):
                raise Refused("the file is not shown to us")  # a sign-in page comes with 200
            answer.raise_for_status()
            with into.open("wb") as out:
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    size += len(chunk)
                    if size > MOST_FILE:
                        raise Refused("the file is too big")
                    out.write(chunk)

    async def send(
        self, place: Place, blocks: list[Json], said: str, file: Path, named: Enclosure, token: str
    ) -> str:
        """The time stamp of the message that shows it, or a stand-in for it where Slack does not say.

        Where Slack refuses the blocks, the words go out beside the file.
        """
        length = await asyncio.to_thread(_size, file)
        with file.open("rb") as opened:
            id = await self.upload(marked_name(named, token[:MARK]), length, opened)
        try:
            await self.show(id, file_name(named), *place, blocks=json.dumps(blocks))
        except Refused as refusal:
            if str(refusal) not in trouble.UNDRAWN:
                raise
            log.error("slack.simplified letter=%s error=%s", token, refusal)
            await self.show(id, file_name(named), *place, comment=said)
        return await self._shown(id, place[0])

    async def upload(self, name: str, length: int, content: bytes | BinaryIO, *, described: str = "") -> str:
        """The file's id. These two steps show nothing to anybody and may be done again.

        `described`: a picture in words.
        """
        try:
            place = await self._client.files_getUploadURLExternal(
                filename=name, length=length, alt_txt=described or None
            )
            async with (
                self._session() as session,
                session.post(place["upload_url"], data=content, proxy=self._client.proxy) as sent,
            ):
                sent.raise_for_status()
            return str(place["file_id"])
        except TROUBLE as error:
            raise trouble.told(error, trouble.of_edit(error)) from None

    async def show(
        self, id: str, title: str, channel: str, thread: str, *, blocks: str = "", comment: str = ""
    ) -> None:
        """The one step that can be seen, with blocks or a comment beside the file."""
        try:
            await self._client.files_completeUploadExternal(
                files=[{"id": id, "title": title}],
                channel_id=channel,
                thread_ts=thread or None,
                blocks=blocks or None,
                initial_comment=comment or None,
            )
        except TROUBLE as error:
            raise trouble.told(error, trouble.of_post(error)) from None

    async def _shown(self, id: str, channel: str) -> str:
        """Slack shows an uploaded file a little later."""
        for pause in (0.0, *_LOOKS):
            await asyncio.sleep(pause)
            try:
                found = await self._client.files_info(file=id)
            except TROUBLE:
                continue
            for shares in (found["file"].get("shares") or {}).values():
                for share in shares.get(channel) or ():
                    return str(share["ts"])
        return f"file:{id}"

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TRANSFER_SECONDS))


def _size(file: Path) -> int:
    return file.stat().st_size


def carries(message: Json, token: str) -> bool:
    """Whether a message shows a file of this letter."""
    mark = f".{token[:MARK]}"
    return bool(token) and any(mark in str(each.get("name") or "") for each in message.get("files") or ())

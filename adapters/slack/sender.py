"""Messages out: posts, edits, home pages, and looking for what may have been posted."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render, trouble
from adapters.slack.files import Files, carries
from adapters.slack.limits import MOST_FALLBACK, SEND_SECONDS
from adapters.slack.read import reference, split_reference
from adapters.slack.trouble import TROUBLE
from adapters.slack.words import escaped
from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import RateLimited, Refused, SendTrouble, Unavailable, Unreachable

log = logging.getLogger(__name__)

EVENT_TYPE = "makegood_outbox"

_CLOCK_SKEW = timedelta(seconds=60)
_PAGE = 200
_MOST_PAGES = 5
_MOST_THREADS = 20
_MOST_CHANNELS = 10_000
_SPARE = {  # what to leave out of a message that Slack refuses for it
    "thread_not_found": "thread_ts",
    "cannot_reply_to_message": "thread_ts",
    "invalid_blocks": "blocks",
    "invalid_blocks_format": "blocks",
    "msg_blocks_too_long": "blocks",
}

Json = dict[str, Any]


class Sender:
    """Draws and sends. The client must not repeat by itself: it would post twice."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._files = Files(client)
        self._direct: OrderedDict[str, str] = OrderedDict()

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        message = {
            "channel": await self._posting_to(chat, under),
            "text": render.fallback(card),
            "blocks": render.blocks(card),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"token": token}},
            "mrkdwn": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        thread = _thread(str(message["channel"]), under)
        in_thread = {"thread_ts": thread, **({"reply_broadcast": True} if aloud else {})} if thread else {}
        sent = await self._posted(message | in_thread, token)
        self._learn(chat, str(sent["channel"]))
        return reference(str(sent["channel"]), str(sent["ts"]))

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        channel = await self.channel(chat)
        thread = _thread(channel, under)
        return reference(
            channel, await self._files.send(channel, thread, render.blocks(card), file, named, token)
        )

    async def fetch(self, file: Enclosure, into: Path) -> None:
        await self._files.fetch(file, into)

    async def edit(self, named: str, card: Card) -> None:
        found = split_reference(named)
        if found is None:
            raise Refused("not a message of Slack")
        message = {"channel": found[0], "ts": found[1], "text": render.fallback(card), "parse": "none"}
        await self._edited(message, render.blocks(card))

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        """Looks in the chat, and in its latest threads, from a minute before `since` on."""
        oldest = f"{(since - _CLOCK_SKEW).timestamp():.6f}"
        try:
            return await self._find(await self.channel(chat), token, oldest)
        except (Unreachable, RateLimited) as meant:
            raise trouble.looked(meant) from None
        except TROUBLE as error:
            raise self._told(error, trouble.looked(trouble.of_edit(error))) from None

    async def _find(self, channel: str, token: str, oldest: str) -> str | None:
        async for message in self._since(channel, oldest):
            if _token(message) == token or carries(message, token):
                return reference(channel, str(message["ts"]))
        return await self._find_in_threads(channel, token, oldest)

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        """Slack's three steps: where to, the bytes, and showing it. Only the last can be seen by anybody."""
        channel = await self.channel(chat)
        try:
            place = await self._client.files_getUploadURLExternal(
                filename=file.name, length=len(file.content)
            )
            await self._upload(str(place["upload_url"]), file.content)
        except TROUBLE as error:
            raise self._told(error, trouble.of_edit(error)) from None
        try:
            await self._client.files_completeUploadExternal(
                files=[{"id": str(place["file_id"]), "title": file.name}],
                channel_id=channel,
                initial_comment=escaped(caption, MOST_FALLBACK),
                thread_ts=_thread(channel, under) or None,
            )
        except TROUBLE as error:
            raise self._told(error, trouble.of_post(error)) from None

    async def _upload(self, url: str, content: bytes) -> None:
        """To the address that Slack just gave, which is its own proof of who we are."""
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SEND_SECONDS)) as session,
            session.post(url, data=content) as answer,
        ):
            answer.raise_for_status()

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        """Looks in the chat itself, from a minute before `since` on."""
        oldest = f"{(since - _CLOCK_SKEW).timestamp():.6f}"
        try:
            async for message in self._since(await self.channel(chat), oldest):
                if any(file.get("name") == name for file in message.get("files") or ()):
                    return True
        except (Unreachable, RateLimited) as meant:
            raise trouble.looked(meant) from None
        except TROUBLE as error:
            raise self._told(error, trouble.looked(trouble.of_edit(error))) from None
        return False

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        view = render.home(cards)
        try:
            await self._client.views_publish(user_id=account.user, view=view)
        except TROUBLE as error:
            raise self._told(error, trouble.of_edit(error)) from None

    async def channel(self, chat: Chat) -> str:
        """The conversation's own id; a private chat carries its person's."""
        if not chat.id.startswith(("U", "W")):
            return chat.id
        if chat.id not in self._direct:
            self._learn(chat, await self._opened(chat.id))
        return self._direct[chat.id]

    async def _posting_to(self, chat: Chat, under: str | None) -> str:
        """A person's id will do, unless it matters which conversation that is: opening it is another call."""
        return await self.channel(chat) if under else self._direct.get(chat.id, chat.id)

    def _learn(self, chat: Chat, channel: str) -> None:
        if channel != chat.id:
            self._direct[chat.id] = channel
            while len(self._direct) > _MOST_CHANNELS:
                self._direct.popitem(last=False)

    async def _opened(self, user: str) -> str:
        try:
            answer = await self._client.conversations_open(users=[user])
            return str(answer["channel"]["id"])
        except TROUBLE as error:
            raise self._told(error, trouble.of_edit(error)) from None

    async def _posted(self, message: Json, token: str) -> Mapping[str, Any]:
        """Without what Slack refuses in it, if need be: each such part is left out once."""
        try:
            sent = await self._client.chat_postMessage(**message)
        except TROUBLE as error:
            spare = _SPARE.get(trouble.code(error), "")
            if spare not in message:
                raise self._told(error, trouble.of_post(error)) from None
            log.error("slack.simplified letter=%s error=%s", token, trouble.code(error))
            return await self._posted({key: it for key, it in message.items() if key != spare}, token)
        return {"channel": sent["channel"], "ts": sent["ts"]}

    async def _edited(self, message: Json, blocks: list[Json]) -> None:
        """Text alone would leave the old blocks, so there is always a list of them."""
        try:
            await self._client.chat_update(**message, blocks=blocks)
        except TROUBLE as error:
            if not blocks or _SPARE.get(trouble.code(error)) != "blocks":
                raise self._told(error, trouble.of_edit(error)) from None
            place = reference(str(message["channel"]), str(message["ts"]))
            log.error("slack.simplified message=%s error=%s", place, trouble.code(error))
            await self._edited(message, [])

    async def _since(self, channel: str, oldest: str) -> AsyncIterator[Json]:
        """The chat's messages; Unavailable when there are more than we can look through."""
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            answer = await self._client.conversations_history(
                channel=channel, oldest=oldest, include_all_metadata=True, limit=_PAGE, cursor=cursor
            )
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
        raise Unavailable("too many messages to look through")

    async def _find_in_threads(self, channel: str, token: str, oldest: str) -> str | None:
        """A channel's history does not show the answers in threads."""
        answer = await self._client.conversations_history(channel=channel, limit=_PAGE)
        fresh = [
            str(m["ts"]) for m in answer["messages"] if float(m.get("latest_reply") or 0) >= float(oldest)
        ]
        for ts in fresh[:_MOST_THREADS]:
            replies = await self._client.conversations_replies(
                channel=channel, ts=ts, oldest=oldest, include_all_metadata=True, limit=_PAGE
            )
            for message in replies["messages"]:
                if _token(message) == token or carries(message, token):
                    return reference(channel, str(message["ts"]))
        return None

    def _told(self, error: Exception, meant: SendTrouble) -> SendTrouble:
        if trouble.code(error) in trouble.TOKEN:
            log.critical("slack.token_refused error=%s", trouble.code(error))
        return meant


def _thread(channel: str, under: str | None) -> str:
    """The thread of that message, if it stands in the same conversation."""
    found = split_reference(under or "")
    return found[1] if found and found[0] == channel else ""


def _token(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return str((metadata.get("event_payload") or {}).get("token") or "") if ours else ""

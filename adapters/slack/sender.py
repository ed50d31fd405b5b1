"""Messages out: posts, edits, home pages, and looking for what may have been posted."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render, trouble
from adapters.slack.charts import without_charts
from adapters.slack.files import Files, carries
from adapters.slack.limits import MOST_DESCRIPTION, MOST_FALLBACK
from adapters.slack.read import reference, split_reference
from adapters.slack.trouble import TROUBLE
from adapters.slack.words import cut, escaped
from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.markup import displayed
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import AnswerLost, RateLimited, Refused, Unavailable, Unreachable

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
        place = (channel, _thread(channel, under))
        said = escaped(card.words(), MOST_FALLBACK)
        return reference(
            channel, await self._files.send(place, render.blocks(card), said, file, named, token)
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
        return await self._looked_for(
            chat, lambda message: _token(message) == token or carries(message, token), since
        )

    async def _looked_for(self, chat: Chat, wanted: Callable[[Json], bool], since: datetime) -> str | None:
        oldest = f"{(since - _CLOCK_SKEW).timestamp():.6f}"
        try:
            channel = await self.channel(chat)
            async for message in self._since(channel, oldest):
                if wanted(message):
                    return reference(channel, str(message["ts"]))
            return await self._find_in_threads(channel, wanted, oldest)
        except (Unreachable, RateLimited) as meant:
            raise trouble.looked(meant) from None
        except TROUBLE as error:
            raise trouble.told(error, trouble.looked(trouble.of_edit(error))) from None

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        channel = await self.channel(chat)
        words = cut(displayed(caption), MOST_DESCRIPTION) if file.mime.startswith("image/") else ""
        id = await self._files.upload(file.name, len(file.content), file.content, described=words)
        said = escaped(caption, MOST_FALLBACK)
        await self._files.show(id, file.name, channel, _thread(channel, under), comment=said)

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        """Looks where `find` looks."""

        def shows_it(message: Json) -> bool:
            return any(file.get("name") == name for file in message.get("files") or ())

        return await self._looked_for(chat, shows_it, since) is not None

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        try:
            await self._published(account, render.home(cards))
        except Refused as refusal:
            if str(refusal) not in trouble.UNDRAWN:
                raise
            log.error("slack.simplified home=%s error=%s", account.user, refusal)
            await self._published(account, render.home_in_words(cards))

    async def _published(self, account: Account, view: Json) -> None:
        try:
            await self._client.views_publish(user_id=account.user, view=view)
        except TROUBLE as error:
            raise trouble.told(error, trouble.of_edit(error)) from None

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
            raise trouble.told(error, trouble.of_edit(error)) from None

    async def _posted(self, message: Json, token: str) -> Mapping[str, Any]:
        """Without what Slack refuses in it, if need be: each such part is left out once."""
        try:
            sent = await self._client.chat_postMessage(**message)
        except TROUBLE as error:
            spare = _SPARE.get(trouble.code(error), "")
            if spare not in message:
                raise trouble.told(error, trouble.of_post(error)) from None
            log.error("slack.simplified letter=%s error=%s", token, trouble.code(error))
            return await self._posted(_without(message, spare), token)
        if not sent.get("channel") or not sent.get("ts"):
            raise AnswerLost("an answer that names no message")  # whatever answered, it was not Slack
        return {"channel": sent["channel"], "ts": sent["ts"]}

    async def _edited(self, message: Json, blocks: list[Json]) -> None:
        """Text alone would leave the old blocks, so there is always a list of them."""
        try:
            changed = await self._client.chat_update(**message, blocks=blocks)
            if not changed.get("ts"):
                raise Unavailable("an answer that names no message")
        except TROUBLE as error:
            if not blocks or _SPARE.get(trouble.code(error)) != "blocks":
                raise trouble.told(error, trouble.of_edit(error)) from None
            place = reference(str(message["channel"]), str(message["ts"]))
            log.error("slack.simplified message=%s error=%s", place, trouble.code(error))
            plain = without_charts(blocks)
            await self._edited(message, plain if plain != blocks else [])

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

    async def _find_in_threads(self, channel: str, wanted: Callable[[Json], bool], oldest: str) -> str | None:
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
                if wanted(message):
                    return reference(channel, str(message["ts"]))
        return None


def _thread(channel: str, under: str | None) -> str:
    """The thread of that message, if it stands in the same conversation."""
    found = split_reference(under or "")
    return found[1] if found and found[0] == channel else ""


def _token(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return str((metadata.get("event_payload") or {}).get("token") or "") if ours else ""


def _without(message: Json, spare: str) -> Json:
    """Charts go first: a workspace may not have them yet, and everything else is drawn all the same."""
    plain = without_charts(message[spare]) if spare == "blocks" else []
    if plain and plain != message[spare]:
        return {**message, spare: plain}
    return {key: it for key, it in message.items() if key != spare}

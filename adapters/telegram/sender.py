"""Messages out: posts and edits through the Bot API, every refusal in the words of the port."""

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path

from telegram import InlineKeyboardMarkup, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from adapters.telegram import render, trouble
from adapters.telegram.client import Client
from adapters.telegram.files import Files
from adapters.telegram.limits import MOST_TOPIC_NAME
from adapters.telegram.read import reference, split_reference, split_topic, topic
from bot.chat.address import Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import Refused

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_MOST_BEGUN = 256


class Sender:
    """Draws and sends. A long card sent in part is remembered: posted again, it goes on where it stopped."""

    def __init__(self, client: Client, part: float) -> None:
        self._client = client
        self._part = part
        self._files = Files(client)
        self._begun: OrderedDict[str, int] = OrderedDict()

    async def post(self, chat: Chat, card: Card, *, token: str, under: str | None) -> str:
        """The reference of the message; of the last, which has the buttons, where the card needs several."""
        parts, buttons = render.texts(card), render.keyboard(card)
        last = len(parts) - 1
        posted = ""
        for number in range(self._begun.pop(token, 0), len(parts)):
            markup = buttons if number == last else None
            if posted:
                await asyncio.sleep(self._part)  # one message a second in a chat
            try:
                posted = await self._post(chat, parts[number], markup, under)
            except TelegramError as error:
                self._remember(token, number)
                raise _told(error, trouble.of_post(error)) from None
        return posted

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        answering = _answering(chat, under)
        try:
            if file.mime == "image/png" and await self._shown(chat, file, caption, answering):
                return
            await self._client.send_document(
                chat.id,
                InputFile(file.content, filename=file.name),
                caption=caption,
                disable_content_type_detection=True,
                reply_parameters=answering,
            )
        except TelegramError as error:
            raise _told(error, trouble.of_post(error)) from None

    async def _shown(
        self, chat: Chat, file: Attachment, caption: str, answering: ReplyParameters | None
    ) -> bool:
        """As a picture that is seen at once; False for one that Telegram takes as a document only."""
        picture = InputFile(file.content, filename=file.name)
        try:
            await self._client.send_photo(chat.id, picture, caption=caption, reply_parameters=answering)
        except BadRequest as error:
            if not trouble.no_photo(error):
                raise
            return False
        return True

    async def post_file(self, chat: Chat, card: Card, file: Path, named: Enclosure, under: str | None) -> str:
        caption, buttons = render.caption(card), render.keyboard(card)
        try:
            sent = await self._files.send(chat.id, caption, buttons, file, named, _answering(chat, under))
        except TelegramError as error:
            raise _told(error, trouble.of_post(error)) from None
        return reference(sent.chat.id, sent.message_id)

    async def fetch(self, file: Enclosure, into: Path) -> None:
        await self._files.fetch(file, into)

    async def edit(self, named: str, card: Card) -> None:
        found = split_reference(named)
        if found is None:
            raise Refused("not a message of Telegram")
        words, buttons = render.text(card), render.keyboard(card)
        try:
            await self._client.edit_message_text(
                words,
                chat_id=found[0],
                message_id=found[1],
                parse_mode=ParseMode.HTML,
                reply_markup=buttons,
                link_preview_options=_NO_PREVIEW,
            )
        except TelegramError as error:
            if not trouble.unchanged(error):
                raise _told(error, trouble.of_edit(error)) from None

    async def _post(
        self,
        chat: Chat,
        words: str,
        buttons: InlineKeyboardMarkup | None,
        under: str | None,
    ) -> str:
        """In a topic that is gone, or closed to us, it stands in the general one: nothing is lost."""
        thread = _thread(chat, under)
        try:
            sent = await self._client.send_message(
                chat.id,
                words,
                parse_mode=ParseMode.HTML,
                reply_markup=buttons,
                reply_parameters=_answering(chat, under),
                message_thread_id=thread,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if thread is None or not trouble.no_topic(error):
                raise
            log.warning("telegram.topic_gone chat=%s", chat.id)
            return await self._post(chat, words, buttons, None)
        return reference(sent.chat.id, sent.message_id)

    async def open_topic(self, chat: Chat, name: str) -> str:
        try:
            opened = await self._client.create_forum_topic(chat.id, name[:MOST_TOPIC_NAME])
        except TelegramError as error:
            raise _told(error, trouble.of_post(error)) from None
        return topic(chat.id, opened.message_thread_id)

    def _remember(self, token: str, number: int) -> None:
        if token and number:
            self._begun[token] = number
            while len(self._begun) > _MOST_BEGUN:
                self._begun.popitem(last=False)


def _thread(chat: Chat, under: str | None) -> int | None:
    """The topic of that reference, if it is in the same chat."""
    found = split_topic(under or "")
    return found[1] if found is not None and found[0] == chat.id else None


def _answering(chat: Chat, under: str | None) -> ReplyParameters | None:
    """A reply to the message of that reference, if it is in the same chat."""
    found = split_reference(under or "")
    if found is None or str(found[0]) != chat.id:
        return None
    return ReplyParameters(message_id=found[1], allow_sending_without_reply=True)


def _told(error: TelegramError, meant: Exception) -> Exception:
    if isinstance(error, InvalidToken):
        log.error("telegram.token_refused")
    return meant

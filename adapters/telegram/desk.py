"""One update, from its arrival to its answer."""

import asyncio
import logging
from collections.abc import Mapping
from enum import Enum
from typing import Any, assert_never

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import TelegramError

from adapters.telegram import render
from adapters.telegram.client import Client
from adapters.telegram.limits import ANSWER_SECONDS, Patience
from adapters.telegram.presses import Presses
from adapters.telegram.read import Me, incoming
from adapters.telegram.shape import well_formed
from bot.chat.incoming import Incoming, Left
from bot.chat.outgoing import CloseForm, Hint, Reply, ShowForm
from bot.chat.ports import Failed, Handle

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of an update."""

    DONE = "done"
    SET_ASIDE = "set aside"
    """It failed as often as we try: the core has counted and kept it."""
    OPEN = "open"
    """Nobody knows: it must come again."""


class Desk:
    """Reads an update, has it handled, and answers whoever did it."""

    def __init__(self, client: Client, me: Me, handle: Handle, patience: Patience) -> None:
        self._client = client
        self._me = me
        self._handle = handle
        self._patience = patience
        self._presses = Presses(client, self._say, patience.press)

    def parsed(self, raw: Mapping[str, Any]) -> Update | None:
        """None, and a line in the log, for an update that the client cannot read.

        From now on a press has its answer coming, however long it waits for its turn.
        """
        try:
            if not well_formed(raw):
                raise TypeError("words or numbers where others belong")
            update = Update.de_json(dict(raw), self._client)
            if update.callback_query is not None:
                self._presses.expect(update.callback_query)
        except Exception as error:  # noqa: BLE001 - one strange update must not stop the others
            log.error("telegram.unparsed update=%s error=%s", raw.get("update_id"), type(error).__name__)
            return None
        return update

    async def close(self) -> None:
        """Nothing is left running."""
        await self._presses.close()

    async def settle(self, update: Update) -> Outcome:
        """Returns after the commit and the answer; never raises."""
        try:
            outcome, words = await self._outcome(update)
        except Exception as error:  # noqa: BLE001 - the edge: what is not confirmed comes again
            log.error("telegram.broke update=%s error=%s", update.update_id, type(error).__name__)
            outcome, words = Outcome.OPEN, ""
        await self._answer(update, words, alert=outcome is Outcome.SET_ASIDE)
        return outcome

    async def _outcome(self, update: Update) -> tuple[Outcome, str]:
        """What became of it, and words for whoever did it."""
        try:
            event = incoming(update, self._me)
        except Exception as error:  # noqa: BLE001 - it would read no better if it came again
            log.error("telegram.unread update=%s error=%s", update.update_id, type(error).__name__)
            event = None
        if event is None:
            return Outcome.DONE, ""
        try:
            replies = await self._handled(event)
        except Failed as failure:
            log.warning("telegram.set_aside update=%s failure=%s", update.update_id, failure.id)
            return Outcome.SET_ASIDE, "" if isinstance(event, Left) else failure.sentence
        return Outcome.DONE, _words(replies, update.update_id)

    async def _handled(self, event: Incoming) -> tuple[Reply, ...]:
        """Raises Failed when it failed at every try."""
        for pause in self._patience.again:
            try:
                return await self._handle(event)
            except Failed:
                await asyncio.sleep(pause)
        return await self._handle(event)

    async def _answer(self, update: Update, words: str, *, alert: bool) -> None:
        try:
            if update.callback_query is not None:
                await self._presses.answer(update.callback_query, words, alert=alert)
            elif words and update.effective_chat is not None:
                await self._say(update.effective_chat.id, words)
        except TelegramError as error:  # too old, blocked, no network: the answer may get lost
            log.info("telegram.unanswered update=%s error=%s", update.update_id, type(error).__name__)

    async def _say(self, chat_id: int, words: str) -> None:
        await self._client.send_message(
            chat_id, render.note(words), parse_mode=ParseMode.HTML, read_timeout=ANSWER_SECONDS
        )


def _words(replies: tuple[Reply, ...], update_id: int) -> str:
    hints = []
    for reply in replies:
        match reply:
            case Hint():
                hints.append(reply.text)
            case ShowForm():
                log.error("telegram.form_unshown update=%s", update_id)
            case CloseForm():
                pass
            case _:
                assert_never(reply)
    return "\n".join(hint for hint in hints if hint.strip())

"""Answers to pressed buttons: each once, and soon enough even where what the press begins takes long."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery
from telegram.error import TelegramError

from adapters.telegram import render
from adapters.telegram.client import Client
from adapters.telegram.limits import ANSWER_SECONDS

log = logging.getLogger(__name__)

_MOST_KEPT = 1000

Say = Callable[[int, str], Awaitable[None]]


class Presses:
    """A button spins until it is answered, and after some seconds Telegram takes no answer any more."""

    def __init__(self, client: Client, say: Say, within: float) -> None:
        self._client = client
        self._say = say
        self._within = within
        self._answered: OrderedDict[str, bool] = OrderedDict()  # whether words may still follow
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._answering: set[asyncio.Task[None]] = set()

    def expect(self, query: CallbackQuery) -> None:
        """From its arrival on: unless it is answered before, it is answered without words in time."""
        if query.id not in self._answered and query.id not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[query.id] = loop.call_later(self._within, self._time_is_up, query)

    async def answer(self, query: CallbackQuery, words: str, *, alert: bool) -> None:
        """Once per press, however often its update comes; late words are a message to the person."""
        if (timer := self._timers.pop(query.id, None)) is not None:
            timer.cancel()
        late = self._answered.get(query.id)
        self._note(query, open_for_words=False)
        if late is None:
            await self._told(query, words, alert=alert)
        elif late and words:
            await self._say(query.from_user.id, words)

    async def close(self) -> None:
        """No timer is left behind."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def _time_is_up(self, query: CallbackQuery) -> None:
        self._timers.pop(query.id, None)
        self._note(query, open_for_words=True)
        task = asyncio.get_running_loop().create_task(self._told_early(query), name="telegram.answer")
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _told_early(self, query: CallbackQuery) -> None:
        try:
            await self._told(query, "", alert=False)
        except TelegramError as error:
            log.info("telegram.unanswered query=%s error=%s", query.id, type(error).__name__)

    async def _told(self, query: CallbackQuery, words: str, *, alert: bool) -> None:
        await self._client.answer_callback_query(
            query.id,
            text=render.hint(words) or None,
            show_alert=alert and bool(words),
            read_timeout=ANSWER_SECONDS,
        )

    def _note(self, query: CallbackQuery, *, open_for_words: bool) -> None:
        self._answered[query.id] = open_for_words
        while len(self._answered) > _MOST_KEPT:
            self._answered.popitem(last=False)

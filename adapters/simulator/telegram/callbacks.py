"""Pressed buttons and the bot's answers to them."""

import asyncio
import time
from collections.abc import Generator
from dataclasses import dataclass, field

from adapters.simulator.telegram.markup import units
from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.refusals import Json, bad

ANSWER_LIMIT = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, kw_only=True)
class CallbackAnswer:
    """What the person saw after pressing: a note that fades, or a box to close (`show_alert`)."""

    query_id: str
    user_id: int
    text: str
    show_alert: bool


@dataclass
class Press:
    """One press. Await it for the answer, or None when none came within the platform's patience."""

    query_id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    pressed_at: float
    """By `time.monotonic`."""
    patience: float
    """Seconds within which the bot must answer."""
    answer: CallbackAnswer | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def __await__(self) -> Generator[None, None, CallbackAnswer | None]:
        return self._wait().__await__()

    @property
    def too_old(self) -> bool:
        return time.monotonic() - self.pressed_at > self.patience

    def settle(self, answer: CallbackAnswer) -> None:
        self.answer = answer
        self._answered.set()

    async def _wait(self) -> CallbackAnswer | None:
        left = self.pressed_at + self.patience - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0)):
                await self._answered.wait()
        except TimeoutError:
            return self.answer
        return self.answer


@dataclass
class Callbacks:
    """Every press, in order, and every answer."""

    patience: float
    presses: dict[str, Press] = field(default_factory=dict)
    answers: list[CallbackAnswer] = field(default_factory=list)

    def press(self, query_id: str, user_id: int, message: Json, data: str) -> Press:
        pressed = Press(
            query_id=query_id,
            user_id=user_id,
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            data=data,
            pressed_at=time.monotonic(),
            patience=self.patience,
        )
        self.presses[query_id] = pressed
        return pressed

    def answer(self, params: Params) -> CallbackAnswer:
        """Settle a press; refuses one that is unknown, answered before, or too old."""
        pressed = self.presses.get(params.text("callback_query_id"))
        text = params.text("text")
        if units(text) > ANSWER_LIMIT:
            raise bad("MESSAGE_TOO_LONG")
        if pressed is None or pressed.answer is not None or pressed.too_old:
            raise bad(TOO_OLD)
        answer = CallbackAnswer(
            query_id=pressed.query_id,
            user_id=pressed.user_id,
            text=text,
            show_alert=params.flag("show_alert"),
        )
        pressed.settle(answer)
        self.answers.append(answer)
        return answer

    def unanswered(self) -> list[Press]:
        """Presses whose button still spins, or stopped spinning without an answer."""
        return [pressed for pressed in self.presses.values() if pressed.answer is None]

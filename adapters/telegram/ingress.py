"""Updates in: our own poll loop, or a webhook. Telegram is told "received" only after the commit.

The library's own receivers confirm an update while its handler still runs; a crash then loses it.
"""

import asyncio
import hmac
import json
import logging
from collections import defaultdict
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter

from adapters.telegram.client import Client
from adapters.telegram.desk import Desk, Outcome
from adapters.telegram.limits import MOST_BODY, MOST_CHATS_AT_ONCE, Patience
from adapters.telegram.trouble import seconds_to_wait

log = logging.getLogger(__name__)

T = TypeVar("T")

_SECRET = "X-Telegram-Bot-Api-Secret-Token"
_CONFLICT_LOGGED_EVERY = 60.0


class Poller:
    """Asks for updates for as long as it runs."""

    def __init__(self, client: Client, desk: Desk, patience: Patience) -> None:
        self._client = client
        self._desk = desk
        self._patience = patience
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Semaphore(MOST_CHATS_AT_ONCE)
        self._offset = 0
        self._confirmed = 0
        self._troubles = 0
        self._heard = _now()
        self._conflict_logged = -_CONFLICT_LOGGED_EVERY
        self._task = asyncio.create_task(self._run(), name="telegram.poll")

    def healthy(self) -> bool:
        """Runs, and Telegram answered it not long ago."""
        silence = _now() - self._heard
        return not self._task.done() and silence < self._patience.poll + self._patience.silence

    async def stop(self) -> None:
        """Asks no more; events under way may finish, for as long as our patience has it."""
        self._stopping.set()
        try:
            await asyncio.wait_for(self._task, self._patience.finish)
        except TimeoutError:
            log.warning("telegram.stopped_with_events_under_way")

    async def _run(self) -> None:
        while not self._stopping.is_set():
            pause = await self._round()
            if pause > 0:
                await self._unless_stopped(asyncio.sleep(pause))
        await self._confirm()

    async def _round(self) -> float:
        """One batch; returns the seconds to wait before the next."""
        try:
            found = await self._unless_stopped(self._next())
            complete = await self._settled(found or [])
        except Exception as error:  # noqa: BLE001 - the loop outlives any trouble
            return self._pause_after(error)
        if not complete:
            return self._back_off()
        self._troubles = 0
        return 0

    async def _next(self) -> Sequence[Mapping[str, Any]]:
        asked = self._offset
        found = await self._client.waiting_updates(asked, self._patience.poll)
        self._confirmed, self._heard = asked, _now()
        return found

    async def _settled(self, found: Sequence[Mapping[str, Any]]) -> bool:
        """Whether all are settled. The next offset confirms those before the first that is open."""
        if not found:
            return True
        chats: dict[int, list[Update]] = defaultdict(list)
        for update in filter(None, map(self._desk.parsed, found)):
            chats[_place(update)].append(update)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._settle_in_order(updates)) for updates in chats.values()]
        still_open = [task.result() for task in tasks if task.result() is not None]
        beyond = max(int(raw["update_id"]) for raw in found) + 1
        self._offset = min((number for number in still_open if number is not None), default=beyond)
        return not still_open

    async def _settle_in_order(self, updates: list[Update]) -> int | None:
        """The updates of one chat; returns the id of the first that stays open, which stops the rest."""
        async with self._at_once:
            for update in updates:
                if self._stopping.is_set() or await self._desk.settle(update) is Outcome.OPEN:
                    return update.update_id
        return None

    async def _confirm(self) -> None:
        """What the last batch settled need not come again; if this fails it does, and does no harm."""
        if self._offset <= self._confirmed:
            return
        try:
            await asyncio.wait_for(self._client.waiting_updates(self._offset, 0), 1)
        except Exception as error:  # noqa: BLE001 - stopping goes on
            log.info("telegram.unconfirmed error=%s", type(error).__name__)

    def _pause_after(self, error: Exception) -> float:
        match error:
            case Conflict():
                return self._conflict()
            case InvalidToken():
                log.error("telegram.token_refused")
                return self._patience.unauthorised
            case RetryAfter():
                return seconds_to_wait(error)
            case _:
                log.warning("telegram.poll_failed error=%s", type(error.__cause__ or error).__name__)
                return self._back_off()

    def _conflict(self) -> float:
        """Another poller or a webhook has this token: perhaps the process before us, just stopping."""
        if _now() - self._conflict_logged >= _CONFLICT_LOGGED_EVERY:
            self._conflict_logged = _now()
            log.error("telegram.conflict: another process receives this bot's messages")
        return self._patience.conflict

    def _back_off(self) -> float:
        self._troubles += 1
        return self._patience.after(self._troubles)

    async def _unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Its result, or None as soon as we are to stop."""
        task = asyncio.ensure_future(work)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stopping.cancel()
            await asyncio.gather(task, stopping, return_exceptions=True)


class Webhook:
    """Telegram's requests. Until the desk is open they are answered 503, and come again."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.desk: Desk | None = None

    def route(self, path: str) -> Route:
        return Route(path, self._receive, methods=["POST"], name="telegram")

    async def _receive(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), self._secret):
            return PlainTextResponse("This address is for Telegram only.", 401)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("That is more than an update can be.", 413)
        raw = _update(body)
        if raw is None:
            return PlainTextResponse("That is not an update in JSON.", 400)
        return await self._settle(raw)

    async def _settle(self, raw: Mapping[str, Any]) -> Response:
        if self.desk is None:
            return PlainTextResponse("Not open; please send it again.", 503)
        update = self.desk.parsed(raw)
        if update is None or await self.desk.settle(update) is Outcome.DONE:
            return Response(status_code=200)
        return PlainTextResponse("Not handled; please send it again.", 500)


async def _body(request: Request) -> bytes | None:
    """None as soon as it is more than we take."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            return None
    return bytes(body)


def _update(body: bytes) -> Mapping[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and type(raw.get("update_id")) is int else None


def _place(update: Update) -> int:
    """Whose order counts: the chat's, or the person's where there is none."""
    place = update.effective_chat or update.effective_user
    return place.id if place else update.update_id


def _now() -> float:
    return asyncio.get_running_loop().time()

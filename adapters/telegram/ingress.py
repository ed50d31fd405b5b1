"""Updates in by our own poll loop. Telegram is told "received" only after the commit.

The library's own receivers confirm an update while its handler still runs; a crash then loses it.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.client import Client
from adapters.telegram.desk import Desk, Outcome
from adapters.telegram.limits import MOST_CHATS_AT_ONCE, Patience
from adapters.telegram.trouble import seconds_to_wait
from bot.chat.ports import Lease

log = logging.getLogger(__name__)

T = TypeVar("T")

_CONFLICT_LOGGED_EVERY = 60.0
_WEBHOOK_DELETED_EVERY = 30.0


class Poller:
    """Asks for updates for as long as it runs."""

    def __init__(self, client: Client, desk: Desk, patience: Patience, lease: Lease | None = None) -> None:
        """With a lease, only while it is held: Telegram hands a bot's updates to one poller only."""
        self._lease = lease
        self._held = False
        self._renewed = -patience.renew
        self._poll = patience.poll if lease is None else min(patience.poll, patience.renew)
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
        self._webhook_deleted = -_WEBHOOK_DELETED_EVERY
        self._task = asyncio.create_task(self._run(), name="telegram.poll")

    def healthy(self) -> bool:
        """Runs, and Telegram answered it not long ago."""
        silence = _now() - self._heard
        return not self._task.done() and silence < self._patience.poll + self._patience.silence

    async def stop(self) -> None:
        """Asks no more; events under way may finish, for as long as our patience has it."""
        self._stopping.set()
        await asyncio.wait({self._task}, timeout=self._patience.finish)
        if not self._task.done():
            log.warning("telegram.stopped_with_events_under_way")
            self._task.cancel()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            pause = await self._round()
            if pause > 0:
                await self._unless_stopped(asyncio.sleep(pause))
        await self._confirm()
        await self._give_up_lease()

    async def _round(self) -> float:
        """One batch; returns the seconds to wait before the next."""
        try:
            if not await self._mine():
                return self._patience.standby
            found = await self._unless_stopped(self._next())
            complete = await self._settled(found or [])
        except Exception as error:  # noqa: BLE001 - the loop outlives any trouble
            return await self._pause_after(error)
        if not complete:
            return self._back_off()
        self._troubles = 0
        return 0

    async def _mine(self) -> bool:
        """Whether this replica is the one that polls; asked again every few seconds."""
        if self._lease is None or (self._held and _now() - self._renewed < self._patience.renew):
            return True
        held = await self._lease.taken()
        if held is not self._held:
            log.info("telegram.polling" if held else "telegram.standing_by")
            self._offset = self._confirmed = 0  # another has confirmed meanwhile: Telegram knows how far
        self._held, self._renewed = held, _now()
        if not held:
            self._heard = _now()
        return held

    async def _give_up_lease(self) -> None:
        if self._lease is None or not self._held:
            return
        try:
            await asyncio.wait_for(self._lease.given_up(), 1)
        except Exception as error:  # noqa: BLE001 - it runs out by itself
            log.info("telegram.lease_kept error=%s", type(error).__name__)

    async def _next(self) -> Sequence[Mapping[str, Any]]:
        asked = self._offset
        found = await self._client.waiting_updates(asked, self._poll)
        self._confirmed, self._heard = asked, _now()
        return found

    async def _settled(self, found: Sequence[Mapping[str, Any]]) -> bool:
        """Whether all are settled. The next offset confirms those before the first that is open."""
        if not found:
            return True
        chats: dict[int, list[Update]] = defaultdict(list)
        for update in filter(None, map(self._desk.parsed, found)):
            chats[place_of(update)].append(update)
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
        if self._offset <= self._confirmed or (self._lease is not None and not self._held):
            return
        try:
            await asyncio.wait_for(self._client.waiting_updates(self._offset, 0), 1)
        except Exception as error:  # noqa: BLE001 - stopping goes on
            log.info("telegram.unconfirmed error=%s", type(error).__name__)

    async def _pause_after(self, error: Exception) -> float:
        match error:
            case Conflict():
                return await self._conflict(error)
            case InvalidToken():
                log.error("telegram.token_refused")
                return self._patience.unauthorised
            case RetryAfter():
                return seconds_to_wait(error)
            case _:
                log.warning("telegram.poll_failed error=%s", type(error.__cause__ or error).__name__)
                return self._back_off()

    async def _conflict(self, error: Conflict) -> float:
        """Another poller or a webhook has this token: perhaps the process before us, just stopping.

        A webhook goes, as the setting says that we poll; whoever still sets one is logged, not fought.
        """
        if "webhook is active" in error.message and _now() - self._webhook_deleted >= _WEBHOOK_DELETED_EVERY:
            self._webhook_deleted = _now()
            log.warning("telegram.webhook_deleted: the setting says polling")
            await self._without_webhook()
            return self._patience.conflict
        if _now() - self._conflict_logged >= _CONFLICT_LOGGED_EVERY:
            self._conflict_logged = _now()
            log.error("telegram.conflict: another process receives this bot's messages")
        return self._patience.conflict

    async def _without_webhook(self) -> None:
        try:
            await self._client.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("telegram.webhook_kept error=%s", type(error.__cause__ or error).__name__)

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


def place_of(update: Update) -> int:
    """Whose order counts: the chat's, or the person's where there is none."""
    place = update.effective_chat or update.effective_user
    return place.id if place else update.update_id


def _now() -> float:
    return asyncio.get_running_loop().time()

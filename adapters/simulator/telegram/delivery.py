"""How updates reach the bot: by long polling or by a webhook, each until it is confirmed."""

import asyncio
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

import httpx

from adapters.simulator.faults import Faults
from adapters.simulator.telegram.refusals import Json, bad, conflict

LONGEST_POLL_SECONDS = 50
FIRST_UPDATE_ID = 730_000_001
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
WEBHOOK_SECONDS = 10.0
LISTED_LIMIT = 100


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Where updates are posted to."""

    url: str
    secret_token: str = ""


@dataclass
class Delivery:
    """The queue of updates. An update leaves it when it is confirmed, never earlier."""

    faults: Faults
    retry_delays: Sequence[float]
    """Seconds before each new attempt of a webhook post; the last one repeats."""
    on_post: Callable[[Json, int], None]
    """Told each webhook post: the update and the HTTP status, 0 when nobody answered."""
    next_id: int = FIRST_UPDATE_ID
    waiting: list[Json] = field(default_factory=list)
    again: list[Json] = field(default_factory=list)
    """Updates that the next poll hands over once more, though confirmed."""
    allowed: list[str] = field(default_factory=list)
    webhook: Webhook | None = None
    last_error: str = ""
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: int = 0
    _pump: "asyncio.Task[None] | None" = None
    _in_flight: set[int] = field(default_factory=set)

    def push(self, kind: str, content: Json, chat_id: int) -> None:
        """Queue an update, unless the bot asked not to get this kind."""
        if not self._wants(kind):
            return
        update = {"update_id": self.next_id, kind: deepcopy(content)}
        self.waiting.append({"chat": chat_id, "update": update})
        self.next_id += 1
        self._news.set()

    def allow(self, kinds: list[str] | None) -> None:
        """Choose the kinds of updates from now on; None keeps the earlier choice, [] is the default."""
        if kinds is not None:
            self.allowed = [str(kind) for kind in kinds]

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """The unconfirmed updates from `offset`; waits up to `seconds` for the first."""
        if self.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._confirm(offset)
        turn = self._take_turn()
        deadline = asyncio.get_running_loop().time() + min(max(seconds, 0), LONGEST_POLL_SECONDS)
        while not (self.waiting or self.again) and await self._wait_for_news(deadline):
            self._check_turn(turn)
        self._check_turn(turn)
        return self._batch(min(max(limit, 1), LISTED_LIMIT) if limit else LISTED_LIMIT)

    def set_webhook(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self._take_turn()
        if self._pump is None or self._pump.done():
            self._pump = asyncio.get_running_loop().create_task(self._deliver())
        self._news.set()

    def delete_webhook(self) -> None:
        self.webhook = None
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None

    def drop(self) -> None:
        """Forget all waiting updates (drop_pending_updates)."""
        self.waiting.clear()

    def info(self) -> Json:
        """Telegram's WebhookInfo."""
        shown: Json = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.waiting),
        }
        if self.allowed:
            shown["allowed_updates"] = self.allowed
        return shown | ({"last_error_message": self.last_error} if self.last_error else {})

    async def close(self) -> None:
        """End the webhook's deliveries and every waiting poll; nothing is lost."""
        pump = self._pump
        self.delete_webhook()
        self._take_turn()
        if pump is not None:
            await asyncio.wait({pump})

    def _wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self.waiting = [entry for entry in self.waiting if entry["update"]["update_id"] >= offset]
        if offset < 0:
            self.waiting = self.waiting[offset:]

    def _take_turn(self) -> int:
        self._turn += 1
        self._news.set()
        return self._turn

    def _check_turn(self, turn: int) -> None:
        """Telegram ends the older of two polls."""
        if turn == self._turn:
            return
        if self.webhook is not None:
            raise conflict("terminated by setWebhook request")
        raise conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )

    async def _wait_for_news(self, deadline: float) -> bool:
        """False once the deadline has passed."""
        self._news.clear()
        try:
            async with asyncio.timeout_at(deadline):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _batch(self, limit: int) -> list[Json]:
        repeated, self.again = self.again, []
        fresh = [entry["update"] for entry in self.waiting[:limit]]
        self.again = [update for update in fresh if self.faults.take_duplicate()]
        return deepcopy(repeated + fresh)

    async def _deliver(self) -> None:
        quick = httpx.AsyncClient(timeout=WEBHOOK_SECONDS, verify=False)  # a webhook here is on loopback
        async with quick as client, asyncio.TaskGroup() as posts:
            while True:
                for entry in self._next_per_chat():
                    self._in_flight.add(entry["chat"])
                    posts.create_task(self._post_until_taken(client, entry))
                self._news.clear()
                await self._news.wait()

    def _next_per_chat(self) -> list[Json]:
        """The first waiting update of every chat that has none on its way."""
        heads: dict[int, Json] = {}
        for entry in self.waiting:
            heads.setdefault(entry["chat"], entry)
        return [entry for chat, entry in heads.items() if chat not in self._in_flight]

    async def _post_until_taken(self, client: httpx.AsyncClient, entry: Json) -> None:
        try:
            attempt = 0
            while not await self._post(client, entry["update"]):
                delays = self.retry_delays
                await asyncio.sleep(delays[min(attempt, len(delays) - 1)] if delays else 0)
                attempt += 1
            if self.faults.take_duplicate():
                await self._post(client, entry["update"])
            if entry in self.waiting:
                self.waiting.remove(entry)
        finally:
            self._in_flight.discard(entry["chat"])
            self._news.set()

    async def _post(self, client: httpx.AsyncClient, update: Json) -> bool:
        webhook = self.webhook
        if webhook is None:
            return False
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
        try:
            status = (await client.post(webhook.url, json=update, headers=headers)).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            status = 0
        self.on_post(update, status)
        taken = 200 <= status < 300
        if not taken:
            self.last_error = f"Wrong response from the webhook: {status}" if status else "Connection refused"
        return taken


def checked_webhook(url: str, secret_token: str) -> Webhook:
    """A webhook to set; https is not asked for, because a stand-in lives on loopback."""
    if not url.startswith(("http://", "https://")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret_token and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret_token):
        raise bad("secret token contains unallowed characters")
    return Webhook(url=url, secret_token=secret_token)

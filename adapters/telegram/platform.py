"""Telegram as a platform of the bot."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken, TelegramError

from adapters.telegram import menus
from adapters.telegram.client import connect
from adapters.telegram.desk import Desk
from adapters.telegram.ingress import Poller
from adapters.telegram.limits import ALLOWED_UPDATES, LIMITS, Patience
from adapters.telegram.read import NAME, Me
from adapters.telegram.sender import Sender
from adapters.telegram.webhook import Webhook
from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.menu import Menu
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import Handle, Lease, Refused, Unavailable

log = logging.getLogger(__name__)

T = TypeVar("T")
Mode = Literal["polling", "webhook"]

_START_TRIES = 3
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Telegram:
    """Implements `Platform`; `username` and `tenant` are known once it has started.

    `api_url` comes without "/bot". `lease` is held by the one of several replicas that
    polls. `commands` are the menus, `desk` the coordinators' chat. Raises ValueError for a webhook without
    its address or secret.
    """

    name = NAME
    limits = LIMITS

    def __init__(  # noqa: PLR0913 - settings, each by its name
        self,
        *,
        token: str,
        mode: Mode,
        api_url: str = "https://api.telegram.org",
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        commands: tuple[Menu, ...] = (),
        desk: str = "",
        lease: Lease | None = None,
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> None:
        self.username = ""
        self.tenant = ""
        self._client = connect(token, api_url)
        self._sender = Sender(self._client, patience.part)
        self._menus, self._place = commands, desk
        self._lease = lease
        self._patience = patience
        self._poller: Poller | None = None
        self._desk: Desk | None = None
        self._webhook_url, self._webhook_secret = webhook_url or "", webhook_secret or ""
        self._webhook = self._checked_webhook() if mode == "webhook" else None

    def routes(self) -> list[Route]:
        """The webhook, at the path of its address; nothing when polling."""
        return [self._webhook.route(urlsplit(self._webhook_url).path or "/")] if self._webhook else []

    async def start(self, handle: Handle) -> None:
        """Receives from now on. Raises Unavailable without Telegram, Refused for a token it denies."""
        me = await self._introduced()
        desk = self._desk = Desk(self._client, me, handle, self._patience)
        for menu in self._menus:
            await self._asked(partial(menus.show, self._client, menu, self._place))
        if self._webhook:
            await self._listen(self._webhook, desk)
        else:
            await self._asked(lambda: self._client.delete_webhook(drop_pending_updates=False))
            self._poller = Poller(self._client, desk, self._patience, self._lease)
        log.info("telegram.started bot=%s", self.tenant)

    async def rest(self) -> None:
        """Asks for no more, finishes what is under way, and lets another poll; posts are still taken."""
        if self._poller:
            await self._poller.stop()

    async def stop(self) -> None:
        """Receives no more, finishes what is under way, and hangs up. The webhook stays set: updates wait."""
        if self._webhook:
            self._webhook.desk = None
        await self.rest()
        if self._desk:
            await self._desk.close()
        await self._client.shutdown()

    def healthy(self) -> bool:
        if self._webhook:
            return self._webhook.desk is not None
        return self._poller is not None and self._poller.healthy()

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        """A reply always stands in the chat itself, so `aloud` changes nothing."""
        return await self._sender.post(chat, card, token=token, under=under)

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        return await self._sender.post_file(chat, card, file, named, under)

    async def fetch(self, tenant: str, file: Enclosure, into: Path) -> None:
        await self._sender.fetch(file, into)

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        await self._sender.edit(reference, card)

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        """Always Refused: Telegram lets no bot look at what it sent."""
        raise Refused("Telegram has no way to look a message up")

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        await self._sender.send_file(chat, file, caption=caption, under=under)

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        """Always Refused, as `find`."""
        raise Refused("Telegram has no way to look a message up")

    def link(self, payload: str) -> str:
        """t.me, the only address that opens a chat on every phone."""
        return f"https://t.me/{self.username}?start={payload}" if self.username else ""

    async def open_topic(self, chat: Chat, name: str) -> str:
        return await self._sender.open_topic(chat, name)

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        """Nothing: Telegram has no such page."""

    def _checked_webhook(self) -> Webhook:
        if not self._webhook_url:
            raise ValueError("a webhook needs its address")
        if not _SECRET.fullmatch(self._webhook_secret):
            raise ValueError("a webhook needs a secret of 1 to 256 letters, digits, _ and -")
        return Webhook(self._webhook_secret)

    async def _introduced(self) -> Me:
        await self._asked(self._client.initialize)
        me = Me(id=self._client.id, username=self._client.username)
        self.username, self.tenant = me.username, me.tenant
        return me

    async def _listen(self, webhook: Webhook, desk: Desk) -> None:
        webhook.desk = desk
        await self._asked(
            lambda: self._client.set_webhook(
                self._webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=self._webhook_secret
            )
        )

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, asked for a few times. Nothing raised here carries the token."""
        for tried in range(1, _START_TRIES + 1):
            try:
                return await ask()
            except InvalidToken:
                raise Refused("Telegram does not accept the bot's token") from None
            except BadRequest as error:
                raise Refused(f"Telegram does not accept the settings: {error.message}") from None
            except TelegramError as error:
                log.warning("telegram.start_failed error=%s", type(error.__cause__ or error).__name__)
            await asyncio.sleep(self._patience.after(tried))
        raise Unavailable("Telegram cannot be reached")

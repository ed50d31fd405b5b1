"""Which API methods there are, and the application that serves them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import Route

from adapters.simulator.telegram.bot_api import BotApi, Method
from adapters.simulator.telegram.callbacks import Callbacks
from adapters.simulator.telegram.delivery import Delivery, checked_webhook
from adapters.simulator.telegram.editing import Editing
from adapters.simulator.telegram.media import file_answer
from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.rates import Rates
from adapters.simulator.telegram.refusals import Json
from adapters.simulator.telegram.sending import Sending
from adapters.simulator.telegram.settings import Settings
from adapters.simulator.telegram.topics import Topics
from adapters.simulator.telegram.world import World


@dataclass(frozen=True)
class Receiving:
    """getUpdates, the webhook, files, and the answers to pressed buttons."""

    world: World
    delivery: Delivery
    callbacks: Callbacks

    async def get_updates(self, params: Params) -> list[Json]:
        self.delivery.allow(params.listed("allowed_updates"))
        return await self.delivery.poll(
            params.whole("offset"), params.whole("limit"), params.whole("timeout")
        )

    async def set_webhook(self, params: Params) -> bool:
        if not params.has("url"):
            return await self.delete_webhook(params)
        webhook = checked_webhook(params.text("url"), params.text("secret_token"))
        self.delivery.allow(params.listed("allowed_updates"))
        self._drop_if_asked(params)
        self.delivery.set_webhook(webhook)
        return True

    async def delete_webhook(self, params: Params) -> bool:
        self._drop_if_asked(params)
        self.delivery.delete_webhook()
        return True

    async def get_webhook_info(self, params: Params) -> Json:
        return self.delivery.info()

    async def answer_callback_query(self, params: Params) -> bool:
        answer = self.callbacks.answer(params)
        if answer.text:
            self.world.person(answer.user_id).shown.append(answer.text)
        return True

    async def get_file(self, params: Params) -> Json:
        return file_answer(self.world, params)

    def _drop_if_asked(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self.delivery.drop()


def methods(
    world: World, delivery: Delivery, callbacks: Callbacks, settings: Settings, rates: Rates | None
) -> dict[str, tuple[str, Method]]:
    """Every method by its lower-case name, with Telegram's spelling."""
    sending, editing = Sending(world, rates), Editing(world, rates)
    receiving, topics = Receiving(world, delivery, callbacks), Topics(world, rates)
    offered: tuple[Method, ...] = (
        *(receiving.get_updates, receiving.set_webhook, receiving.delete_webhook),
        *(receiving.get_webhook_info, receiving.answer_callback_query, receiving.get_file),
        *(sending.send_message, sending.send_photo, sending.send_document, sending.send_voice),
        *(sending.send_chat_action, sending.copy_message, sending.forward_message),
        *(editing.edit_message_text, editing.edit_message_caption, editing.edit_message_reply_markup),
        *(editing.delete_message, editing.pin_chat_message, editing.unpin_chat_message),
        *(topics.create_forum_topic, editing.set_message_reaction, settings.get_me, settings.set_my_commands),
        *(settings.get_my_commands, settings.delete_my_commands, settings.set_my_description),
        *(settings.set_my_short_description, settings.get_my_description),
        *(settings.set_chat_menu_button, settings.get_chat_menu_button, settings.get_chat),
        *(settings.get_chat_member, settings.get_chat_administrators, settings.get_chat_member_count),
    )
    names = {_spelling(method): method for method in offered}
    return {name.lower(): (name, method) for name, method in names.items()}


def application(api: BotApi, close: Callable[[], Awaitable[None]]) -> Starlette:
    """Serves the API below /bot<token>/ and files below /file/bot<token>/."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await close()

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", api.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", api.file, methods=["GET"]),
        ],
        lifespan=lifespan,
    )


def _spelling(method: Method) -> str:
    """send_message -> sendMessage."""
    first, *others = getattr(method, "__name__", "").split("_")
    return first + "".join(word.capitalize() for word in others)

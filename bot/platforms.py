"""The platforms as the program runs them, and where on them the coordinators are."""

from typing import Protocol

from starlette.routing import Route

from bot.chat.address import Chat
from bot.chat.ports import Handle, Platform
from bot.settings import Settings


class ChatPlatform(Platform, Protocol):
    """A platform with its door: what the composition root runs."""

    tenant: str

    async def start(self, handle: Handle) -> None: ...
    async def rest(self) -> None:
        """Asks for no more; whatever comes to its door is still taken, and it still sends."""

    async def stop(self) -> None: ...
    def routes(self) -> list[Route]: ...
    def healthy(self) -> bool: ...


def places(settings: Settings, platforms: tuple[ChatPlatform, ...]) -> tuple[Chat, ...]:
    """The coordinators' chats; a tenant is known once its platform has said who we are."""
    ids = {
        "slack": settings.slack.coordinators if settings.slack else "",
        "telegram": settings.telegram.coordinators if settings.telegram else "",
    }
    found = ((platform, *_tenant_and_chat(platform.tenant, ids[platform.name])) for platform in platforms)
    return tuple(
        Chat(platform=platform.name, tenant=tenant, id=id) for platform, tenant, id in found if tenant and id
    )


def _tenant_and_chat(tenant: str, named: str) -> tuple[str, str]:
    """Where there are many tenants, the chat is named with its own: "tenant/chat"."""
    its_own, _, id = named.rpartition("/")
    return its_own or tenant, id

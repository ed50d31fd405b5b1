"""Which commands a phone shows, by place and language."""

import pytest

from adapters.simulator.telegram.standin import TelegramStandIn
from adapters.telegram.platform import Telegram
from bot.chat.menu import Menu, Where
from tests.adapters.telegram.conftest import ASHA, GROUP, QUICK, TOKEN, Core

pytestmark = pytest.mark.asyncio(loop_scope="module")
DESK = -300


def menu(where: Where, name: str, language: str = "", words: str = "Do it") -> Menu:
    return Menu(where=where, commands=((name, words),), language=language)


EVERYWHERE = (
    menu(Where.PRIVATE, "need"),
    menu(Where.PRIVATE, "potrzeba", "pl"),
    menu(Where.SHARED, "mine"),
    menu(Where.DESK, "queue"),
)


async def start(phone: TelegramStandIn, api_url: str, *menus: Menu, desk: str = str(DESK)) -> int:
    """How often commands were set."""
    before = len(phone.faults.calls)
    telegram = Telegram(
        token=TOKEN, mode="polling", api_url=api_url, commands=menus, desk=desk, patience=QUICK
    )
    await telegram.start(Core().handle)
    await telegram.stop()
    return [method for method, _ in phone.faults.calls[before:]].count("setMyCommands")


def shown(phone: TelegramStandIn, user: int, chat: int | None = None) -> list[str]:
    return [each["command"] for each in phone.menu(user, chat)]


async def test_each_place_and_language_has_its_own(phone: TelegramStandIn, api_url: str):
    phone.add_user(1003, "Ola", language_code="pl")
    phone.add_group(DESK, "Desk", [ASHA])

    await start(phone, api_url, *EVERYWHERE)

    assert shown(phone, ASHA) == ["need"] and shown(phone, 1003) == ["potrzeba"]
    assert shown(phone, ASHA, GROUP) == ["mine"]
    assert shown(phone, ASHA, DESK) == ["queue"]


async def test_they_are_set_only_when_they_changed(phone: TelegramStandIn, api_url: str):
    phone.add_group(DESK, "Desk", [ASHA])
    assert await start(phone, api_url, *EVERYWHERE) == 4

    assert await start(phone, api_url, *EVERYWHERE) == 0
    changed = menu(Where.PRIVATE, "need", words="Ask")
    assert await start(phone, api_url, changed, *EVERYWHERE[1:]) == 1


async def test_a_desk_without_the_bot_does_not_keep_it_from_starting(phone: TelegramStandIn, api_url: str):
    assert await start(phone, api_url, menu(Where.DESK, "queue"), menu(Where.PRIVATE, "need")) == 1
    assert await start(phone, api_url, menu(Where.DESK, "queue"), desk="") == 0
    assert shown(phone, ASHA) == ["need"]

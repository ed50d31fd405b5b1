"""The lists of commands that phones show, set only where they differ from what Telegram has."""

import logging

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden

from adapters.telegram.client import Client
from adapters.telegram.limits import MOST_COMMAND_WORDS, MOST_COMMANDS
from bot.chat.menu import Menu, Where

log = logging.getLogger(__name__)


async def show(client: Client, menu: Menu, desk: str) -> None:
    """`desk`: the coordinators' chat; without one their menu is not shown. Raises what Telegram raises,
    but for a desk that the bot is not in yet."""
    scope = _scope(menu.where, desk)
    if scope is None:
        return
    wanted = [BotCommand(name, words[:MOST_COMMAND_WORDS]) for name, words in menu.commands[:MOST_COMMANDS]]
    language = menu.language or None
    try:
        if list(await client.get_my_commands(scope, language)) != wanted:
            await client.set_my_commands(wanted, scope, language)
    except (BadRequest, Forbidden):
        if menu.where is not Where.DESK:
            raise
        log.warning("telegram.desk_without_menu: the bot is not in the coordinators' chat")


def _scope(where: Where, desk: str) -> BotCommandScope | None:
    match where:
        case Where.PRIVATE:
            return BotCommandScopeAllPrivateChats()
        case Where.SHARED:
            return BotCommandScopeAllGroupChats()
        case Where.DESK:
            return BotCommandScopeChat(desk) if desk else None

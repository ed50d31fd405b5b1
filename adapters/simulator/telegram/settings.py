"""The API methods about the bot itself, its menus, and who is in a chat."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.refusals import Json, bad
from adapters.simulator.telegram.world import ADMINISTRATOR, LEFT, Chat, World

COMMANDS_LIMIT = 100
DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120
PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
ADMINISTRATOR_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages"),
)


@dataclass
class Settings:
    """Commands and descriptions as set, by scope and language."""

    world: World
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """By scope ("default", "chat:5", "chat_member:-7:5", ...) and language ("" = any)."""
    descriptions: dict[str, str] = field(default_factory=dict)
    """By language; the short ones under "short:" and the language."""
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    """By user id; 0 = everybody."""

    async def get_me(self, params: Params) -> Json:
        return dict(self.world.bot)

    async def set_my_commands(self, params: Params) -> bool:
        commands = [_command(entry) for entry in params.listed("commands") or []]
        if len(commands) > COMMANDS_LIMIT:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        self.commands[self._scope(params)] = commands
        return True

    async def get_my_commands(self, params: Params) -> list[Json]:
        return self.commands.get(self._scope(params), [])

    async def delete_my_commands(self, params: Params) -> bool:
        self.commands.pop(self._scope(params), None)
        return True

    async def set_my_description(self, params: Params) -> bool:
        return self._describe("", params.text("description"), params, DESCRIPTION_LIMIT)

    async def set_my_short_description(self, params: Params) -> bool:
        return self._describe("short:", params.text("short_description"), params, SHORT_DESCRIPTION_LIMIT)

    async def get_my_description(self, params: Params) -> Json:
        return {"description": self.descriptions.get(_language(params), "")}

    async def set_chat_menu_button(self, params: Params) -> bool:
        button = params.mapped("menu_button") or {"type": "default"}
        if button.get("type") not in ("default", "commands", "web_app"):
            raise bad("can't parse menu button: unsupported MenuButton type")
        self.menu_buttons[params.whole("chat_id")] = button
        return True

    async def get_chat_menu_button(self, params: Params) -> Json:
        general = self.menu_buttons.get(0, {"type": "default"})
        return self.menu_buttons.get(params.whole("chat_id"), general)

    async def get_chat(self, params: Params) -> Json:
        chat = self.world.known_chat(params.text("chat_id"))
        full: Json = chat.chat | {"accent_color_id": 0, "max_reaction_count": 11}
        if chat.pinned in chat.messages:
            full["pinned_message"] = chat.messages[chat.pinned]
        return full | {"accepted_gift_types": _no_gifts()}

    async def get_chat_member(self, params: Params) -> Json:
        chat = self.world.reachable_chat(params.text("chat_id"))
        return self.membership(chat, self._user(params), chat.members.get(params.whole("user_id"), LEFT))

    async def get_chat_administrators(self, params: Params) -> list[Json]:
        chat = self.world.reachable_chat(params.text("chat_id"))
        if chat.private:
            raise bad("there are no administrators in the private chat")
        admins = [user_id for user_id, status in chat.members.items() if status == ADMINISTRATOR]
        return [self.membership(chat, self.world.user(user_id), ADMINISTRATOR) for user_id in admins]

    async def get_chat_member_count(self, params: Params) -> int:
        chat = self.world.reachable_chat(params.text("chat_id"))
        return sum(status in ("member", ADMINISTRATOR) for status in chat.members.values())

    def membership(self, chat: Chat, user: Json, status: str) -> Json:
        """Telegram's ChatMember."""
        member: Json = {"user": user, "status": status}
        if status == ADMINISTRATOR:
            member |= dict.fromkeys(ADMINISTRATOR_RIGHTS, True) | {"is_anonymous": False}
            if chat.forum:
                member["can_manage_topics"] = chat.may_manage_topics
        return member | ({"until_date": 0} if status == "kicked" else {})

    def menu(self, user_id: int, chat: Chat) -> list[Json]:
        """The commands that a person's app offers in a chat: the narrowest scope that has any."""
        language = self.world.person(user_id).user.get("language_code", "")
        for scope in _scopes(user_id, chat):
            for wanted in (language, ""):
                if found := self.commands.get((scope, wanted)):
                    return found
        return []

    def _user(self, params: Params) -> Json:
        user_id = params.whole("user_id")
        if user_id <= 0:
            raise bad("invalid user_id specified")
        if user_id != self.world.bot_id and user_id not in self.world.people:
            raise bad("PARTICIPANT_ID_INVALID")
        return self.world.user(user_id)

    def _scope(self, params: Params) -> tuple[str, str]:
        scope = params.mapped("scope") or {"type": "default"}
        kind = scope.get("type")
        if kind in PLAIN_SCOPES:
            return str(kind), _language(params)
        if kind not in ("chat", "chat_administrators", "chat_member"):
            raise bad("can't parse BotCommandScope: unsupported type specified")
        chat = self.world.known_chat(str(scope.get("chat_id", "")))
        ending = f":{scope.get('user_id')}" if kind == "chat_member" else ""
        return f"{kind}:{chat.id}{ending}", _language(params)

    def _describe(self, prefix: str, text: str, params: Params, limit: int) -> bool:
        if len(text) > limit:
            raise bad("BOT_DESCRIPTION_INVALID")
        self.descriptions[prefix + _language(params)] = text
        return True


def _scopes(user_id: int, chat: Chat) -> Iterator[str]:
    """Narrowest first; core.telegram.org/bots/api#determining-list-of-commands."""
    if chat.private:
        yield from (f"chat:{chat.id}", "all_private_chats", "default")
        return
    yield f"chat_member:{chat.id}:{user_id}"
    is_admin = chat.members.get(user_id) == ADMINISTRATOR
    if is_admin:
        yield f"chat_administrators:{chat.id}"
    yield f"chat:{chat.id}"
    if is_admin:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")


def _command(entry: object) -> Json:
    if not isinstance(entry, dict):
        raise bad("can't parse BotCommand: expected an Object")
    command, description = str(entry.get("command", "")).removeprefix("/"), str(entry.get("description", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _no_gifts() -> Json:
    kinds = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return dict.fromkeys(kinds, False)

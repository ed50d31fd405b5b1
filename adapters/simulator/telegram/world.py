"""The people, chats, messages and files of the stand-in, in Telegram's own JSON shapes."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from adapters.simulator.telegram.refusals import Json, Refused, bad, forbidden

MEMBER, ADMINISTRATOR, LEFT, KICKED = "member", "administrator", "left", "kicked"
PRESENT = (MEMBER, ADMINISTRATOR)
SUPERGROUP_PREFIX = "-100"


@dataclass
class Person:
    """Somebody with a Telegram account."""

    user: Json
    started: bool = False
    """Whether they ever wrote to the bot in private; before that a bot may not write to them."""
    blocked: bool = False
    deactivated: bool = False
    shown: list[str] = field(default_factory=list)
    """Everything the bot ever put before their eyes, edits included."""


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group."""

    chat: Json
    members: dict[int, str] = field(default_factory=dict)
    """Status by user id, the bot's included."""
    messages: dict[int, Json] = field(default_factory=dict)
    last_id: int = 0
    migrated_to: int | None = None
    pinned: int | None = None
    keyboard: Json | None = None
    """The reply keyboard or forced reply now shown below the input field."""
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    """The bot's own reactions by message id."""
    topics: dict[int, str] = field(default_factory=dict)
    """Their names by message_thread_id, where topics are on."""
    may_manage_topics: bool = True
    """Whether the bot may, if it is an administrator."""

    @property
    def id(self) -> int:
        return int(self.chat["id"])

    @property
    def private(self) -> bool:
        return bool(self.chat["type"] == "private")

    @property
    def forum(self) -> bool:
        return bool(self.chat.get("is_forum"))


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that anybody sent."""

    file_id: str
    path: str
    content: bytes
    name: str
    mime_type: str


@dataclass
class World:
    """All that the stand-in knows about people and chats. Messages and users are Telegram JSON."""

    bot: Json
    now: Callable[[], datetime]
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    @property
    def bot_user(self) -> Json:
        """The bot as the sender of a message."""
        return {name: self.bot[name] for name in ("id", "is_bot", "first_name", "username")}

    def seconds(self) -> int:
        """The shown time, as Telegram's seconds since 1970."""
        return int(self.now().timestamp())

    def person(self, user_id: int) -> Person:
        if user_id not in self.people:
            raise KeyError(f"Nobody here has the id {user_id}; add_user comes first.")
        return self.people[user_id]

    def chat(self, chat_id: int) -> Chat:
        if chat_id not in self.chats:
            raise KeyError(f"No chat here has the id {chat_id}; add_user or add_group comes first.")
        return self.chats[chat_id]

    def user(self, user_id: int) -> Json:
        return self.bot_user if user_id == self.bot_id else self.person(user_id).user

    def known_chat(self, chat_id: str) -> Chat:
        """The chat that a call names; refuses as Telegram does when there is none."""
        if not chat_id:
            raise bad("chat_id is empty")
        found = self.chats.get(int(chat_id)) if chat_id.lstrip("-").isdecimal() else self._by_name(chat_id)
        if found is None:
            raise bad("chat not found")
        return found

    def reachable_chat(self, chat_id: str) -> Chat:
        """As `known_chat`, and the bot may write there."""
        chat = self.known_chat(chat_id)
        if refusal := self._closed(chat):
            raise refusal
        return chat

    def post(self, chat: Chat, sender: Json, body: Json) -> Json:
        """Add a message to a chat; the message as stored."""
        chat.last_id += 1
        message = {
            "message_id": chat.last_id,
            "from": deepcopy(sender),
            "chat": deepcopy(chat.chat),
            "date": self.seconds(),
            **body,
        }
        chat.messages[chat.last_id] = message
        return message

    def replied(self, chat: Chat, message_id: int) -> Json | None:
        """The message that another one answers, without the one that it answers itself."""
        found = chat.messages.get(message_id)
        if found is None:
            return None
        return {name: deepcopy(value) for name, value in found.items() if name != "reply_to_message"}

    def show(self, chat: Chat, *texts: str) -> None:
        """Remember what everybody in the chat now sees from the bot."""
        for person in self.audience(chat):
            person.shown.extend(text for text in texts if text)

    def audience(self, chat: Chat) -> Iterator[Person]:
        for user_id, status in chat.members.items():
            if status in PRESENT and user_id in self.people:
                yield self.people[user_id]

    def keep_file(self, content: bytes, name: str, mime_type: str, folder: str) -> StoredFile:
        """Store a file; its id and path are new and name nothing else."""
        number = len(self.files) + 1
        ending = name.rpartition(".")[2].lower() if "." in name else "bin"
        stored = StoredFile(
            file_id=f"AgAC{number:08d}{folder}",
            path=f"{folder}/file_{number}.{ending if ending.isalnum() else 'bin'}",
            content=content,
            name=name,
            mime_type=mime_type,
        )
        self.files[stored.file_id] = stored
        return stored

    def _by_name(self, name: str) -> Chat | None:
        wanted = name.removeprefix("@").lower()
        public = (chat for chat in self.chats.values() if not chat.private)
        return next((chat for chat in public if chat.chat.get("username", "").lower() == wanted), None)

    def _closed(self, chat: Chat) -> Refused | None:
        if chat.migrated_to is not None:
            reason = "group chat was upgraded to a supergroup chat"
            return Refused(400, f"Bad Request: {reason}", {"migrate_to_chat_id": chat.migrated_to})
        if chat.private:
            return self._closed_person(self.person(chat.id))
        kind = "supergroup" if chat.chat["type"] == "supergroup" else "group"
        status = chat.members.get(self.bot_id)
        if status == KICKED:
            return forbidden(f"bot was kicked from the {kind} chat")
        return None if status in PRESENT else forbidden(f"bot is not a member of the {kind} chat")

    def _closed_person(self, person: Person) -> Refused | None:
        if person.deactivated:
            return forbidden("user is deactivated")
        if not person.started:
            return forbidden("bot can't initiate conversation with a user")
        return forbidden("bot was blocked by the user") if person.blocked else None


def bot_identity(token: str, username: str) -> Json:
    """The bot's own user, as getMe tells it; its id is the number before the token's colon."""
    return {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": username.removesuffix("Bot") or username,
        "username": username,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }

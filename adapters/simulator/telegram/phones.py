"""What people's phones do to the world, and what the bot is told about it."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from adapters.simulator.telegram.callbacks import Callbacks, Press
from adapters.simulator.telegram.delivery import Delivery
from adapters.simulator.telegram.markup import CAPTION_LIMIT, TEXT_LIMIT, detected, units
from adapters.simulator.telegram.media import Kind, described, stored_media
from adapters.simulator.telegram.params import Upload
from adapters.simulator.telegram.privacy import bot_hears
from adapters.simulator.telegram.refusals import Json, NotShown
from adapters.simulator.telegram.topics import placed
from adapters.simulator.telegram.world import KICKED, PRESENT, Chat, World

FIRST_QUERY_ID = 4_000_000_000


@dataclass(frozen=True)
class Phones:
    """People's actions, checked as their apps would: nobody writes or presses where they cannot."""

    world: World
    delivery: Delivery
    callbacks: Callbacks
    on_change: Callable[[], None]

    def write(
        self, user_id: int, text: str, chat_id: int | None, reply_to: int | None, topic: int | None = None
    ) -> Json:
        chat = self._open_chat(user_id, chat_id)
        content = _written(text)
        if chat.keyboard and (chat.keyboard.get("one_time_keyboard") or "force_reply" in chat.keyboard):
            chat.keyboard = None
        return self.send(user_id, chat_id, content, reply_to, topic)

    def send(
        self,
        user_id: int,
        chat_id: int | None,
        content: Json,
        reply_to: int | None,
        topic: int | None = None,
    ) -> Json:
        chat = self._open_chat(user_id, chat_id)
        reply: Json = {}
        if reply_to is not None:
            self.shown_message(chat, reply_to)
            reply = {"reply_to_message": self.world.replied(chat, reply_to)}
        reply |= self._in_topic(chat, topic, reply.get("reply_to_message"))
        message = self.world.post(chat, self.world.user(user_id), reply | content)
        if chat.private:
            self.world.person(user_id).started = True
        self._tell("message", chat, message)
        return deepcopy(message)

    def send_file(
        self,
        user_id: int,
        kind: Kind,
        upload: Upload,
        caption: str,
        chat_id: int | None,
        reply_to: int | None,
    ) -> Json:
        if units(caption) > CAPTION_LIMIT:
            raise ValueError(f"A caption has at most {CAPTION_LIMIT} characters.")
        content = described(kind, stored_media(self.world, kind, upload))
        if caption:
            content |= {"caption": caption, "caption_entities": detected(caption)}
        return self.send(user_id, chat_id, content, reply_to)

    def rewrite(self, user_id: int, chat_id: int | None, message_id: int, text: str) -> Json:
        chat = self._open_chat(user_id, chat_id)
        message = self.shown_message(chat, message_id)
        if message["from"]["id"] != user_id or not {"text", "photo", "document"} & set(message):
            raise NotShown("Only one's own words can be edited.")
        message |= _reworded(message, text) | {"edit_date": self.world.seconds()}
        self._tell("edited_message", chat, message)
        return deepcopy(message)

    def react(self, user_id: int, message_id: int, emojis: Sequence[str]) -> None:
        """The person's marks on a message of their private chat are now these."""
        chat = self._open_chat(user_id, None)
        message = self.shown_message(chat, message_id)
        before = message.get("marks", [])
        after = [{"type": "emoji", "emoji": emoji} for emoji in emojis]
        message["marks"] = after
        change = {
            "chat": chat.chat,
            "message_id": message_id,
            "user": self.world.user(user_id),
            "date": self.world.seconds(),
            "old_reaction": before,
            "new_reaction": after,
        }
        self.delivery.push("message_reaction", change, chat.id)
        self.on_change()

    def press(self, user_id: int, chat_id: int | None, message_id: int, wanted: str) -> Press:
        chat = self._seen_chat(user_id, chat_id)
        message = self.shown_message(chat, message_id)
        return self.press_with(user_id, chat, message, _data(message, wanted))

    def press_with(self, user_id: int, chat: Chat, message: Json, data: str) -> Press:
        """With any data: Telegram warns that a changed app can send what no button carries."""
        query_id = str(FIRST_QUERY_ID + len(self.callbacks.presses))
        pressed = self.callbacks.press(query_id, user_id, message, data)
        query = {
            "id": query_id,
            "from": self.world.user(user_id),
            "message": message,
            "chat_instance": str(chat.id * 31),
            "data": data,
        }
        self.delivery.push("callback_query", query, chat.id)
        self.on_change()
        return pressed

    def service(self, user_id: int, chat: Chat, content: Json) -> None:
        """A message that the platform writes, such as "Ana joined the group"."""
        self._tell("message", chat, self.world.post(chat, self.world.user(user_id), content))

    def bot_status(self, by: int, chat: Chat, before: str, after: str) -> None:
        """Tell the bot that it was blocked, let in, thrown out."""
        change = {
            "chat": chat.chat,
            "from": self.world.user(by),
            "date": self.world.seconds(),
            "old_chat_member": self._bot_member(before),
            "new_chat_member": self._bot_member(after),
        }
        self.delivery.push("my_chat_member", change, chat.id)
        self.on_change()

    def shown_message(self, chat: Chat, message_id: int) -> Json:
        if message_id not in chat.messages:
            raise NotShown(f"Message {message_id} is not in chat {chat.id}.")
        return chat.messages[message_id]

    def _in_topic(self, chat: Chat, topic: int | None, replied: Json | None) -> Json:
        if topic and topic not in chat.topics:
            raise NotShown(f"There is no topic {topic} in chat {chat.id}.")
        return placed(chat, topic or 0, replied)

    def _tell(self, kind: str, chat: Chat, message: Json) -> None:
        if bot_hears(self.world, chat, message):
            self.delivery.push(kind, message, chat.id)
        self.on_change()

    def _bot_member(self, status: str) -> Json:
        until = {"until_date": 0} if status == KICKED else {}
        return {"user": self.world.bot_user, "status": status, **until}

    def _open_chat(self, user_id: int, chat_id: int | None) -> Chat:
        """Where the person can write."""
        chat = self._seen_chat(user_id, chat_id)
        if chat.migrated_to is not None:
            raise NotShown(f"Group {chat.id} became {chat.migrated_to}; people write there now.")
        if chat.private and self.world.person(user_id).blocked:
            raise NotShown(f"Person {user_id} blocked the bot; unblock or start comes first.")
        return chat

    def _seen_chat(self, user_id: int, chat_id: int | None) -> Chat:
        chat = self.world.chat(user_id if chat_id is None else chat_id)
        if chat.members.get(user_id) not in PRESENT:
            raise NotShown(f"Person {user_id} is not in chat {chat.id}.")
        return chat


def _written(text: str) -> Json:
    if not text.strip() or units(text) > TEXT_LIMIT:
        raise ValueError(f"A message has 1 to {TEXT_LIMIT} characters.")
    entities = detected(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def _reworded(message: Json, text: str) -> Json:
    """A text, or what is said beside a file."""
    message.pop("entities", None)
    if "text" in message:
        return _written(text)
    return {"caption": text, "caption_entities": detected(text)}


def _data(message: Json, wanted: str) -> str:
    """The callback data of the button with this text or data."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if wanted in (button["text"], button.get("callback_data")):
            if "callback_data" not in button:
                raise NotShown(f"The button {button['text']!r} opens something and tells the bot nothing.")
            return str(button["callback_data"])
    there = ", ".join(repr(button["text"]) for button in buttons) or "none"
    raise NotShown(f"No button {wanted!r} on message {message['message_id']}; there are: {there}.")

"""The stand-in of Telegram: the platform's Bot API on one side, people with phones on the other."""

import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import UTC, datetime

from adapters.simulator.faults import Faults
from adapters.simulator.telegram import groups, snapshots, topics
from adapters.simulator.telegram.bot_api import BotApi
from adapters.simulator.telegram.callbacks import CallbackAnswer, Callbacks, Press
from adapters.simulator.telegram.delivery import Delivery
from adapters.simulator.telegram.params import Upload
from adapters.simulator.telegram.phones import Phones
from adapters.simulator.telegram.rates import Rates
from adapters.simulator.telegram.refusals import Json
from adapters.simulator.telegram.routes import application, methods
from adapters.simulator.telegram.settings import Settings
from adapters.simulator.telegram.world import KICKED, MEMBER, PRESENT, Chat, Person, World, bot_identity

RETRY_DELAYS = (0.05, 0.1, 0.2, 0.5, 1.0)
CALLBACK_SECONDS = 15.0
"""How long Telegram waits for answerCallbackQuery, about."""
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def _now() -> datetime:
    return datetime.now(UTC)


def _nothing() -> None:
    return None


class TelegramStandIn:
    """One bot's Telegram. `app` is the Bot API; the methods are what people do with their phones.

    People's methods are plain calls, made on the event loop that serves `app`; they return at once,
    and the bot gets its update on its next poll or by its webhook. Messages are Telegram's JSON.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of its own, named where it is made
        self,
        *,
        token: str,
        username: str = "MakegoodBot",
        now: Callable[[], datetime] = _now,
        faults: Faults | None = None,
        on_change: Callable[[], None] = _nothing,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        callback_seconds: float = CALLBACK_SECONDS,
        keep_rates: bool = False,
    ) -> None:
        self.faults = Faults() if faults is None else faults
        self.world = World(bot=bot_identity(token, username), now=now)
        self._token = token
        self._on_change = on_change
        self._callbacks = Callbacks(patience=callback_seconds)
        self._settings = Settings(self.world)
        self._delivery = Delivery(
            faults=self.faults,
            retry_delays=retry_delays,
            on_post=self._remember_post,
        )
        self._phones = Phones(self.world, self._delivery, self._callbacks, on_change)
        rates = Rates() if keep_rates else None
        offered = methods(self.world, self._delivery, self._callbacks, self._settings, rates)
        self._api = BotApi(token, self.world, self.faults, offered, on_change)
        self.app = application(self._api, self._delivery.close)

    def add_user(
        self,
        user_id: int,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> None:
        """A person with a Telegram account who has not spoken to the bot yet."""
        given = {"last_name": last_name, "username": username}
        names: Json = {"first_name": first_name} | {key: value for key, value in given.items() if value}
        language = {"language_code": language_code} if language_code else {}
        self.world.people[user_id] = Person(user={"id": user_id, "is_bot": False, **names, **language})
        members = {user_id: MEMBER, self.world.bot_id: MEMBER}
        self.world.chats[user_id] = Chat({"id": user_id, "type": "private", **names}, members)
        self._on_change()

    def add_group(self, chat_id: int, title: str, members: Sequence[int], admins: Sequence[int] = ()) -> None:
        """A group that has the bot already: as an administrator if its id is in `admins`."""
        groups.add(self.world, chat_id, title, members, admins)
        self._on_change()

    def turn_topics_on(self, chat_id: int, *, for_the_bot: bool = True) -> None:
        """From now on the group has topics; the bot may open some if it is an administrator and is let."""
        chat = self.world.chat(chat_id)
        groups.turn_topics_on(chat)
        chat.may_manage_topics = for_the_bot
        self._on_change()

    def topics(self, chat_id: int) -> dict[int, str]:
        """Names by message_thread_id, in the order in which they were opened."""
        return dict(self.world.chat(chat_id).topics)

    def delete_topic(self, chat_id: int, thread: int) -> None:
        topics.deleted(self.world.chat(chat_id), thread)
        self._on_change()

    def say(
        self,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> Json:
        """Write to the bot, or into a group, perhaps in a topic of it; the message as sent."""
        return self._phones.write(user_id, text, chat_id, reply_to, topic)

    def edit(self, user_id: int, chat_id: int | None, message_id: int, text: str) -> Json:
        """Change one's own text message; `chat_id` None is the private chat."""
        return self._phones.rewrite(user_id, chat_id, message_id, text)

    def react(self, user_id: int, message_id: int, *emojis: str) -> None:
        """Put marks on a message of the private chat, in place of the earlier ones; none takes them away."""
        self._phones.react(user_id, message_id, emojis)

    def press(self, user_id: int, chat_id: int | None, message_id: int, button_text_or_data: str) -> Press:
        """Press an inline button as now shown. Awaiting the result waits for the bot's answer.

        Raises NotShown when the message, or a button with this text or data, is not there.
        """
        return self._phones.press(user_id, chat_id, message_id, button_text_or_data)

    def forge(self, user_id: int, message_id: int, data: str) -> Press:
        """Press, with a changed app, what no button of that message in the private chat carries."""
        chat = self.world.chat(user_id)
        return self._phones.press_with(user_id, chat, self._phones.shown_message(chat, message_id), data)

    def deliver(self, kind: str, content: Json, chat_id: int) -> int:
        """An update made by hand, such as one that no app of today could cause; returns its number."""
        number = self._delivery.next_id
        self._delivery.push(kind, content, chat_id)
        return number

    def start(self, user_id: int, payload: str = "") -> Json:
        """Open the bot, perhaps by a link with `?start=payload`, and press Start; lifts a block."""
        if not START_PAYLOAD.fullmatch(payload):
            raise ValueError("A start payload has at most 64 characters of A-Z a-z 0-9 _ -")
        if self.world.person(user_id).blocked:
            self.unblock(user_id)
        return self.say(user_id, f"/start {payload}".strip())

    def share_location(
        self, user_id: int, lat: float, lon: float, chat_id: int | None = None, reply_to: int | None = None
    ) -> Json:
        """Send a place, in degrees."""
        place = {"location": {"latitude": lat, "longitude": lon}}
        return self._phones.send(user_id, chat_id, place, reply_to)

    def send_photo(
        self,
        user_id: int,
        content: bytes,
        caption: str = "",
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Send a picture."""
        upload = Upload(name="photo.jpg", content=content, mime_type="image/jpeg")
        return self._phones.send_file(user_id, "photo", upload, caption, chat_id, reply_to)

    def send_voice(
        self, user_id: int, content: bytes, chat_id: int | None = None, reply_to: int | None = None
    ) -> Json:
        """Send a voice note."""
        upload = Upload(name="voice.oga", content=content, mime_type="audio/ogg")
        return self._phones.send_file(user_id, "voice", upload, "", chat_id, reply_to)

    def send_document(
        self,
        user_id: int,
        content: bytes,
        name: str,
        caption: str = "",
        mime_type: str = "application/octet-stream",
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Send a file."""
        upload = Upload(name=name, content=content, mime_type=mime_type)
        return self._phones.send_file(user_id, "document", upload, caption, chat_id, reply_to)

    def block(self, user_id: int) -> None:
        """Stop the bot; from now on its messages to the person are refused with 403."""
        self.world.person(user_id).blocked = True
        self._phones.bot_status(user_id, self.world.chat(user_id), MEMBER, KICKED)

    def unblock(self, user_id: int) -> None:
        self.world.person(user_id).blocked = False
        self._phones.bot_status(user_id, self.world.chat(user_id), KICKED, MEMBER)

    def deactivate(self, user_id: int) -> None:
        """Delete the account; messages to it are refused with 403."""
        self.world.person(user_id).deactivated = True
        self._on_change()

    def join_group(self, user_id: int, chat_id: int) -> None:
        """Enter a group; everybody sees the service message."""
        chat = self.world.chat(chat_id)
        chat.members[user_id] = MEMBER
        self._phones.service(user_id, chat, {"new_chat_members": [self.world.user(user_id)]})

    def leave_group(self, user_id: int, chat_id: int) -> None:
        chat = self.world.chat(chat_id)
        self._phones.service(user_id, chat, {"left_chat_member": self.world.user(user_id)})
        chat.members[user_id] = "left"

    def add_bot(self, by: int, chat_id: int, payload: str | None = None) -> None:
        """Bring the bot into a group, by a `?startgroup=payload` link if there is a payload."""
        chat = self.world.chat(chat_id)
        before = chat.members.get(self.world.bot_id, "left")
        chat.members[self.world.bot_id] = MEMBER
        self._phones.bot_status(by, chat, before, MEMBER)
        self._phones.service(by, chat, {"new_chat_members": [self.world.bot_user]})
        if payload is not None:
            self.say(by, f"/start@{self.world.bot['username']} {payload}".strip(), chat_id)

    def remove_bot(self, by: int, chat_id: int) -> None:
        """Throw the bot out of a group; from now on its messages there are refused with 403."""
        chat = self.world.chat(chat_id)
        before = chat.members.get(self.world.bot_id, "left")
        chat.members[self.world.bot_id] = KICKED
        self._phones.bot_status(by, chat, before, KICKED)

    def upgrade_group(self, chat_id: int) -> int:
        """Turn a group into a supergroup; its new id. Both chats get their service message."""
        old, new = groups.upgraded(self.world, chat_id)
        people = [
            each for each, status in old.members.items() if status in PRESENT and each in self.world.people
        ]
        by = people[0] if people else self.world.bot_id
        self._phones.service(by, old, {"migrate_to_chat_id": new.id})
        self._phones.service(by, new, {"migrate_from_chat_id": old.id})
        return new.id

    def messages(self, chat_id: int) -> list[Json]:
        """The chat as it now looks, oldest first."""
        return deepcopy(list(self.world.chat(chat_id).messages.values()))

    def buttons(self, chat_id: int, message_id: int) -> list[list[Json]]:
        """The rows of inline buttons now below a message."""
        message = self._phones.shown_message(self.world.chat(chat_id), message_id)
        return deepcopy(list(message.get("reply_markup", {}).get("inline_keyboard", [])))

    def reply_keyboard(self, chat_id: int) -> Json | None:
        """The keyboard now shown in place of the person's own: ReplyKeyboardMarkup or ForceReply."""
        return deepcopy(self.world.chat(chat_id).keyboard)

    def everything_ever_shown(self, user_id: int) -> list[str]:
        """Every text, caption, button, link and answer of the bot that they ever saw, edits included."""
        return list(self.world.person(user_id).shown)

    def menu(self, user_id: int, chat_id: int | None = None) -> list[Json]:
        """The commands that the person's app offers in a chat."""
        return deepcopy(self._settings.menu(user_id, self.world.chat(chat_id or user_id)))

    def file(self, file_id: str) -> bytes:
        """The bytes of a file in a message."""
        return self.world.files[file_id].content

    @property
    def answers(self) -> list[CallbackAnswer]:
        """What the bot answered to pressed buttons, in order."""
        return list(self._callbacks.answers)

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """The commands as set, by scope ("default", "chat:5", ...) and language ("" = any)."""
        return deepcopy(self._settings.commands)

    @property
    def pending_updates(self) -> list[Json]:
        """What the bot has not confirmed yet."""
        return [deepcopy(entry["update"]) for entry in self._delivery.waiting]

    def unanswered(self) -> list[Press]:
        """Presses that the bot has not answered."""
        return self._callbacks.unanswered()

    def history_raw(self) -> list[Json]:
        """The JSON both ways, the last 500 exchanges, oldest first, without the token."""
        whole = json.dumps(list(self._api.history), default=str)
        redacted: list[Json] = json.loads(whole.replace(self._token, "<token>"))
        return redacted

    def snapshot(self) -> Json:
        """Everything as JSON, to `restore` later; planned faults and the history are not part of it."""
        state = snapshots.taken(self.world, self._delivery, self._callbacks, self._settings)
        copied: Json = json.loads(json.dumps(state))
        return copied

    def restore(self, state: Json) -> None:
        """Put a snapshot back; on a running event loop if the snapshot has a webhook."""
        snapshots.put_back(deepcopy(state), self.world, self._delivery, self._callbacks, self._settings)
        self._on_change()

    async def aclose(self) -> None:
        """End deliveries; needed only where `app` is mounted in another application."""
        await self._delivery.close()

    def _remember_post(self, update: Json, status: int) -> None:
        self._api.remember_post(update, status)
        self._on_change()

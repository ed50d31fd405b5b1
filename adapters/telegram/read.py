"""What a person did on Telegram, in our own words."""

import re
from dataclasses import dataclass, replace

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from adapters.telegram.limits import MOST_TEXT
from adapters.telegram.read_files import attachments, spoken
from bot.chat.action import Garbled, decode
from bot.chat.address import Account, Chat
from bot.chat.incoming import (
    ChatClosed,
    ChatJoined,
    ChatMoved,
    Command,
    Edited,
    Incoming,
    Left,
    Located,
    MemberLeft,
    Origin,
    Pressed,
    Reacted,
    Said,
    Unreadable,
)

NAME = "telegram"

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?\s*", re.DOTALL)
_UNREADABLE = ("sticker", "contact", "poll", "dice", "story", "game", "paid_media", "checklist")
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True, kw_only=True)
class Me:
    """The bot itself: its id is the tenant of everybody who talks to it."""

    id: int
    username: str

    @property
    def tenant(self) -> str:
        return str(self.id)


def incoming(update: telegram.Update, me: Me) -> Incoming | None:
    """None: nothing that a person said or did to us.

    A private chat has its person's number. What says otherwise did not happen, and whoever is answered there
    would read what is another's.
    """
    event = _read(update, me)
    if event is not None and event.origin.private and event.origin.chat.id != event.origin.sender.user:
        return None
    return event


def _read(update: telegram.Update, me: Me) -> Incoming | None:
    if update.callback_query is not None:
        return _pressed(update, update.callback_query, me)
    if update.message is not None:
        return _message(update, update.message, me)
    if update.edited_message is not None:
        return _edited(update, update.edited_message, me)
    if update.message_reaction is not None:
        return _reacted(update, update.message_reaction, me)
    if update.my_chat_member is not None:
        return _membership(update, update.my_chat_member, me)
    return None


def reference(chat_id: int | str, message_id: int) -> str:
    """How we name a message: "chat id/message id"."""
    return f"{chat_id}/{message_id}"


def split_reference(named: str) -> tuple[int, int] | None:
    """(chat id, message id) of a reference of ours, else None."""
    chat, _, message = named.partition("/")
    try:
        return int(chat), int(message)
    except ValueError:
        return None


def topic(chat_id: int | str, thread: int) -> str:
    """How we name a topic of a group: "chat id/topic/number"."""
    return f"{chat_id}/topic/{thread}"


def split_topic(named: str) -> tuple[str, int] | None:
    """(chat id, number) of a topic of ours, else None."""
    chat, _, thread = named.partition("/topic/")
    return (chat, int(thread)) if thread.isascii() and thread.isdecimal() else None


def _within(message: telegram.MaybeInaccessibleMessage | None) -> str:
    """The topic where it stands; empty in the general one, and where there are none."""
    if not isinstance(message, telegram.Message) or not message.is_topic_message:
        return ""
    return topic(message.chat.id, message.message_thread_id or 0)


def _origin(update: telegram.Update, user: telegram.User, chat: telegram.Chat | None, me: Me) -> Origin:
    return Origin(
        event=str(update.update_id),
        sender=Account(platform=NAME, tenant=me.tenant, user=str(user.id)),
        name=user.full_name,
        chat=Chat(platform=NAME, tenant=me.tenant, id=str(chat.id if chat else user.id)),
        private=chat is None or chat.type == ChatType.PRIVATE or chat.id > 0,  # a group's is below 0
        language=user.language_code or "",
        within=_within(update.callback_query.message if update.callback_query else update.message),
    )


def _pressed(update: telegram.Update, query: telegram.CallbackQuery, me: Me) -> Incoming | None:
    if query.from_user.is_bot:
        return None
    standing = query.message
    origin = _origin(update, query.from_user, standing.chat if standing else None, me)
    try:
        action = decode(query.data or "")
    except Garbled:
        return Unreadable(origin=origin, what="button")
    message = reference(standing.chat.id, standing.message_id) if standing else ""
    return Pressed(origin=origin, action=action, message=message)


def _message(update: telegram.Update, message: telegram.Message, me: Me) -> Incoming | None:
    user = message.from_user
    if user is None or user.is_bot or message.sender_chat is not None:
        return None  # channels, other bots, and anonymous admins, who all share one account
    if message.chat.type != ChatType.PRIVATE and message.chat.type not in _GROUPS:
        return None
    origin = _origin(update, user, message.chat, me)
    words = (message.text or message.caption or "")[:MOST_TEXT]  # what Telegram lets a person write
    command = _COMMAND.fullmatch(words)
    if command and message.text:
        return _command(origin, command, me)
    if not origin.private and (service := _service(origin, message, me)) is not None:
        return service
    if not (origin.private or _meant_for(me, message, words)):
        return None
    files = attachments(message)
    if words or files:
        return Said(
            origin=origin,
            text=_without_mention(words, me),
            reply_to=_answered(message),
            message=reference(message.chat.id, message.message_id),
            files=files,
        )
    place = message.location or (message.venue.location if message.venue else None)
    if place is not None:
        there = {"latitude": place.latitude, "longitude": place.longitude}
        named = reference(message.chat.id, message.message_id)
        return Located(origin=origin, message=named, reply_to=_answered(message), **there)
    return _unreadable(origin, message)


def _service(origin: Origin, message: telegram.Message, me: Me) -> Incoming | None:
    """What Telegram says in a group by itself, as far as it concerns us."""
    if message.migrate_to_chat_id is not None:
        return ChatMoved(origin=origin, to=replace(origin.chat, id=str(message.migrate_to_chat_id)))
    gone = message.left_chat_member
    if gone is None or gone.is_bot:
        return None
    return MemberLeft(origin=origin, account=Account(platform=NAME, tenant=me.tenant, user=str(gone.id)))


def _edited(update: telegram.Update, message: telegram.Message, me: Me) -> Edited | None:
    """In private only: what is said in a group is not passed on."""
    user, words = message.from_user, message.text or message.caption or ""
    if user is None or user.is_bot or message.chat.type != ChatType.PRIVATE or not words:
        return None
    origin = _origin(update, user, message.chat, me)
    return Edited(origin=origin, message=reference(message.chat.id, message.message_id), text=words)


def _reacted(update: telegram.Update, change: telegram.MessageReactionUpdated, me: Me) -> Reacted | None:
    if change.user is None or change.chat.type != ChatType.PRIVATE:
        return None
    before, after = spoken(change.old_reaction), spoken(change.new_reaction)
    return Reacted(
        origin=_origin(update, change.user, change.chat, me),
        message=reference(change.chat.id, change.message_id),
        added=tuple(each for each in after if each not in before),
        removed=tuple(each for each in before if each not in after),
    )


def _command(origin: Origin, found: re.Match[str], me: Me) -> Command | None:
    name, addressee, rest = found.groups()
    if addressee and addressee.lower() != me.username.lower():
        return None
    return Command(origin=origin, name=name.lower(), rest=(rest or "").strip())


def _meant_for(me: Me, message: telegram.Message, words: str) -> bool:
    """In a group: an answer to us, or words that name us. An admin bot is sent all the others too."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    return _mention(me).search(words) is not None


def _mention(me: Me) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(me.username)}(?!\w)", re.IGNORECASE)


def _without_mention(words: str, me: Me) -> str:
    """The words without our own name at their start; nothing but the name stays as it is."""
    found = _mention(me).match(words)
    return (words[found.end() :].lstrip(" ,:") or words) if found else words


def _answered(message: telegram.Message) -> str:
    answered = message.reply_to_message
    return reference(message.chat.id, answered.message_id) if answered else ""


def _unreadable(origin: Origin, message: telegram.Message) -> Unreadable | None:
    for what in _UNREADABLE:
        if getattr(message, what, None):
            return Unreadable(origin=origin, what=what.replace("_", " "))
    return None  # a service message: somebody joined, a title changed


def _membership(update: telegram.Update, change: telegram.ChatMemberUpdated, me: Me) -> Incoming | None:
    """Our own: in private somebody blocked us, in a group we came or were taken out."""
    origin = _origin(update, change.from_user, change.chat, me)
    gone = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    if origin.private:
        return Left(origin=origin) if gone else None
    if change.chat.type not in _GROUPS:
        return None
    return ChatClosed(origin=origin) if gone else ChatJoined(origin=origin)

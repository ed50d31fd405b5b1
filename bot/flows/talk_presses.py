"""The buttons of a conversation between two sides, by their verb."""

from collections.abc import Awaitable, Callable, Mapping

from bot.chat.incoming import Pressed
from bot.flows import talking
from bot.flows.scene import Scene
from bot.flows.talk import Replies

TALK_PRESSES: Mapping[str, Callable[[Scene, Pressed], Awaitable[Replies]]] = {
    "talk.to": talking.to,
    "talk.pick": talking.pick,
    "talk.more": talking.more,
    "talk.drop": talking.drop,
    "talk.close": talking.close,
    "talk.open": talking.reopen,
}

"""Topics of a supergroup: opened by the bot or by people, written into, deleted."""

from dataclasses import dataclass

from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.rates import Rates
from adapters.simulator.telegram.refusals import Json, bad
from adapters.simulator.telegram.world import ADMINISTRATOR, Chat, World

NAME_LIMIT = 128
COLOUR = 7322096


@dataclass(frozen=True)
class Topics:
    world: World
    rates: Rates | None

    async def create_forum_topic(self, params: Params) -> Json:
        chat = self.world.reachable_chat(params.text("chat_id"))
        if not chat.forum:
            raise bad("the chat is not a forum")
        if chat.members.get(self.world.bot_id) != ADMINISTRATOR or not chat.may_manage_topics:
            raise bad("not enough rights to create a topic")
        name = params.text("name").strip()
        if not 1 <= len(name) <= NAME_LIMIT:
            raise bad("TOPIC_TITLE_INVALID")
        if self.rates is not None:
            self.rates.spend(chat.id)
        thread = opened(self.world, chat, self.world.bot_user, name)
        return {"message_thread_id": thread, "name": name, "icon_color": COLOUR}


def opened(world: World, chat: Chat, by: Json, name: str) -> int:
    """The new topic's message_thread_id: that of the service message with which it begins."""
    message = world.post(chat, by, {"forum_topic_created": {"name": name, "icon_color": COLOUR}})
    thread = int(message["message_id"])
    message |= {"message_thread_id": thread, "is_topic_message": True}
    chat.topics[thread] = name
    return thread


def deleted(chat: Chat, thread: int) -> None:
    """With everything that was said in it."""
    del chat.topics[thread]
    gone = [id for id, message in chat.messages.items() if message.get("message_thread_id") == thread]
    for id in gone:
        del chat.messages[id]


def placed(chat: Chat, thread: int, replied: Json | None) -> Json:
    """What a message carries of the topic it stands in; a reply stands where the other one does."""
    if not thread and replied is not None:
        thread = int(replied.get("message_thread_id", 0))
    if not thread:
        return {}
    if thread not in chat.topics:
        raise bad("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}

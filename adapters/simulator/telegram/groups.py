"""Groups come into being and become supergroups."""

from collections.abc import Sequence

from adapters.simulator.telegram.world import ADMINISTRATOR, MEMBER, SUPERGROUP_PREFIX, Chat, World


def add(world: World, chat_id: int, title: str, members: Sequence[int], admins: Sequence[int]) -> None:
    """A group, or a supergroup if the id starts with -100; raises ValueError for a positive id."""
    if chat_id >= 0:
        raise ValueError("A group's id is negative.")
    kind = "supergroup" if str(chat_id).startswith(SUPERGROUP_PREFIX) else "group"
    everybody = dict.fromkeys((world.bot_id, *members), MEMBER) | dict.fromkeys(admins, ADMINISTRATOR)
    for user_id in everybody:
        world.user(user_id)
    world.chats[chat_id] = Chat({"id": chat_id, "title": title, "type": kind}, everybody)


def turn_topics_on(chat: Chat) -> None:
    """Only a supergroup can have them."""
    if chat.chat["type"] != "supergroup":
        raise ValueError("Only a supergroup can have topics.")
    chat.chat["is_forum"] = True


def upgraded(world: World, chat_id: int) -> tuple[Chat, Chat]:
    """The old chat, closed from now on for the bot, and the new one with the same members."""
    old = world.chat(chat_id)
    new_id = int(f"{SUPERGROUP_PREFIX}{abs(chat_id):010d}")
    add(world, new_id, old.chat["title"], (), ())
    new = world.chat(new_id)
    new.members = dict(old.members)
    old.migrated_to = new_id
    return old, new

"""The API methods that change, remove, pin or react to a message that is there."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

from adapters.simulator.telegram.keyboards import inline_markup
from adapters.simulator.telegram.markup import caption_text, message_text
from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.rates import Rates
from adapters.simulator.telegram.refusals import Json, bad
from adapters.simulator.telegram.sending import shown_texts
from adapters.simulator.telegram.world import ADMINISTRATOR, Chat, World

DELETABLE_FOR = timedelta(hours=48)
MEDIA = ("photo", "document", "voice")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
"""Single characters only; Telegram allows a few more that are sequences."""


@dataclass(frozen=True)
class Editing:
    """editMessageText and its kin."""

    world: World
    rates: Rates | None

    async def edit_message_text(self, params: Params) -> Json:
        text, entities = message_text(params)
        chat, message = self._own_message(params)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._change(
            chat, message, _content("text", text, "entities", entities), inline_markup(params)
        )

    async def edit_message_caption(self, params: Params) -> Json:
        caption, entities = caption_text(params)
        chat, message = self._own_message(params)
        if not any(kind in message for kind in MEDIA):
            raise bad("there is no caption in the message to edit")
        change = _content("caption", caption, "caption_entities", entities)
        return self._change(chat, message, change, inline_markup(params))

    async def edit_message_reply_markup(self, params: Params) -> Json:
        markup = inline_markup(params)
        chat, message = self._own_message(params)
        return self._change(chat, message, {}, markup)

    async def delete_message(self, params: Params) -> bool:
        chat, message = self._message(params, "message to delete not found")
        if not self._may_delete(chat, message):
            raise bad("message can't be deleted")
        if message["date"] < self.world.seconds() - DELETABLE_FOR.total_seconds():
            raise bad("message can't be deleted for everyone")
        del chat.messages[message["message_id"]]
        return True

    async def pin_chat_message(self, params: Params) -> bool:
        chat, message = self._message(params, "message to pin not found")
        if not chat.private and chat.members.get(self.world.bot_id) != ADMINISTRATOR:
            raise bad("not enough rights to manage pinned messages in the chat")
        chat.pinned = message["message_id"]
        return True

    async def unpin_chat_message(self, params: Params) -> bool:
        chat = self.world.reachable_chat(params.text("chat_id"))
        chat.pinned = None
        return True

    async def set_message_reaction(self, params: Params) -> bool:
        chat, message = self._message(params, "message to react not found")
        reactions = params.listed("reaction") or []
        if len(reactions) > 1:
            raise bad("REACTIONS_TOO_MANY")
        for reaction in reactions:
            if (
                not isinstance(reaction, dict)
                or str(reaction.get("emoji", "")).rstrip("\ufe0f") not in REACTIONS
            ):
                raise bad("REACTION_INVALID")
        chat.reactions[message["message_id"]] = reactions
        return True

    def _change(self, chat: Chat, message: Json, content: Json, markup: Json | None) -> Json:
        edited = {name: value for name, value in message.items() if name not in ("reply_markup", "edit_date")}
        for name, value in content.items():
            edited.pop(name, None)
            if value:
                edited[name] = value
        if markup is not None:
            edited["reply_markup"] = markup
        if edited == {name: value for name, value in message.items() if name != "edit_date"}:
            raise bad(NOT_MODIFIED)
        if self.rates is not None and not chat.private:
            self.rates.spend(chat.id)
        edited["edit_date"] = self.world.seconds()
        chat.messages[message["message_id"]] = edited
        self.world.show(chat, *shown_texts(edited))
        return deepcopy(edited)

    def _own_message(self, params: Params) -> tuple[Chat, Json]:
        if params.has("inline_message_id"):
            raise bad("this stand-in has no inline messages")
        chat, message = self._message(params, "message to edit not found")
        if message["from"]["id"] != self.world.bot_id or "forward_origin" in message:
            raise bad("message can't be edited")
        return chat, message

    def _message(self, params: Params, missing: str) -> tuple[Chat, Json]:
        chat = self.world.reachable_chat(params.text("chat_id"))
        message_id = params.whole("message_id")
        if message_id <= 0:
            raise bad("message identifier is not specified")
        if message_id not in chat.messages:
            raise bad(missing)
        return chat, chat.messages[message_id]

    def _may_delete(self, chat: Chat, message: Json) -> bool:
        own = message["from"]["id"] == self.world.bot_id
        return own or chat.private or chat.members.get(self.world.bot_id) == ADMINISTRATOR


def _content(name: str, text: str, entities_name: str, entities: list[Json]) -> Json:
    return {name: text, entities_name: entities}

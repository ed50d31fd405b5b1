"""The API methods that put a new message into a chat."""

from copy import deepcopy
from dataclasses import dataclass

from adapters.simulator.telegram.keyboards import reply_markup
from adapters.simulator.telegram.markup import caption_text, message_text
from adapters.simulator.telegram.media import Kind, received_media
from adapters.simulator.telegram.params import Params
from adapters.simulator.telegram.rates import Rates
from adapters.simulator.telegram.refusals import Json, bad
from adapters.simulator.telegram.topics import placed
from adapters.simulator.telegram.world import Chat, World

CHAT_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"}
    | {"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "location")


@dataclass(frozen=True)
class Sending:
    """sendMessage and its kin."""

    world: World
    rates: Rates | None

    async def send_message(self, params: Params) -> Json:
        text, entities = message_text(params)
        return self._send(params, {"text": text} | ({"entities": entities} if entities else {}))

    async def send_photo(self, params: Params) -> Json:
        return self._send_media(params, "photo")

    async def send_document(self, params: Params) -> Json:
        return self._send_media(params, "document")

    async def send_voice(self, params: Params) -> Json:
        return self._send_media(params, "voice")

    async def send_chat_action(self, params: Params) -> bool:
        if params.text("action") not in CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        self.world.reachable_chat(params.text("chat_id"))
        return True

    async def copy_message(self, params: Params) -> Json:
        original = self._original(params, "message to copy not found")
        content = {name: deepcopy(original[name]) for name in CONTENT if name in original}
        if not content:
            raise bad("message can't be copied")
        if params.has("caption") and "text" not in content:
            content |= _caption(params)
        return {"message_id": self._send(params, content)["message_id"]}

    async def forward_message(self, params: Params) -> Json:
        original = self._original(params, "message to forward not found")
        content = {name: deepcopy(original[name]) for name in CONTENT if name in original}
        if not content:
            raise bad("message can't be forwarded")
        origin = {"type": "user", "date": original["date"], "sender_user": deepcopy(original["from"])}
        return self._send(params, {"forward_origin": origin, **content})

    def _send_media(self, params: Params, kind: Kind) -> Json:
        caption = _caption(params)
        return self._send(params, received_media(self.world, params, kind) | caption)

    def _send(self, params: Params, body: Json) -> Json:
        markup = reply_markup(params)
        chat = self.world.reachable_chat(params.text("chat_id"))
        reply = self._reply(chat, params)
        reply |= placed(chat, params.whole("message_thread_id"), reply.get("reply_to_message"))
        if self.rates is not None:
            self.rates.spend(chat.id)
        message = self.world.post(chat, self.world.bot_user, reply | body)
        _place_keyboard(chat, message, markup)
        self.world.show(chat, *shown_texts(message))
        return deepcopy(message)

    def _reply(self, chat: Chat, params: Params) -> Json:
        asked = params.mapped("reply_parameters") or {}
        message_id = asked.get("message_id", params.whole("reply_to_message_id"))
        if not isinstance(message_id, int):
            raise bad('field "message_id" must be of type Number')
        if not message_id:
            return {}
        replied = self.world.replied(chat, message_id)
        if replied is None:
            if asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
                return {}
            raise bad("message to be replied not found")
        return {"reply_to_message": replied}

    def _original(self, params: Params, missing: str) -> Json:
        source = self.world.known_chat(params.text("from_chat_id"))
        found = source.messages.get(params.whole("message_id"))
        if found is None:
            raise bad(missing)
        return found


def shown_texts(message: Json) -> list[str]:
    """The words and addresses of a message that a reader can see, its buttons' included."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    links = [
        entity.get("url", "") for name in ("entities", "caption_entities") for entity in message.get(name, [])
    ]
    return [
        message.get("text", ""),
        message.get("caption", ""),
        message.get("document", {}).get("file_name", ""),
        *(text for button in buttons for text in (button["text"], button.get("url", ""))),
        *links,
    ]


def _caption(params: Params) -> Json:
    caption, entities = caption_text(params)
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


def _place_keyboard(chat: Chat, message: Json, markup: Json | None) -> None:
    """An inline keyboard belongs to the message, any other one to the chat."""
    if markup is None:
        return
    if "inline_keyboard" in markup:
        if markup["inline_keyboard"]:
            message["reply_markup"] = markup
        return
    chat.keyboard = None if "remove_keyboard" in markup else markup

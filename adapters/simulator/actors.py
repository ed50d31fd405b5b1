"""People in front of the stand-ins: they read what is shown, type, and press what is really there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn

Json = dict[str, Any]


class NothingLikeThat(AssertionError):
    """The person looked for something that is not shown."""


class Actor(Protocol):
    """One person on one platform. `place` is a shared chat where given, else their private chat."""

    name: str
    platform: str

    async def says(self, text: str, place: str = "") -> None: ...
    async def commands(self, words: str, place: str = "") -> None: ...
    async def presses(self, label: str, place: str = "", about: str = "") -> None:
        """The newest button with this label, on a card that contains `about`. Raises NothingLikeThat."""

    def offers(self, label: str, place: str = "", about: str = "") -> bool:
        """Whether there is something for `presses`."""

    def sees(self, place: str = "") -> list[str]:
        """What the bot shows in this chat now, oldest first, as words."""


@dataclass(kw_only=True)
class OnSlack:
    """A person in the simulated Slack workspace."""

    stand_in: SlackStandIn
    user: str
    name: str
    platform: str = "slack"

    async def says(self, text: str, place: str = "") -> None:
        await self.stand_in.say(self.user, text, place or None)

    async def commands(self, words: str, place: str = "") -> None:
        await self.stand_in.command(self.user, f"/makegood {words}", place or None)

    async def presses(self, label: str, place: str = "", about: str = "") -> None:
        channel = place or self.stand_in.dm(self.user)
        found = self._find(label, channel, about)
        if found is None:
            raise NothingLikeThat(f"{self.name} sees no button {label!r} on Slack")
        message, button = found
        await self.stand_in.press(
            self.user, channel, message["ts"], button["action_id"], value=button.get("chosen")
        )

    def offers(self, label: str, place: str = "", about: str = "") -> bool:
        """Whether there is something for `presses`."""
        return self._find(label, place or self.stand_in.dm(self.user), about) is not None

    def _find(self, label: str, channel: str, about: str) -> tuple[Json, Json] | None:
        """The newest message with this button, and the button."""
        for message in reversed(self.stand_in.messages(channel)):
            for button in _buttons(message):
                if button["text"]["text"] == label and about in message["text"]:
                    return message, button
        return None

    async def fills(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Fills in the form on top by question name and submits it; returns the errors shown, by question."""
        view = self.stand_in.views(self.user)[-1]
        values: Json = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                question = block["block_id"].rsplit(":", 1)[0]
                given = answers.get(question)
                if given is not None:
                    values[block["block_id"]] = {
                        block["element"]["action_id"]: _typed(block["element"], given)
                    }
        answer = await self.stand_in.submit(self.user, view["id"], values) or {}
        errors = answer.get("errors", {})
        return {block.rsplit(":", 1)[0]: text for block, text in errors.items()}

    def form_title(self) -> str:
        views = self.stand_in.views(self.user)
        return views[-1]["title"]["text"] if views else ""

    def sees(self, place: str = "") -> list[str]:
        channel = place or self.stand_in.dm(self.user)
        messages = [each for each in self.stand_in.messages(channel) if each.get("bot_id")]
        return [
            _with_files(each["text"], [file["name"] for file in each.get("files", [])]) for each in messages
        ]

    def buttons(self, place: str = "") -> list[str]:
        channel = place or self.stand_in.dm(self.user)
        return [
            each["text"]["text"] for message in self.stand_in.messages(channel) for each in _buttons(message)
        ]


def _buttons(message: Json) -> list[Json]:
    """Buttons, and the options of menus as if they were."""
    elements = [
        element
        for block in message.get("blocks", [])
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    options = [
        {"text": option["text"], "action_id": menu["action_id"], "chosen": option["value"]}
        for menu in elements
        if menu["type"] == "overflow"
        for option in menu["options"]
    ]
    return [*(element for element in elements if element["type"] == "button"), *options]


def _typed(element: Json, given: str) -> object:
    options = element.get("options")
    if not options:
        return given
    for option in options:
        if given in (option["value"], option["text"]["text"]):
            return (
                [option["value"]] if element["type"].startswith(("checkboxes", "multi")) else option["value"]
            )
    raise NothingLikeThat(f"there is no option {given!r}")


@dataclass(kw_only=True)
class OnTelegram:
    """A person on the simulated Telegram."""

    stand_in: TelegramStandIn
    user: int
    name: str
    platform: str = "telegram"

    async def says(self, text: str, place: str = "") -> None:
        self.stand_in.say(self.user, text, int(place) if place else None)
        await self.handled()

    async def commands(self, words: str, place: str = "") -> None:
        await self.says(f"/{words}", place)

    async def presses(self, label: str, place: str = "", about: str = "") -> None:
        chat = int(place) if place else self.user
        found = self._find(label, chat, about)
        if found is None:
            raise NothingLikeThat(f"{self.name} sees no button {label!r} on Telegram")
        message, button = found
        await self.stand_in.press(self.user, chat, message["message_id"], button["callback_data"])
        await self.handled()

    def offers(self, label: str, place: str = "", about: str = "") -> bool:
        """Whether there is something for `presses`."""
        return self._find(label, int(place) if place else self.user, about) is not None

    def _find(self, label: str, chat: int, about: str) -> tuple[Json, Json] | None:
        """The newest message with this button, and the button."""
        for message in reversed(self.stand_in.messages(chat)):
            for button in _keys(message):
                if button["text"] == label and about in message.get("text", ""):
                    return message, button
        return None

    def sees(self, place: str = "") -> list[str]:
        chat = int(place) if place else self.user
        messages = self.stand_in.messages(chat)
        return [_told(each) for each in messages if each.get("from", {}).get("is_bot")]

    def buttons(self, place: str = "") -> list[str]:
        chat = int(place) if place else self.user
        return [each["text"] for message in self.stand_in.messages(chat) for each in _keys(message)]

    async def handled(self, within: float = 10) -> None:
        """Until the bot has confirmed every update; raises TimeoutError after so many seconds."""
        async with asyncio.timeout(within):
            while self.stand_in.pending_updates:
                await asyncio.sleep(0.005)


def _told(message: Json) -> str:
    name = message.get("document", {}).get("file_name")
    words = str(message.get("text") or message.get("caption") or "")
    return _with_files(words, [name] if name else [])


def _with_files(words: str, names: list[str]) -> str:
    """What a message says, and the files on it by name."""
    return "\n".join((words, *(f"File: {name}" for name in names)))


def _keys(message: Json) -> list[Json]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]

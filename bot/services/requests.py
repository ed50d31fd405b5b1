"""What a person may ask for by law and the bot cannot do by itself: the coordinators do it."""

from typing import Literal

from bot.services.tell import tell_coordinators
from bot.services.turn import Turn
from bot.texts.cards import note

Request = Literal["my_data", "forget_me"]


async def pass_on(turn: Turn, request: Request) -> None:
    """The coordinators see who asks, once a day."""
    card = note(f"desk.{request}", name=turn.by.name)
    await tell_coordinators(turn, card, fact=f"{request}:{turn.by.person}:{turn.local(turn.now):%Y-%m-%d}")

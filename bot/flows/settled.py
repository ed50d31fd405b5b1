"""What becomes of a card whose button was pressed."""

from bot.chat.incoming import Pressed
from bot.flows.scene import Scene
from bot.services.tell import settle
from bot.texts.catalogue import words


async def settled(scene: Scene, event: Pressed, key: str, **parts: str) -> None:
    """It loses its buttons and says what came of it."""
    if event.message:
        await settle(scene.turn, scene.origin.chat, event.message, words(key, **parts))

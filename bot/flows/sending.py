"""A table as a file, for whoever asks for it."""

from bot.chat.outgoing import Attachment
from bot.flows.scene import Scene
from bot.services.tell import send_file


async def send_table(scene: Scene, name: str, text: str, caption: str) -> None:
    """In private; a CSV file that spreadsheets read as UTF-8. Each has a name of its own."""
    one = "".join(letter for letter in scene.origin.event if letter.isalnum())[-20:]
    file = Attachment(name=f"{name}-{one}.csv", mime="text/csv", content=f"\ufeff{text}".encode())
    await send_file(scene.turn, scene.person.id, file, caption, fact=f"answer:{scene.origin.event}:file")

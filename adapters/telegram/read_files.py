"""The files and marks in a message, in our own words."""

import unicodedata
from collections.abc import Sequence

import telegram

from bot.chat.incoming import Enclosure

SPOKEN = {
    "👍": "thumbs up", "👎": "thumbs down", "❤": "heart", "🔥": "fire", "🙏": "folded hands",
    "👌": "OK hand", "👏": "clapping hands", "🎉": "party popper", "😁": "a big smile",
    "🤔": "a thoughtful face", "💯": "a hundred points", "🤝": "handshake",
}  # fmt: skip


def spoken(reactions: Sequence[telegram.ReactionType]) -> tuple[str, ...]:
    """Marks in words; those that only a picture shows are "a sticker"."""
    return tuple(
        _name(each.emoji) if isinstance(each, telegram.ReactionTypeEmoji) else "a sticker"
        for each in reactions
    )


def _name(emoji: str) -> str:
    plain = emoji.rstrip("\ufe0f")
    known = unicodedata.name(plain[:1], "") if plain else ""
    return SPOKEN.get(plain) or known.lower() or "a mark"


def attachments(message: telegram.Message) -> tuple[Enclosure, ...]:
    """The file that a message brings: Telegram has one in each."""
    if message.photo:
        best = max(message.photo, key=lambda each: each.width * each.height)
        photo = Enclosure(id=best.file_id, kind="photo", mime="image/jpeg", size=best.file_size or 0)
        return (photo,)
    if message.voice:
        voice = message.voice
        mime = voice.mime_type or "audio/ogg"
        return (Enclosure(id=voice.file_id, kind="voice", mime=mime, size=voice.file_size or 0),)
    if message.video_note:
        note = message.video_note
        return (
            Enclosure(id=note.file_id, name="video-note.mp4", mime="video/mp4", size=note.file_size or 0),
        )
    named = message.animation or message.video or message.audio or message.document
    if named is None:
        return ()
    name, mime = named.file_name or "", named.mime_type or ""
    return (Enclosure(id=named.file_id, name=name, mime=mime, size=named.file_size or 0),)

"""What comes with messages, and what people do to those that are there: change, delete, put marks on them."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.words import typed
from bot.chat.incoming import Enclosure, FileKind

Payload = Mapping[str, Any]

SPOKEN = {
    "+1": "thumbs up", "thumbsup": "thumbs up", "-1": "thumbs down", "thumbsdown": "thumbs down",
    "tada": "party popper", "pray": "folded hands", "white_check_mark": "tick", "heavy_check_mark": "tick",
    "heart": "heart", "ok_hand": "OK hand", "raised_hands": "raised hands", "clap": "clapping hands",
    "joy": "tears of joy", "eyes": "eyes", "wave": "waving hand", "100": "a hundred points",
}  # fmt: skip


def spoken(name: str) -> str:
    """Slack's name of a mark in words: "thumbsup::skin-tone-3" is "thumbs up"."""
    plain = name.partition("::")[0]
    return SPOKEN.get(plain) or " ".join(plain.replace("_", " ").replace("-", " ").split())[:40]


def author_of(change: Payload) -> Payload:
    """The message that was changed or deleted, as its author left it last."""
    if change["subtype"] == "message_deleted" or is_tombstone(change):
        return dict(change.get("previous_message") or {})
    return dict(change.get("message") or {})


def is_tombstone(change: Payload) -> bool:
    """A deleted message that has answers stays as a stone with its name on it."""
    return (change.get("message") or {}).get("subtype") == "tombstone"


def new_words(change: Payload) -> str | None:
    """The words of an edit; None where only Slack changed something, such as a preview of a link."""
    before, after = change.get("previous_message") or {}, change["message"]
    same = str(before.get("text") or "") == str(after.get("text") or "")
    return None if same else typed(str(after.get("text") or ""))


def attachments(event: Payload) -> tuple[Enclosure, ...]:
    """The files that a message brings, as Slack's people named them."""
    return tuple(_attachment(each) for each in event.get("files") or () if each.get("id"))


def _attachment(file: Payload) -> Enclosure:
    mime = str(file.get("mimetype") or "")
    return Enclosure(
        id=str(file["id"]),
        kind=_kind(file, mime),
        name=str(file.get("title") or "") if _has_ending(file) else str(file.get("name") or ""),
        mime=mime,
        size=int(file.get("size") or 0),
    )


def _kind(file: Payload, mime: str) -> FileKind:
    if file.get("subtype") == "slack_audio":
        return "voice"
    return "photo" if mime in ("image/jpeg", "image/png") else "file"


def _has_ending(file: Payload) -> bool:
    """A title is what people gave it, but only a name with its ending opens by itself."""
    title, name = str(file.get("title") or ""), str(file.get("name") or "")
    return "." in title and title.rpartition(".")[2] == name.rpartition(".")[2]

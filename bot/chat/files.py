"""What a file may be called where it is shown or sent on: never as a path, and never hidden or reversed."""

import mimetypes
import re

from bot.chat.incoming import Enclosure
from bot.chat.markup import clean

MOST_NAME = 100
_UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
_PLAIN = {"photo": "photo", "voice": "voice-note", "file": "file"}


def file_name(file: Enclosure) -> str:
    """The sender's name for it without what could harm, else one made of what it is: "photo.jpg"."""
    name = " ".join(_UNSAFE.sub("_", clean(file.name)).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not name.strip("_"):
        return f"{_PLAIN[file.kind]}{_ending(file)}"
    if not dot or len(ending) > 10:
        return name[:MOST_NAME]
    return f"{stem[: MOST_NAME - len(ending) - 1].rstrip()}.{ending}"


def marked_name(file: Enclosure, mark: str) -> str:
    """The same with a mark before its ending, by which the file is found again."""
    stem, dot, ending = file_name(file).rpartition(".")
    return f"{stem}.{mark}.{ending}" if dot else f"{ending}.{mark}"


def _ending(file: Enclosure) -> str:
    if file.kind == "photo":
        return ".jpg"
    return mimetypes.guess_extension(file.mime.partition(";")[0].strip()) or ""

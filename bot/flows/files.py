"""Files that came in answer to a question, as they are kept among the answers until the conversation ends."""

from typing import get_args

from bot.chat.form import Answers, Values
from bot.chat.incoming import Enclosure, FileKind

FILES = "_files"
PARTS = 5


def written(file: Enclosure) -> Values:
    return (file.id, file.kind, file.name, file.mime, str(file.size))


def files_of(answers: Answers) -> tuple[Enclosure, ...]:
    """What was sent, oldest first."""
    kept = answers.get(FILES, ())
    return tuple(_read(kept[at : at + PARTS]) for at in range(0, len(kept), PARTS))


def _read(parts: Values) -> Enclosure:
    id, kind, name, mime, size = parts
    known: dict[str, FileKind] = {each: each for each in get_args(FileKind)}
    return Enclosure(id=id, kind=known.get(kind, "file"), name=name, mime=mime, size=int(size))

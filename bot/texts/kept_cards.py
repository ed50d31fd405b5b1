"""What is said about pictures and voice notes beside an offer or a need."""

from collections import Counter
from collections.abc import Sequence

from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Card
from bot.domain.views import ListingView
from bot.texts.cards import para, short
from bot.texts.catalogue import words


def file_of(view: ListingView, file: Enclosure) -> Card:
    """Beside the file, for a coordinator."""
    line = para(
        "kept.beside", kind=words(f"kept.{file.kind}"), name=view.owner.name, what=short(view.listing)
    )
    return Card(lines=(line,))


def counted(files: Sequence[Enclosure]) -> str:
    """ "2 photos, 1 voice note"; empty for none."""
    found = Counter(file.kind for file in files)
    return ", ".join(
        words(f"kept.{kind}_one" if number == 1 else f"kept.{kind}_many", number=str(number))
        for kind, number in found.items()
    )


def kept(files: Sequence[Enclosure]) -> Card:
    """To whoever sent them, in the middle of a draft."""
    return Card(lines=(para("kept.with_draft", files=counted(files)),))

"""What stands beside a need or an offer: pictures and voice notes, and whether its checks are lawful."""

from collections import Counter
from collections.abc import Sequence

from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Card, Para
from bot.domain.listings import Terms
from bot.domain.views import ListingView
from bot.reading.eligibility import Eligible, eligible
from bot.texts.cards import para, short
from bot.texts.catalogue import words
from bot.texts.times import listed


def file_of(view: ListingView, file: Enclosure) -> Card:
    """Beside the file, for a coordinator."""
    line = para(
        "kept.beside", kind=words(f"kept.{file.kind}"), name=view.owner.name, what=short(view.listing)
    )
    return Card(lines=(line,))


def counted(files: Sequence[Enclosure]) -> str:
    """ "2 photos, 1 voice note"; empty for none."""
    found = Counter(file.kind for file in files)
    return listed(
        words(f"kept.{kind}_one" if number == 1 else f"kept.{kind}_many", number=str(number))
        for kind, number in found.items()
    )


def kept(files: Sequence[Enclosure]) -> Card:
    """To whoever sent them, in the middle of a draft."""
    return Card(lines=(para("kept.with_draft", files=counted(files)),))


def eligibility(terms: Terms) -> Para:
    """What the group says of whom the people will be with, beside the checks that it asks for."""
    checks = listed(terms.checks)
    if terms.contact is None:
        return para("vet.eligible", checks=checks)
    sure = eligible(terms.checks, terms.contact) is Eligible.YES
    contact = words(f"contact.{terms.contact.value}")
    return para("vet.eligible_yes" if sure else "vet.eligible_doubt", checks=checks, contact=contact)

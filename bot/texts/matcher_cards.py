"""What coordinators read where the matcher found nobody: what stands in the way, and what would open it."""

from collections import Counter
from collections.abc import Sequence

from bot.chat.outgoing import Card, Line
from bot.domain.listings import Listing
from bot.texts.cards import para, short
from bot.texts.catalogue import words
from bot.texts.times import listed
from matching.assignment import Because
from matching.limits import Limit


def nobody(
    need: Listing,
    fallen: Counter[Limit],
    would_open: Counter[Limit],
    kept: Sequence[tuple[Listing, Listing, Because]],
) -> Card | None:
    """None where there is nothing to say: nobody was left out, and nobody is kept for another need.

    `kept`: an offer, the need that it is kept for, and why.
    """
    lines: list[Line] = []
    if fallen:
        lines.append(left_out("nobody", short(need), fallen, would_open))
    lines += [
        para("nobody.kept", offer=short(offer), need=short(other), why=words(f"because.{why.name.lower()}"))
        for offer, other, why in kept
    ]
    return Card(lines=tuple(lines)) if lines else None


def left_out(section: str, what: str, fallen: Counter[Limit], would_open: Counter[Limit]) -> Line:
    """Which limits stand in the way, and without which one most would pass. `section` of the texts."""
    told = listed(
        words(f"fell.{limit.name.lower()}", count=str(count)) for limit, count in fallen.most_common()
    )
    opening = next(iter(would_open.most_common(1)), None)
    if opening is None:
        return para(f"{section}.fits", what=what, left_out=told)
    limit, count = opening
    named = words(f"limit.{limit.name.lower()}")
    said = words("nobody.one" if count == 1 else "nobody.many", limit=named, count=str(count))
    return para(f"{section}.opens", what=what, left_out=told, opening=said)

"""Phone numbers and e-mail addresses that people keep here: to their owner, and to whom they share them with.

Only cards that are drawn when they are sent carry one.
"""

from collections.abc import Sequence

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.details import Details
from bot.domain.matches import Match
from bot.texts.cards import button, fact, note, para
from bot.texts.catalogue import words
from bot.texts.times import listed


def share_button(match: Match) -> Button:
    """On the match's card, among what is seldom wanted."""
    return button("details_share", "details.share", match.id, match.revision)


def shown(name: str, details: Details) -> Card:
    """To the other side of a match, as long as it goes on."""
    return Card(
        title=words("details.title"),
        lines=(para("details.shown", name=name), *_facts(details), para("details.care", name=name)),
    )


def _facts(details: Details) -> tuple[Line, ...]:
    lines: list[Line] = []
    if details.phone:
        lines.append(fact("phone", details.phone))
    if details.email:
        lines.append(fact("email", details.email))
    return tuple(lines)


def coming(name: str) -> Card:
    """Until it is known what this message is called, so that it can be taken back."""
    return note("details.coming", name=name)


def not_shown(name: str) -> Card:
    """In its place, whyever it is not shown."""
    return note("details.not_shown", name=name)


def held(name: str) -> Card:
    return note("details.held", name=name)


def mine(name: str, match_id: str, *, shared: bool, goes_on: bool) -> Card:
    """To its owner: whether the other side sees it."""
    if not goes_on:
        return note("details.over", name=name)
    if not shared:
        again = button("details_share_again", "details.share", match_id)
        return Card(lines=(para("details.taken_back", name=name),), buttons=((again,),))
    return Card(
        lines=(para("details.you_share", name=name),),
        buttons=((button("details_hide", "details.hide", match_id), _change()),),
    )


def _change() -> Button:
    return button("details_change", "details.change")


def kept(details: Details, seen_by: Sequence[str]) -> Card:
    """To its owner: what is kept."""
    who = para("details.seen_by", names=listed(seen_by)) if seen_by else para("details.seen_by_nobody")
    remove = button("details_remove", "details.remove", look=Look.DANGER)
    return Card(
        title=words("details.mine_title"),
        lines=(*_facts(details), who, para("details.how_kept")),
        buttons=((_change(), remove),),
    )


def asked() -> Card:
    """Where none is kept."""
    return Card(
        title=words("details.mine_title"),
        lines=(para("details.none"), para("details.how_kept")),
        buttons=((button("details_add", "details.change"),),),
    )


def locked() -> Card:
    return note("details.locked")

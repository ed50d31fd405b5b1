"""A person's year, for themselves."""

from collections.abc import Sequence
from decimal import Decimal

from bot.chat.outgoing import Card, Look
from bot.domain.views import Helped
from bot.texts.cards import button, cut, fact, para
from bot.texts.catalogue import words
from bot.texts.home_cards import MOST_NAMED
from bot.texts.times import apart, hours

Kinds = Sequence[tuple[bool, bool, Decimal]]
"""Of own time? Expert? How many hours."""


def year(which: str, helped: tuple[Helped, ...], kinds: Kinds, thanks: tuple[str, str]) -> Card:
    """`thanks`: what a group wrote, and the group."""
    title = words("year.title", year=which)
    browse = button("browse", "go.browse", look=Look.MAIN)
    if not helped:
        return Card(title=title, lines=(para("year.nothing"),), buttons=((browse,),))
    total = sum((each.hours for each in helped), Decimal(0))
    named = [words("home.group", group=each.group, hours=hours(each.hours)) for each in helped[:MOST_NAMED]]
    if len(helped) > MOST_NAMED:
        named.append(words("home.more_groups", n=str(len(helped) - MOST_NAMED)))
    lines = (
        para("year.headline", hours=hours(total)),
        fact("helped", apart(named)),
        *(fact(f"kind_{_kind(own, expert)}", hours(amount)) for own, expert, amount in kinds),
        *((para("year.thanks", thanks=cut(thanks[0], 300), group=thanks[1]),) if thanks[0] else ()),
    )
    return Card(title=title, lines=lines, buttons=((browse,),))


def _kind(own_time: bool, expert: bool) -> str:
    return f"{'own' if own_time else 'paid'}_{'expert' if expert else 'general'}"

"""The menu, and what is needed now, for everybody who reads in a chat: nobody's name is in it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.chat.markup import Link
from bot.chat.outgoing import Button, Card, Line, Look, Para
from bot.domain.listings import Listing
from bot.domain.menu import MenuKind
from bot.texts.cards import button, cut, effort, note, para, place_words, short
from bot.texts.catalogue import say, words
from bot.texts.search_cards import days
from bot.texts.times import apart, hours, people, when_words

MOST_SHOWN = 5
MOST_SAID = 160


Kinds = Sequence[tuple[MenuKind, int]]
"""Of the menu, each with how much of it is needed now."""


def menu(kinds: Kinds) -> Card:
    """What help groups use, what it usually comes to, and how much of it is needed."""
    return Card(
        title=words("noticeboard.menu_title"),
        lines=(para("noticeboard.menu_lead"), *_kinds(kinds), para("noticeboard.menu_how")),
        buttons=((button("browse", "go.browse", look=Look.MAIN),),),
    )


def post(needs: Sequence[Listing], of: int, links: Mapping[str, str], page: str, kinds: Kinds) -> Card:
    """The first of `of` needs. `links`: by number, where a platform has such; else each has a button. `page`:
    of all of them, if there is one. `kinds`: with the menu.
    """
    shown = needs[:MOST_SHOWN]
    lines: list[Line] = [para("noticeboard.menu_lead"), *_kinds(kinds)] if kinds else []
    lines.append(para("noticeboard.lead", count=str(of)))
    for number, need in enumerate(shown, start=1):
        lines.append(_line(number, need))
        if need.id in links:
            lines.append(Para(text=(Link(text=words("noticeboard.can"), url=links[need.id]),)))
    if page:
        lines.append(Para(text=(*say("noticeboard.page"), Link(text=page, url=page))))
    return Card(
        title=words("noticeboard.menu_title" if kinds else "noticeboard.title"),
        lines=tuple(lines),
        buttons=() if links else (tuple(_can(number, need) for number, need in enumerate(shown, start=1)),),
        answers=True,
    )


def _kinds(kinds: Kinds) -> list[Line]:
    return [_kind(kind, now) for kind, now in kinds if kind.usual]


def _kind(kind: MenuKind, now: int) -> Line:
    usual = kind.usual
    assert usual is not None  # else it is not in the menu
    (fewest, most), (least, longest) = usual.people, usual.hours
    return para(
        "noticeboard.kind_open" if now else "noticeboard.kind",
        kind=words(f"menu_kind.{kind.code}"),
        count=str(now),
        people=people(most) if fewest == most else _range(fewest, people(most)),
        hours=_range(least, hours(Decimal(longest))),
        notice=days(usual.notice),
        host=hours(Decimal(usual.host)),
        checks=words(f"noticeboard.checks_{usual.checks}"),
    )


def _range(least: int, most: str) -> str:
    return words("noticeboard.range", least=str(least), most=most)


def _line(number: int, need: Listing) -> Line:
    when = need.terms.when.said
    facts = (place_words(need), *((when_words(when),) if when else ()), effort(need))
    return para(
        "noticeboard.line", number=str(number), what=cut(need.terms.what, MOST_SAID), facts=apart(facts)
    )


def _can(number: int, need: Listing) -> Button:
    return button("can_help", "notice.open", need.id, about=short(need), n=str(number))


def pinned() -> Card:
    return note("noticeboard.pinned")


def unpinned() -> Card:
    return note("noticeboard.unpinned")

"""A person's year, for themselves."""

from decimal import Decimal

from bot.chat.markup import Link, Markup
from bot.chat.outgoing import Button, Card, Line, Look, Para
from bot.domain.views import KindOfHours, Year
from bot.texts.cards import button, cut, fact, labelled, para
from bot.texts.catalogue import say, words
from bot.texts.home_cards import MOST_NAMED
from bot.texts.times import apart, hours


def year(which: str, came: Year, *, paged: bool) -> Card:
    """`paged`: the pages have an address. What they learned is read by themselves alone."""
    title = words("year.title", year=which)
    browse = button("browse", "go.browse", look=Look.MAIN)
    if not came.helped:
        before = para("year.before", year=str(int(which) - 1))
        return Card(title=title, lines=(para("year.nothing"), before), buttons=((browse,),))
    total = sum((each.hours for each in came.helped), Decimal(0))
    lines = (
        para("year.headline", hours=hours(total)),
        fact("helped", apart(_groups(came))),
        *(fact(kind_of(each), hours(each.hours)) for each in came.kinds),
        *((fact("additional", hours(came.additional)),) if came.additional else ()),
        *_noted(came),
        *_thanks(came),
    )
    return Card(title=title, lines=lines, buttons=((browse, *_to_keep(which, paged=paged)),))


def _groups(came: Year) -> list[str]:
    named = [
        words("home.group", group=each.group, hours=hours(each.hours)) for each in came.helped[:MOST_NAMED]
    ]
    if len(came.helped) > MOST_NAMED:
        named.append(words("home.more_groups", n=str(len(came.helped) - MOST_NAMED)))
    return named


def _noted(came: Year) -> tuple[Line, ...]:
    """The newest few; all of them are in the page and the file."""
    noted = [labelled(each.group, cut(each.learned, 120)) for each in came.given if each.learned]
    return (fact("learned", apart(noted[-3:])),) if noted else ()


def _thanks(came: Year) -> tuple[Line, ...]:
    if not came.thanks:
        return ()
    return (para("year.thanks", thanks=cut(came.thanks, 300), group=came.thanks_from),)


def _to_keep(which: str, *, paged: bool) -> tuple[Button, ...]:
    page = (button("certificate", "year.page", option=which),) if paged else ()
    return (*page, button("as_file", "year.file", option=which))


def page_link(link: str, once: Line | None = None) -> Card:
    """For one person alone; `once` says what is seen there, where it is not their year."""
    address: Markup = (Link(text=link, url=link),)
    return Card(
        title=words("own_page.link_title"),
        lines=(Para(text=(*say("desk_page.link"), *address)), once or para("own_page.link_once")),
        buttons=((button("close_page", "own.close"),),),
    )


def kind_of(each: KindOfHours) -> str:
    """The key of a label under "fact"."""
    return f"kind_{'own' if each.own_time else 'paid'}_{'expert' if each.expert else 'general'}"

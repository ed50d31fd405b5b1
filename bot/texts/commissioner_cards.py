"""What whoever buys for a public body reads: how far promises made to it came, and nobody's name."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.outgoing import Card, Look, Para
from bot.domain.measures import HOURS
from bot.domain.progress import Level, Total
from bot.texts.cards import button, para
from bot.texts.catalogue import words
from bot.texts.pledge_cards import amount, otherwise, percent, totals_card
from bot.texts.year_cards import page_link as own_page


def funded(level: Level, some: Sequence[Total], city: Sequence[Total], *, paged: bool) -> Card:
    """`city`: the same together; `paged`: the pages have an address."""
    if not some:
        return Card(lines=(para("funded.none"),))
    page = (button("as_page", "funded.page", look=Look.MAIN),) if paged else ()
    whole = totals_card(level, some, 0, reads_only=True)
    return replace(
        whole, lines=(*headline(city), *whole.lines), buttons=((*page, button("as_file", "funded.file")),)
    )


def headline(city: Sequence[Total]) -> tuple[Para, ...]:
    """How much of it happened: the hours in one sentence, and each other unit in one."""
    return tuple(_happened(each) if each.unit == HOURS else otherwise(each) for each in city)


def _happened(total: Total) -> Para:
    return para(
        "funded.headline",
        verified=amount(total.verified, HOURS),
        promised=amount(total.promised, HOURS),
        share=percent(total.verified, total.promised),
        gap=amount(total.gap, HOURS),
    )


def page_link(link: str) -> Card:
    """For one person alone."""
    return replace(own_page(link, para("funded.link_once")), title=words("funded.link_title"))


def welcome(name: str, buys_for: str) -> Card:
    return Card(
        title=words("commissioner.title"),
        lines=(para("commissioner.welcome", name=name, commissioner=buys_for),),
        buttons=((button("show_pledges", "go.pledges", look=Look.MAIN),),),
    )


def at_home() -> Card:
    """On a page of their own there is one thing to do."""
    show = button("show_pledges", "go.pledges", look=Look.MAIN)
    return Card(title=words("funded.title"), lines=(para("help.commissioner.one"),), buttons=((show,),))

"""The menu's cards: what is needed or offered, where and when, and never whose it is."""

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import Listing, Side
from bot.domain.organisations import OrganisationKind
from bot.texts.cards import button, fact, listing_facts, para, short
from bot.texts.catalogue import words
from bot.texts.times import hours


def listing_card(listing: Listing, whose: OrganisationKind, reason: str, first: str = "") -> Card:
    """`reason`: why it cannot be chosen now; empty where it can. `first`: what the city has put first."""
    lines: list[Line] = [*listing_facts(listing)]
    quantity = listing.quantity
    if quantity.remaining < quantity.total:
        left = words("amount.left", left=hours(quantity.remaining), total=hours(quantity.total))
        lines.append(fact("left", left))
    if first:
        lines.append(fact("put_first", first))
    if listing.side is Side.OFFER:
        lines.append(fact("from", words(f"browse.from_{whose.value}")))
    label = "can" if listing.side is Side.NEED else "could_use"
    choose = button(label, "browse.choose", listing.id, look=Look.MAIN, about=short(listing))
    return Card(
        title=words(f"browse.{listing.side.value}"),
        lines=(*lines, para("browse.reason", reason=reason)) if reason else tuple(lines),
        buttons=() if reason else ((choose,),),
    )


def where_in_list(side: Side, id: str, shown: tuple[int, int, int]) -> Card:
    """`shown`: the first and the last on this page, and how many there are."""
    first, last, of = shown
    more = (button("more", "browse.more", id, option=str(last), look=Look.MAIN),) if last < of else ()
    key = "browse.shown" if last < of else "browse.shown_all"
    return Card(
        lines=(para(key, first=str(first), last=str(last), of=str(of)),),
        buttons=((*more, button("narrow", "browse.narrow", id), _kinds(side)),),
    )


def _kinds(side: Side) -> Button:
    return button("kinds", "browse.kinds", option=side.value)


def nothing_fits(side: Side, id: str) -> Card:
    own = _own(side)
    return Card(
        lines=(para(f"browse.nothing_fits_{side.value}"),),
        buttons=((_kinds(side), button("narrow", "browse.narrow", id), own),),
    )


def nothing_open(side: Side) -> Card:
    return Card(lines=(para(f"browse.nothing_open_{side.value}"),), buttons=((_own(side),),))


def _own(side: Side) -> Button:
    """What can be done instead: saying what one has, or needs."""
    if side is Side.NEED:
        return button("new_offer", "go.offer", look=Look.MAIN)
    return button("new_need", "go.need", look=Look.MAIN)


def closed() -> Card:
    return Card(lines=(para("wish.closed"),), buttons=((button("browse", "go.browse", look=Look.MAIN),),))

"""Cards as coordinators share them: in whose hands they are, handed over, approved together."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.markup import Link, Markup
from bot.chat.outgoing import Card, Look, Para
from bot.domain.batches import Batch
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, para, short
from bot.texts.catalogue import say, words

MOST_BUTTONS = 3


def in_hand(card: Card, id: str, taken_by: str, *, open_for_it: bool) -> Card:
    """The card with whoever takes care of it, and a button to do that where there is room for one."""
    lines = (*card.lines, fact("taken_by", taken_by)) if taken_by else card.lines
    if taken_by or not open_for_it or sum(map(len, card.buttons)) >= MOST_BUTTONS:
        return replace(card, lines=lines)
    take = button("take", "desk.take", id, about=card.title)
    rows = (*card.buttons[:-1], (*card.buttons[-1], take)) if card.buttons else ((take,),)
    return replace(card, lines=lines, buttons=rows)


def browser_link(link: str) -> Card:
    """For one coordinator alone."""
    address: Markup = (Link(text=link, url=link),)
    return Card(
        title=words("desk_page.link_title"),
        lines=(Para(text=(*say("desk_page.link"), *address)), para("desk_page.link_once")),
        buttons=((button("close_desk", "desk.close"),),),
    )


def handed_over(by: str, card: Card, id: str) -> Card:
    lead = para("handover.yours", name=by)
    opening = button("show", "desk.open", id, look=Look.MAIN, about=card.title)
    return Card(title=card.title, lines=(lead, *card.lines), buttons=((opening,),))


def yours(title: str) -> str:
    return words("handover.title", title=title) if title else ""


def batch(batch: Batch, views: Sequence[MatchView]) -> Card:
    """Each by need and offer, with the number to leave it out by."""
    count = str(len(batch.items))
    lines: list[Para] = [para("bulk.lead")]
    lines += [_line(number, view) for number, view in enumerate(views, start=1)]
    approve = button(
        "approve_these" if len(views) > 1 else "approve_this",
        "bulk.approve",
        batch.id,
        batch.revision,
        look=Look.MAIN,
        n=count,
    )
    leave_out = button("leave_out", "bulk.out", batch.id, batch.revision)
    drop = button("cancel", "bulk.drop", batch.id, batch.revision)
    return Card(title=words("bulk.title", n=count), lines=tuple(lines), buttons=((approve, leave_out, drop),))


def _line(number: int, view: MatchView) -> Para:
    match = view.match
    return para(
        "bulk.line",
        number=str(number),
        need=short(view.need.listing),
        group=view.need.organisation.name,
        offer=short(view.offer.listing),
        name=view.offer.owner.name,
        score=f"{match.score * 100:.0f}",
        id=match.id,
    )


def approved(by: str, at: str, done: Sequence[str], left: Sequence[tuple[str, str]]) -> Card:
    """`done`: needs whose match was approved; `left`: the others, each with what was in the way."""
    lines = [para("bulk.approved", by=by, at=at, count=str(len(done)))] if done else []
    lines += [para("bulk.done", need=need) for need in done]
    lines += [para("bulk.left", need=need, why=why) for need, why in left]
    return Card(title=words("bulk.over_title"), lines=tuple(lines))

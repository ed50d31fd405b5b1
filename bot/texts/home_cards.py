"""A person's own page: what to do first, what they have, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.chat.markup import Bold, markup
from bot.chat.outgoing import Button, Card, Look, Para
from bot.domain.organisations import Organisation
from bot.domain.progress import Total
from bot.domain.views import Helped
from bot.texts.cards import MOST_SPOKEN, button, cut, fact, para
from bot.texts.catalogue import words
from bot.texts.people_cards import privacy
from bot.texts.pledge_cards import otherwise
from bot.texts.times import apart, hours

MOST_NAMED = 5  # groups by name


def welcome(more: str) -> Card:
    """The first thing that anybody sees: who this is, three lines of privacy, one button."""
    return Card(
        title=words("home.welcome_title"),
        lines=(para("home.welcome"), *privacy(more)),
        buttons=((button("new_offer", "go.offer", look=Look.MAIN),),),
    )


def section(title: str, cards: list[Card]) -> tuple[Card, ...]:
    """Cards under one title; none where there are none."""
    items = [_item(card) for card in cards]
    return (replace(items[0], title=words(f"home.{title}")), *items[1:]) if items else ()


def _item(card: Card) -> Card:
    """A card whose title is a line of it, and whose buttons say aloud what they are about."""
    lines = (Para(text=markup(Bold(text=card.title))), *card.lines) if card.title else card.lines
    rows = tuple(tuple(_about(each, card.title) for each in row) for row in card.buttons)
    return replace(card, title="", lines=lines, buttons=rows)


def _about(pressed: Button, what: str) -> Button:
    return (
        replace(pressed, spoken=cut(words("button.spoken", label=pressed.label, about=what), MOST_SPOKEN))
        if what
        else pressed
    )


def nothing_waits() -> Card:
    return Card(
        title=words("home.next_steps"),
        lines=(para("home.nothing_waits"),),
        buttons=((button("new_offer", "go.offer", look=Look.MAIN), button("browse", "go.browse")),),
    )


def offer_more() -> Card:
    more = (button("new_offer", "go.offer"), button("browse", "go.browse"))
    return Card(lines=(para("home.more"),), buttons=(more,))


def came_of_it(helped: tuple[Helped, ...]) -> tuple[Card, ...]:
    """Hours, groups, and whom the thanks are from."""
    if not helped:
        return ()
    total = sum((each.hours for each in helped), Decimal(0))
    named = [words("home.group", group=each.group, hours=hours(each.hours)) for each in helped[:MOST_NAMED]]
    if len(helped) > MOST_NAMED:
        named.append(words("home.more_groups", n=str(len(helped) - MOST_NAMED)))
    return (
        Card(
            title=words("home.came_of_it"),
            lines=(
                fact("verified", hours(total)),
                fact("helped", str(len(helped))),
                fact("thanks", apart(named)),
                para("home.it_happened"),
            ),
        ),
    )


def company(
    employer: Organisation,
    promised: Decimal,
    planned: Decimal,
    verified: Decimal,
    *,
    pledged: bool = False,
    others: Sequence[Total] = (),
) -> Card:
    """Totals of an employer's people together; nobody of them is named, and nobody's match is shown.

    `pledged`: by what the employer has promised under contracts, not by what its people offer.
    `others`: what it has promised in other units, each by itself.
    """
    totals = (
        fact("step_promised", rounded(promised)),
        fact("planned", rounded(planned)),
        fact("step_verified", rounded(verified)),
    )
    pledges = (para("home.company_pledged"),) if pledged else ()
    return Card(
        title=words("home.company", name=employer.name),
        lines=(*totals, *pledges, *map(otherwise, others[:MOST_NAMED]), para("home.company_note")),
        buttons=((button("show_pledges", "go.pledges"),),) if pledged or others else (),
    )


def rounded(amount: Decimal) -> str:
    """To a hundredth of an hour, as shares may leave more."""
    return hours(amount.quantize(Decimal("0.01")))


def for_coordinators() -> Card:
    return Card(
        title=words("home.coordinators"),
        lines=(para("help.also_coordinator"),),
        buttons=((button("queue", "go.queue"), button("report", "go.report")),),
    )

"""What a need is good for, to be pressed out of the city's list."""

from collections.abc import Sequence, Set

from bot.chat.action import Action
from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import Listing, ListingState, Side
from bot.domain.outcomes import Outcome
from bot.texts.cards import button, cut, fact, para, short
from bot.texts.catalogue import words
from bot.texts.times import apart

MOST_LABEL = 40
IN_A_ROW = 2


def more(listing: Listing) -> tuple[Button, ...]:
    """Behind the dots of its card: only needs are good for something, and not one that was declined."""
    if listing.side is Side.OFFER or listing.state is ListingState.DECLINED:
        return ()
    return (button("good_for", "outcome.choose", listing.id, about=short(listing)),)


def choose(need: Listing, known: Sequence[Outcome], tagged: Set[str]) -> Card:
    """A button for each of the list; those that it is tagged with are said above them as well."""
    buttons = [_choice(need, each, each.code in tagged) for each in known]
    now = [each.label for each in known if each.code in tagged]
    lines: list[Line] = [para("outcome_tag.which", what=short(need))]
    return Card(
        title=words("outcome_tag.title"),
        lines=(*lines, *((fact("outcomes", apart(now)),) if now else ())),
        buttons=tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)),
        answers=True,
    )


def _choice(need: Listing, one: Outcome, tagged: bool) -> Button:
    name = cut(one.label.strip() or one.code, MOST_LABEL)
    action = Action(verb="outcome.set", subject=need.id, option=one.code)
    return Button(label=name, action=action, spoken=name, look=Look.MAIN if tagged else Look.QUIET)

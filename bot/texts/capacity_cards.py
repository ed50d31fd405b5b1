"""How much somebody can take on, in words."""

from bot.chat.outgoing import Card, Line, Look
from bot.domain.capacity import NOTICE, Capacity, Load
from bot.domain.matches import Party
from bot.texts.cards import button, fact, para
from bot.texts.catalogue import words
from bot.texts.times import hours, listed


def ask(party: Party) -> Card:
    """Asked once; what is usual holds until it is answered."""
    return Card(
        lines=(para(f"capacity.ask_{party.value}"),),
        buttons=((button("say_how_much", f"capacity.{party.value}", look=Look.MAIN),),),
    )


def full(capacity: Capacity, load: Load) -> Card:
    """N13: nothing new is suggested, and from when on something may be is for them to say."""
    party = capacity.party.value
    return Card(
        title=words("nudge.n13_title"),
        lines=(para("capacity.reached", count=str(load.under_way)), para("capacity.resume")),
        buttons=(
            (
                button("when_one_is_done", "capacity.wait", capacity.person, look=Look.MAIN),
                button("name_a_day", "capacity.pause", capacity.person),
                button("say_how_much", f"capacity.{party}"),
            ),
        ),
    )


def said(capacity: Capacity) -> Card:
    return Card(lines=(para("capacity.said"), fact("capacity", in_words(capacity))))


def lines(standings: tuple[tuple[Capacity, Load], ...]) -> tuple[Line, ...]:
    """For a coordinator: what each side has on, and can take on."""
    return tuple(
        fact(f"capacity_{capacity.party.value}", listed((_has_on(load, capacity), *_besides(capacity))))
        for capacity, load in standings
    )


def _has_on(load: Load, capacity: Capacity) -> str:
    return words("capacity.has_on", count=str(load.under_way), most=str(capacity.at_once))


def in_words(capacity: Capacity) -> str:
    """ "at most 3 at a time, 8 hours a month, on standby"."""
    return listed((words("capacity.at_once", most=str(capacity.at_once)), *_besides(capacity)))


def _besides(capacity: Capacity) -> list[str]:
    parts: list[str] = []
    if capacity.month is not None:
        parts.append(words("capacity.of_month", hours=hours(capacity.month)))
    if capacity.standby:
        parts.append(words("capacity.standby"))
    if capacity.largest:
        parts.append(words("capacity.largest", most=str(capacity.largest)))
    if capacity.notice is None and capacity.party is Party.HOST:
        days = {kind.value: str(notice) for kind, notice in NOTICE.items()}
        parts.append(words("capacity.usual_notice", **days))
    elif capacity.notice:
        parts.append(words("capacity.of_notice", days=str(capacity.notice)))
    if capacity.supervision:
        parts.append(words("capacity.supervised", who=capacity.supervision))
    return parts

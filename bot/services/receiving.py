"""N18: a group that was given something of a pledge is reminded to say whether it arrived.

It stops with the answer, or when the giver takes it back; silence never counts as received.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.instalments import Instalment, InstalmentView
from bot.domain.nudges import Anchor, Step
from bot.domain.people import Person
from bot.services.moves import applies, follow
from bot.services.turn import Turn
from bot.texts import instalment_cards


def moments_of(instalment: Instalment) -> Mapping[Anchor, datetime]:
    """The moments that its reminders count from."""
    return {Anchor.ENTERED: instalment.said_at}


async def follow_instalment(turn: Turn, instalment: Instalment) -> None:
    """Takes back what no longer applies, and writes down when its group is asked again."""
    id = instalment.id
    await turn.tx.nudges.cancel(Subject.INSTALMENT, id)
    await turn.tx.reminders.moved(Subject.INSTALMENT, id, turn.by.person, turn.now)
    await follow(turn, Subject.INSTALMENT, id, instalment.state.value, moments_of(instalment))


async def receivers(turn: Turn, instalment: Instalment) -> Sequence[Person]:
    """Who can say whether it arrived: everybody of the group but whoever said that it was given."""
    members = await turn.tx.organisations.members(instalment.organisation)
    return [each for each in members if each.id != instalment.said_by]


def still_asked(turn: Turn, view: InstalmentView, step: Step) -> bool:
    return applies(turn, step, view.instalment.state.value, moments_of(view.instalment))


def reminder(turn: Turn, person: Person, view: InstalmentView, step: Step) -> tuple[str, Card] | None:
    """In a few words, and as a card; None where it is answered, or no longer this person's to answer."""
    theirs = person.organisation == view.group.id and person.id != view.instalment.said_by
    if not theirs or not still_asked(turn, view, step):
        return None
    return instalment_cards.still_to_say(view), instalment_cards.did_it_arrive(view)

"""The impact note of a closed pledge: to coordinators as a draft, to the commissioner as it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.chat.outgoing import Card, Look
from bot.domain.impact import Told
from bot.domain.organisations import Organisation
from bot.domain.pledges import Change, Pledge
from bot.domain.progress import Progress
from bot.texts.cards import button, cut, para
from bot.texts.catalogue import words
from bot.texts.pledge_pace_cards import of_it

MOST_TOLD = 3


def note(
    came: Progress,
    organisation: Organisation,
    changes: Sequence[Change],
    stories: Sequence[Told],
    today: date,
) -> Card:
    """What was promised, what happened, what was changed and why, and what both sides allow to be told."""
    told = tuple(para("impact_note.story", said=cut(one.change, 300)) for one in stories[:MOST_TOLD])
    return Card(
        title=words("impact_note.title", contract=cut(came.pledge.terms.contract, 40)),
        lines=(*of_it(came, organisation, changes, today), *told, para("impact_note.how")),
    )


def draft(pledge: Pledge, shown: Card, readers: int) -> Card:
    name = pledge.terms.commissioner
    key = "impact_note.draft" if readers else "impact_note.draft_nobody"
    send = button("send_note", "note.send", pledge.id, pledge.revision, look=Look.MAIN, about=shown.title)
    lines = (para(key, commissioner=name, count=str(readers)), *shown.lines)
    return replace(shown, lines=lines, buttons=((send,),))


def sent(pledge: Pledge, shown: Card, by: str) -> Card:
    said = para("impact_note.sent", commissioner=pledge.terms.commissioner, name=by)
    return replace(shown, lines=(said, *shown.lines))
